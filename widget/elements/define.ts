/** Defines an element unless the page already has one of this name (a second copy of the script must not throw). */
export function define(tag: string, element: CustomElementConstructor): void {
  if (!customElements.get(tag)) customElements.define(tag, element);
}
