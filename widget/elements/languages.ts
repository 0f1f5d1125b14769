import type { Translation } from './all-messages.ts';
import type { WordsHost } from './say.ts';
import { type LoadLanguage, Words } from './words.ts';

/** The languages besides English, each in a chunk of its own, by primary subtag. */
export const LANGUAGES: Record<string, () => Promise<{ default: Translation }>> = {
  ar: () => import('./languages/ar.ts'),
  cs: () => import('./languages/cs.ts'),
  de: () => import('./languages/de.ts'),
  es: () => import('./languages/es.ts'),
  fr: () => import('./languages/fr.ts'),
  ja: () => import('./languages/ja.ts'),
  pt: () => import('./languages/pt.ts'),
};

/** The element and its parts speak the language of the page from now on. */
export function speak(
  host: WordsHost,
  load: LoadLanguage = (language) => LANGUAGES[language]?.().then((chunk) => chunk.default),
): void {
  new Words(host, load);
}
