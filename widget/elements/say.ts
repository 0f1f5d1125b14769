import type { LitElement } from 'lit';
import type { RoomErrorCode } from '../client/errors.ts';
import type { Messages } from './all-messages.ts';
import { compose } from './compose.ts';
import type { Say, Section, Texts } from './message-section.ts';
import type { Words } from './words.ts';

/** `<voice-room>` and `<voice-room-list>`. */
export interface WordsHost extends LitElement {
  messages: Messages | undefined;
}

/** A `RoomError`, and what else says so by its code. */
export interface Wrong {
  readonly code: RoomErrorCode;
  readonly message: string;
  readonly fix: string;
}

/** Of those in the page whose language has been looked at. */
export const WORDS = new WeakMap<Node, Words>();

/** The element around a part, in whose words it speaks. */
function hostOf(part: Node): WordsHost {
  const { host } = part.getRootNode() as ShadowRoot;
  return 'messages' in part || !host ? (part as WordsHost) : hostOf(host);
}

const wordsOf = (part: Node): Words | undefined => WORDS.get(hostOf(part));

/** The words of a section as the element around a part speaks. Asked for in `render`: it renders again when they change. */
export function say<T extends Texts>(part: Node, section: Section<T>): Say<T> {
  const own = hostOf(part).messages?.[section.name as keyof Messages];
  return wordsOf(part)?.say(section) ?? compose(section.texts, own, undefined, 'en');
}

/** Likewise an error. */
export const sayError = <E extends Wrong>(part: Node, error: E): E => wordsOf(part)?.error(error) ?? error;

/** Likewise how to write a number or a time. */
export const localeOf = (part: Node): string => wordsOf(part)?.locale ?? 'en';
