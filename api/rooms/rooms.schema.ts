import { z } from 'zod';
import { isSlug } from '../../protocol/guards.ts';
import { MAX_NAME_LENGTH, MAX_SLUG_LENGTH, MAX_TIMEOUT_S } from '../../protocol/limits.ts';
import type { Room } from '../../protocol/rest.ts';
import { flag, isStorable, metadata, metadataAnswer, text, timeAnswer } from '../http/fields.ts';
import { pageOf, pageQuery } from '../http/pagination.ts';

/** More than a mesh can carry, by far: a slip of the finger, not a wish. */
const MAX_MAX_PARTICIPANTS = 1000;

export const SLUG_RULE = 'A slug is 1-64 of a-z, 0-9 and hyphens inside, and not a UUID';

export const slug = z
  .string()
  .trim()
  .refine(isSlug, SLUG_RULE)
  .meta({ description: `${SLUG_RULE}.`, minLength: 1, maxLength: MAX_SLUG_LENGTH });

const settings = z.strictObject({
  emptyTimeoutS: z
    .int()
    .min(0)
    .max(MAX_TIMEOUT_S)
    .meta({ description: 'Seconds an emptied room stays open; 0 closes it with the last one’s leaving.' }),
  maxDurationS: z
    .int()
    .min(1)
    .max(MAX_TIMEOUT_S)
    .nullable()
    .meta({ description: 'Seconds from the first join until the room closes; null for no limit.' }),
  locked: z.boolean().meta({ description: 'Nobody else may join.' }),
  speakersOnly: z.boolean().meta({ description: 'Newcomers join as listeners, who may not be heard.' }),
  multiAgent: z
    .enum(['takeover', 'reject', 'allow'])
    .meta({ description: 'What happens when an agent who is in the room joins again.' }),
  chat: z.boolean().meta({ description: 'Whether those in the room may write to each other and send reactions.' }),
});
export const roomSettings = settings.partial();

export const maxParticipants = z.int().min(1).max(MAX_MAX_PARTICIPANTS);

const changeable = {
  maxParticipants: maxParticipants.optional(),
  settings: roomSettings.optional(),
  metadata: metadata.optional(),
};

export const createRoomBody = z.strictObject({ name: text(MAX_NAME_LENGTH), slug: slug.optional(), ...changeable });
export const updateRoomBody = z.strictObject({ name: text(MAX_NAME_LENGTH).optional(), ...changeable });

export const listRoomsQuery = z.strictObject({
  status: z.enum(['created', 'waiting', 'active', 'closed']).optional(),
  open: flag
    .optional()
    .meta({ description: 'Those that are not closed, or (false) those that are, which only a secret key sees.' }),
  slug: z.string().max(256).refine(isStorable, 'Must not contain control characters').optional(),
  ...pageQuery,
});

export const roomParam = z.string().meta({ description: 'The id of a room, or the slug of the open one.' });
export const roomParams = z.object({ room: roomParam });

export const roomAnswer = z
  .strictObject({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    status: z.enum(['created', 'waiting', 'active', 'closed']),
    maxParticipants: z.int(),
    participantCount: z.int().meta({ description: 'How many are in the room now.' }),
    settings: settings.meta({ id: 'RoomSettings' }),
    metadata: metadataAnswer,
    createdAt: timeAnswer,
    updatedAt: timeAnswer,
    closedAt: timeAnswer.nullable(),
  })
  .meta({ id: 'Room', description: 'One conversation.' }) satisfies z.ZodType<Room>;

export const roomPage = pageOf(roomAnswer).meta({ id: 'RoomPage' });

export type CreateRoom = z.output<typeof createRoomBody>;
export type UpdateRoom = z.output<typeof updateRoomBody>;
export type ListRooms = z.output<typeof listRoomsQuery>;
