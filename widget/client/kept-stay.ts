import { isRecord, parseJson } from '../../protocol/guards.ts';
import { PRESENCE_TTL_MS } from '../../protocol/limits.ts';
import type { CallEnvironment } from './call-environment.ts';
import { keptStayKey, type Place } from './kept-stay-key.ts';

/** A stay as it was when the page went. */
export interface KeptStay {
  token: string;
  roomId: string;
  displayName: string;
  muted: boolean;
  deafened: boolean;
}

/**
 * Kept in the tab, and only between the going of the page and the coming of the next: a tab that is duplicated during a call copies
 * nothing that could take the stay over.
 */
export function keepStay({ tabStorage, now }: CallEnvironment, place: Place, stay: KeptStay): void {
  try {
    tabStorage?.setItem(keptStayKey(place), JSON.stringify({ at: now(), ...stay }));
  } catch {
    // Full: the person joins by hand.
  }
}

/** The stay of this tab in that place before it was reloaded; given once. */
export function takeKeptStay({ tabStorage, now }: CallEnvironment, isReload: boolean, place: Place): KeptStay | null {
  const kept = parseJson(tabStorage?.getItem(keptStayKey(place)) ?? '');
  if (!isRecord(kept)) return null;
  tabStorage?.removeItem(keptStayKey(place));
  const { token, roomId, displayName, muted, deafened, at } = kept;
  const isLate = typeof at !== 'number' || now() - at > PRESENCE_TTL_MS;
  if (!isReload || isLate) return null;
  if (typeof token !== 'string' || typeof roomId !== 'string' || typeof displayName !== 'string') return null;
  return { token, roomId, displayName, muted: muted === true, deafened: deafened === true };
}
