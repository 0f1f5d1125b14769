import type { RoomClientOptions } from '../client/room-client.ts';
import { attributes } from './attributes.ts';

/** The properties of `<voice-room>` that are options of a room client as they are. */
const TEXTS = [
  'room',
  'server',
  'siteKey',
  'token',
  'displayName',
  'avatar',
  'agentId',
  'privacy',
  'multiTab',
  'noiseSuppression',
  'echoCancellation',
  'autoGain',
  'pttKey',
] as const satisfies (keyof RoomClientOptions)[];
const OPTIONS = [...TEXTS, 'tokenProvider'] as const;

export type VoiceRoomOptions = { [K in (typeof OPTIONS)[number]]: RoomClientOptions[K] | undefined };

export const optionProperties = { ...attributes(TEXTS), tokenProvider: { attribute: false } };

/** `name` stands in for a missing display name. An empty or removed attribute counts as not given. */
export function clientOptions(element: VoiceRoomOptions, server: string, name: string): RoomClientOptions {
  const given = Object.fromEntries(OPTIONS.map((key) => [key, element[key] || undefined]));
  return {
    ...given,
    server: element.server || server,
    room: element.room || '',
    displayName: element.displayName || name || undefined,
  };
}

/** What of `now` is not as in `before`. */
export function changedOptions(
  before: RoomClientOptions | undefined,
  now: RoomClientOptions,
): Partial<RoomClientOptions> {
  return Object.fromEntries(
    Object.entries(now).filter(([key, value]) => value !== before?.[key as keyof RoomClientOptions]),
  );
}
