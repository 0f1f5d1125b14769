/**
 * Stands in for Lit's own `css` in the bundle of the page: every browser that has `:state()` and `light-dark()` has constructable style
 * sheets. What Lit needs to do without them (and to check what is put into a style) is half a kilobyte.
 */
export function css([text = '']: TemplateStringsArray): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
}

export const getCompatibleStyle = (style: CSSStyleSheet): CSSStyleSheet => style;

export function adoptStyles(root: ShadowRoot, styles: CSSStyleSheet[]): void {
  root.adoptedStyleSheets = styles;
}

/** Named by Lit, used by nobody here. */
export { css as CSSResult, css as unsafeCSS };
export const supportsAdoptingStyleSheets = true;
