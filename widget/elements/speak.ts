import { LANGUAGES } from './languages.ts';
import type { WordsHost } from './say.ts';
import { type LoadLanguage, Words } from './words.ts';

/** The element and its parts speak the language of the page from now on. */
export function speak(
  host: WordsHost,
  load: LoadLanguage = (language) => LANGUAGES[language]?.().then((chunk) => chunk.default),
): void {
  new Words(host, load);
}
