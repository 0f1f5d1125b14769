import type { Plural, Say, Texts, Value } from './message-section.ts';

/** Texts of any of the shapes; what a page gives is not checked. */
// biome-ignore lint/suspicious/noExplicitAny: its keys and shapes are those of the English texts.
type Loose = any;

function fill(text: string | Plural, values: Readonly<Record<string, Value>>, locale: string): string {
  const pattern =
    typeof text === 'string' ? text : (text[new Intl.PluralRules(locale).select(Number(values.count))] ?? text.other);
  return pattern.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name] ?? '';
    return typeof value === 'object' ? new Intl.ListFormat(locale).format(value) : value.toLocaleString(locale);
  });
}

/** The texts as an element uses them: the page's own, else those of the language, else the English ones. */
export function compose<T extends Texts>(english: T, own: Loose, translated: Loose, locale: string): Say<T> {
  const composed = Object.entries(english).map(([key, text]) => {
    const words = own?.[key] ?? translated?.[key] ?? text;
    const isPlain = typeof text === 'string' && !text.includes('{');
    if (isPlain) return [key, words];
    if (typeof text === 'string' || text.other)
      return [key, (values: Readonly<Record<string, Value>>) => fill(words, values, locale)];
    return [key, compose(text as Texts, own?.[key], translated?.[key], locale)];
  });
  return Object.fromEntries(composed);
}
