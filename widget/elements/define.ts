/**
 * Defines an element unless the page already has one of this name (a second copy of the script must not throw), or there is no page
 * (a server renders it).
 */
export function define(tag: string, element: CustomElementConstructor): void {
  if (!globalThis.customElements?.get(tag)) globalThis.customElements?.define(tag, element);
}
