import { DEFAULT_EMPTY_TIMEOUT_S } from '../../protocol/limits.ts';
import type { Room, RoomSettings } from '../../protocol/rest.ts';
import type { RoomRow } from './room.entity.ts';

const DEFAULTS: RoomSettings = {
  emptyTimeoutS: DEFAULT_EMPTY_TIMEOUT_S,
  maxDurationS: null,
  locked: false,
  speakersOnly: false,
  multiAgent: 'takeover',
  chat: true,
};

/** The settings that hold: those that were set, and the defaults. */
export function settingsOf(row: Pick<RoomRow, 'settings'>): RoomSettings {
  return { ...DEFAULTS, ...row.settings };
}

/** What of a room's row is shown. */
export const SHOWN = [
  'id',
  'slug',
  'name',
  'status',
  'maxParticipants',
  'settings',
  'metadata',
  'createdAt',
  'updatedAt',
  'closedAt',
] as const satisfies (keyof RoomRow)[];

export function presentRoom(row: Pick<RoomRow, (typeof SHOWN)[number]>, participantCount: number): Room {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    status: row.status,
    maxParticipants: row.maxParticipants,
    participantCount,
    settings: settingsOf(row),
    metadata: row.metadata,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
  };
}
