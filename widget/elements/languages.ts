import type { Translation } from './all-messages.ts';

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
