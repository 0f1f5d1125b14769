import type { Send } from './transport.ts';

/** What is answered, and the version of it, for `ifMatch`: `etag` is there but neither copied nor written out. */
export type Versioned<T> = T & { readonly etag: string };

/** A server that answers 2xx to our call answers as `protocol` says; what it answered is not checked once more. */
export const json = async <T>(answer: ReturnType<Send>): Promise<T> => (await answer).body as T;

export async function versioned<T extends object>(answer: ReturnType<Send>): Promise<Versioned<T>> {
  const { body, etag } = await answer;
  return Object.defineProperty(body as T, 'etag', { value: etag ?? '' }) as Versioned<T>;
}

export const nothing = async (answer: ReturnType<Send>): Promise<void> => {
  await answer;
};

/** Joins parts of a path, which may be anything a person types. */
export const at = (parts: TemplateStringsArray, ...names: string[]): string =>
  String.raw({ raw: parts }, ...names.map(encodeURIComponent));
