/**
 * The language of an element by its own `lang`, that of whatever is around it (out of shadow roots, too), or that of the document: a
 * BCP 47 tag in its canonical form; '' when there is none or it is malformed.
 */
export function languageOf(element: Element): string {
  for (let node: Node | null = element; node; node = node.parentNode ?? (node as ShadowRoot).host) {
    const lang = (node as Element).getAttribute?.('lang');
    if (lang == null) continue;
    try {
      return Intl.getCanonicalLocales(lang)[0] ?? '';
    } catch {
      return '';
    }
  }
  return '';
}
