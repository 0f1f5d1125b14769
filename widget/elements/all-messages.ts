/** Every section of words; only its types are in a chunk. */
import type { RoomErrorCode } from '../client/errors.ts';
import { callMessages } from './call-messages.ts';
import { chatMessages } from './chat-messages.ts';
import { diagnosisMessages } from './diagnosis-messages.ts';
import { handMessages } from './hand-messages.ts';
import { keyMessages } from './key-messages.ts';
import type { Overridden, Section, Translated } from './message-section.ts';
import { messages } from './messages.ts';
import { moderatorMessages } from './moderator-messages.ts';
import { qualityMessages } from './quality-messages.ts';
import { roomListMessages } from './room-list-messages.ts';
import { settingsMessages } from './settings-messages.ts';
import { talkMessages } from './talk-messages.ts';

export const ALL_MESSAGES = {
  lobby: messages,
  call: callMessages,
  hand: handMessages,
  talk: talkMessages,
  keys: keyMessages,
  quality: qualityMessages,
  chat: chatMessages,
  settings: settingsMessages,
  moderator: moderatorMessages,
  rooms: roomListMessages,
  check: diagnosisMessages,
} as const;

type Sections = { [K in keyof typeof ALL_MESSAGES]: (typeof ALL_MESSAGES)[K] extends Section<infer T> ? T : never };

/** What went wrong, and what to do about it. */
export type ErrorWords = readonly [message: string, fix: string];

/** Words of the page's own, by section and key: `{ lobby: { join: 'Come in' } }`. */
export type Messages = Overridden<Sections> & { readonly errors?: { readonly [C in RoomErrorCode]?: ErrorWords } };

/** A language: all of them, and the words of every error. */
export type Translation = Translated<Sections> & {
  readonly errors: { readonly [C in RoomErrorCode]: ErrorWords };
  readonly dir: 'ltr' | 'rtl';
};
