/**
 * The words of one chunk. A text has placeholders in braces: `{name}` is put in as it is, a number and a list as the language writes
 * them. A text whose form depends on a number is a `Plural`, chosen by `count`. Other objects only group texts.
 */
export type Texts = { readonly [key: string]: string | Plural | Texts };

/** One form for each plural category of the language (Unicode CLDR); `{count}` may be left out of one that says the number itself. */
export type Plural = { readonly [C in Intl.LDMLPluralRule]?: string } & { readonly other: string };

export interface Section<T extends Texts = Texts> {
  /** What the section is called in `messages` and in a language. */
  readonly name: string;
  /** In English. */
  readonly texts: T;
}

export type Value = string | number | readonly string[];

type Placeholder<T> = T extends `${string}{${infer P}}${infer Rest}` ? P | Placeholder<Rest> : never;
type Values<P extends PropertyKey> = { readonly [K in P]: K extends 'count' ? number : Value };

/** As an element uses them: a string, or a function of what goes into it. */
export type Say<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? [Placeholder<T[K]>] extends [never]
      ? string
      : (values: Values<Placeholder<T[K]>>) => string
    : T[K] extends Plural
      ? (values: Values<Placeholder<T[K][keyof T[K]]> | 'count'>) => string
      : Say<T[K]>;
};

/** The same in another language: every key, with the same placeholders (which a test checks, and the forms of its plurals). */
export type Translated<T> = {
  readonly [K in keyof T]: T[K] extends string ? string : T[K] extends Plural ? Plural : Translated<T[K]>;
};

/** Any of them in the words of a page. */
export type Overridden<T> = {
  readonly [K in keyof T]?: T[K] extends string ? string : T[K] extends Plural ? string | Plural : Overridden<T[K]>;
};

export function section<const T extends Texts>(name: string, texts: T): Section<T> {
  return { name, texts };
}
