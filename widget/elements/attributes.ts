import type { PropertyDeclaration } from 'lit';

/** Text properties with their attributes: `siteKey` is `site-key`. */
export function attributes(names: readonly string[]): Record<string, PropertyDeclaration> {
  return Object.fromEntries(
    names.map((name) => [name, { attribute: name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) }]),
  );
}
