/** The language of an element: its own `lang`, or that of whatever is around it, out of shadow roots too; '' when there is none. */
export function languageOf(element: Element): string {
  const found = element.closest<HTMLElement>('[lang]');
  if (found) return found.lang;
  const { host } = element.getRootNode() as ShadowRoot;
  return host ? languageOf(host) : '';
}

/** Whether the words of the first script may not be those of the page. */
export const isForeign = (element: Element): boolean => !/^(en\b|$)/.test(languageOf(element));
