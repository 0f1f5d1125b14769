import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { Metadata, RoomSettings } from '../../protocol/rest.ts';
import type { CloseReason, RoomStatus } from '../../protocol/states.ts';

/** One conversation. `settings` keeps what was set explicitly; the presenter fills in the defaults. */
export const RoomEntity = defineEntity({
  name: 'Room',
  tableName: 'rooms',
  properties: {
    id: p.uuid().primary(),
    siteId: p.text().default('default'),
    slug: p.text(),
    name: p.text(),
    /** Made by somebody who joined an unknown slug: while anybody is in it, one of them moderates. */
    madeByJoin: p.boolean().default(false),
    status: p.text().$type<RoomStatus>().default('created'),
    maxParticipants: p.integer(),
    settings: p.json<Partial<RoomSettings>>().defaultRaw("'{}'"),
    metadata: p.json<Metadata>().defaultRaw("'{}'"),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
    /** The first join: `maxDurationS` counts from here. */
    startedAt: p.datetime(3).nullable(),
    /** Since when nobody is in the room that somebody was in: `emptyTimeoutS` counts from here. */
    emptySince: p.datetime(3).nullable(),
    closedAt: p.datetime(3).nullable(),
    closeReason: p.text().$type<CloseReason>().nullable(),
  },
  uniques: [{ name: 'rooms_open_slug_unique', properties: ['siteId', 'slug'], where: "status <> 'closed'" }],
  indexes: [
    { name: 'rooms_site_created_index', properties: ['siteId', 'createdAt', 'id'] },
    { name: 'rooms_slug_index', properties: ['siteId', 'slug', 'createdAt', 'id'] },
    { name: 'rooms_closed_index', properties: ['closedAt'], where: "status = 'closed'" },
    { name: 'rooms_status_index', properties: ['status'] },
  ],
  checks: [
    { name: 'rooms_status_check', expression: "status in ('created', 'waiting', 'active', 'closed')" },
    { name: 'rooms_close_reason_check', expression: "close_reason in ('empty', 'max_duration', 'closed')" },
    { name: 'rooms_max_participants_check', expression: 'max_participants >= 1' },
  ],
});

export type RoomRow = InferEntity<typeof RoomEntity>;
