import type { LitElement } from 'lit';

/** Whoever pressed what is gone after an update goes on by keyboard at `elsewhere`, and not at the beginning of the page. */
export function keepFocus(host: LitElement, elsewhere: () => HTMLElement | null | undefined): void {
  let focused = false;
  const isFocused = () => host.shadowRoot?.activeElement != null;
  host.addController({
    hostUpdate() {
      focused = isFocused();
    },
    hostUpdated() {
      if (focused && !isFocused()) elsewhere()?.focus();
    },
  });
}
