import type { LitElement, ReactiveController } from 'lit';
import type { Messages, Translation } from './all-messages.ts';
import { compose } from './compose.ts';
import { languageOf } from './language-of.ts';
import type { Say, Section, Texts } from './message-section.ts';
import { sameItems } from './same-items.ts';
import { WORDS, type WordsHost, type Wrong } from './say.ts';

/** Of a primary language subtag; undefined for one without words of its own, English included. */
export type LoadLanguage = (language: string) => Promise<Translation> | undefined;

/** A BCP 47 tag as it is written; '' for what is none. */
function canonical(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? '';
  } catch {
    return '';
  }
}

/** Everything in a shadow root, and in those inside, renders again. */
function renderAgain(root: ParentNode): void {
  for (const element of root.querySelectorAll<LitElement>('*')) {
    element.requestUpdate?.();
    if (element.shadowRoot) renderAgain(element.shadowRoot);
  }
}

/**
 * In whose words an element and its parts speak: the page's own `messages` first, then those of the language around the element, then
 * English. A language is loaded when it is needed; one that did not load is tried again when the element renders next. Loaded with the
 * call, or at once where the page is not English; until then `say` has English and `messages`.
 */
export class Words implements ReactiveController {
  /** How numbers, lists and times are written. */
  locale = 'en';
  /** Whether these are the words they should be, or none better could be had. */
  ready = false;
  readonly #host: WordsHost;
  readonly #load: LoadLanguage;
  readonly #observer: MutationObserver;
  /** The language that was asked for last; '' when it did not load. */
  #asked = '';
  /** The one whose words these are, English when there are none, and the tag around the element when they came. */
  #language = '';
  #tag = '';
  #translation: Translation | undefined;
  #basis: readonly unknown[] = [];
  #tables: Record<string, object> = {};
  #errors = new WeakMap<Wrong, Wrong>();
  #changed = false;

  constructor(host: WordsHost, load: LoadLanguage) {
    this.#host = host;
    this.#load = load;
    this.#observer = new MutationObserver(() => host.requestUpdate());
    WORDS.set(host, this);
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
    const look = { attributeFilter: ['lang'], subtree: true };
    for (let node: Node | undefined = this.#host; node; node = (node as ShadowRoot).host) {
      node = node.getRootNode();
      this.#observer.observe(node, look);
    }
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }

  hostUpdate(): void {
    const { messages } = this.#host;
    const tag = canonical(languageOf(this.#host));
    const [language = ''] = tag.split('-');
    if (language !== this.#asked) this.#change(language);
    // Until another language is there, all stays as it was.
    if (language === this.#language) {
      this.#tag = tag;
      this.ready = true;
    }
    const basis = [this.#translation, messages, this.#tag];
    if (sameItems(basis, this.#basis)) return;
    this.#basis = basis;
    this.#tables = {};
    this.#errors = new WeakMap();
    this.#changed = true;
    // A page that brings words for another language has its rules, too.
    this.locale = this.#tag && (this.#translation || messages || this.#language === 'en') ? this.#tag : 'en';
  }

  hostUpdated(): void {
    const { renderRoot } = this.#host;
    const dir = this.#translation?.dir ?? (this.locale.startsWith('en') ? 'ltr' : '');
    for (const part of renderRoot.children) Object.assign(part, { lang: this.locale, dir });
    if (this.#changed) renderAgain(renderRoot);
    this.#changed = false;
  }

  #change(language: string): void {
    this.#asked = language;
    const use = (translation?: Translation) => {
      if (language !== this.#asked) return;
      this.#asked = translation ? language : '';
      this.#language = language;
      // Not when nothing comes of it: it would be tried again at once, and again.
      if (translation !== this.#translation) this.#host.requestUpdate();
      this.#translation = translation;
    };
    const loading = this.#load(language);
    if (loading) {
      loading.then(use, () => use());
      return;
    }
    this.#language = language;
    this.#translation = undefined;
  }

  say<T extends Texts>({ name, texts }: Section<T>): Say<T> {
    const own = this.#host.messages?.[name as keyof Messages];
    const translated = this.#translation?.[name as keyof Translation];
    this.#tables[name] ??= compose(texts, own, translated, this.locale);
    return this.#tables[name] as Say<T>;
  }

  /** The error in these words; the same one when they are its own. */
  error<E extends Wrong>(error: E): E {
    const words = this.#host.messages?.errors?.[error.code] ?? this.#translation?.errors[error.code];
    if (!words) return error;
    const [message, fix] = words;
    const told = this.#errors.get(error) ?? Object.create(error, { message: { value: message }, fix: { value: fix } });
    this.#errors.set(error, told);
    return told as E;
  }
}
