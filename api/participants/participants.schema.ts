import { z } from 'zod';
import {
  MAX_AGENT_ID_LENGTH,
  MAX_AGENT_KEY_LENGTH,
  MAX_AVATAR_LENGTH,
  MAX_DISPLAY_NAME_LENGTH,
  MIN_AGENT_KEY_LENGTH,
} from '../../protocol/limits.ts';
import type { JoinResult, Participant } from '../../protocol/rest.ts';
import { LEAVE_REASONS } from '../../protocol/states.ts';
import { banQuery } from '../bans/bans.schema.ts';
import { flag, metadata, metadataAnswer, text, timeAnswer } from '../http/fields.ts';
import { pageOf, pageQuery } from '../http/pagination.ts';
import { iceGrantFields } from '../ice/ice.schema.ts';
import { roomAnswer, roomParam } from '../rooms/rooms.schema.ts';
import { sessionAnswer } from '../sessions/sessions.schema.ts';

export const avatar = z
  .string()
  .max(MAX_AVATAR_LENGTH, `At most ${MAX_AVATAR_LENGTH} characters`)
  .refine(isPictureUrl, 'Must be an http, https or data:image URL')
  .meta({ description: 'An http, https or data:image URL.', format: 'uri' });

function isPictureUrl(value: string): boolean {
  return /^(https?:\/\/|data:image\/)[\x21-\x7e]+$/i.test(value) && URL.canParse(value);
}

const role = z.enum(['moderator', 'speaker', 'listener']);

const agentKey = z
  .string()
  .min(MIN_AGENT_KEY_LENGTH)
  .max(MAX_AGENT_KEY_LENGTH)
  .regex(/^[\x21-\x7e]*$/, 'Must be visible ASCII characters')
  .meta({
    description:
      'A secret of the agent’s own, such as a random UUID, never shown to anybody. With a publishable key or without a credential, a stay is taken over by who has the same one.',
  });

export const joinBody = z.strictObject({
  agentId: text(MAX_AGENT_ID_LENGTH),
  agentKey: agentKey.optional(),
  displayName: text(MAX_DISPLAY_NAME_LENGTH).optional(),
  avatar: avatar.optional(),
  metadata: metadata.optional(),
  muted: z.boolean().optional(),
  deafened: z.boolean().optional(),
  multiAgent: z.enum(['takeover', 'reject', 'allow']).optional(),
});

export const updateParticipantBody = z.strictObject({
  muted: z.boolean().optional(),
  deafened: z.boolean().optional(),
  serverMuted: z.boolean().optional(),
  handRaised: z.boolean().optional().meta({ description: 'One’s own hand; a moderator may lower somebody else’s.' }),
  role: role.optional(),
  metadata: metadata.optional().meta({
    description:
      'A free object of your own, at most 8192 bytes of JSON. Of a participant who came by a join token, for secret keys only.',
  }),
});

export const listParticipantsQuery = z.strictObject({
  present: flag.optional().meta({
    description: 'Those who are in the room, or (false) those who were, whom only a secret key sees.',
  }),
  ...pageQuery,
});
export const leaveQuery = z.strictObject({
  reason: z.enum(['left', 'removed', 'failed']).optional(),
  ban: banQuery.optional(),
});

export const participantParams = z.object({
  room: roomParam,
  participant: z.string().meta({ description: 'The id of a participant.' }),
});

export const participantAnswer = z
  .strictObject({
    id: z.uuid(),
    roomId: z.uuid(),
    agentId: z.string(),
    displayName: z.string(),
    avatar: z.string().nullable(),
    role,
    status: z.enum(['connecting', 'connected', 'disconnected', 'left']),
    muted: z.boolean().meta({ description: 'As the participant wishes.' }),
    serverMuted: z.boolean().meta({ description: 'As a moderator wishes; the muted cannot undo it.' }),
    serverMutedBy: z
      .uuid()
      .nullable()
      .meta({ description: 'The participant who did that; null when it was done from outside the room.' }),
    deafened: z.boolean(),
    handRaisedAt: timeAnswer
      .nullable()
      .meta({ description: 'Since when the participant has a hand up; null: it has not.' }),
    metadata: metadataAnswer,
    joinedAt: timeAnswer,
    leftAt: timeAnswer.nullable(),
    leaveReason: z.enum(LEAVE_REASONS).nullable(),
  })
  .meta({ id: 'Participant', description: 'One stay of an agent in a room.' }) satisfies z.ZodType<Participant>;

export const participantPage = pageOf(participantAnswer).meta({ id: 'ParticipantPage' });

const signaling = z
  .strictObject({
    url: z.string().meta({ description: 'Absolute, or to be resolved against the server’s URL.' }),
    peerId: z.uuid(),
    token: z.string().meta({ description: 'A ticket for this peer id in this room.' }),
    expiresAt: timeAnswer,
  })
  .meta({ id: 'Signaling', description: 'Where and as whom to register for signalling.' });

export const joinAnswer = z
  .strictObject({
    participant: participantAnswer,
    session: sessionAnswer,
    room: roomAnswer,
    peers: z.array(participantAnswer).meta({ description: 'Who was there before: the newcomer calls these.' }),
    token: z.string().meta({ description: 'Participant token: a JWT for this stay only.' }),
    ...iceGrantFields,
    signaling,
  })
  .meta({ id: 'JoinResult' }) satisfies z.ZodType<JoinResult>;

export type Join = z.output<typeof joinBody>;
export type UpdateParticipant = z.output<typeof updateParticipantBody>;
export type ListParticipants = z.output<typeof listParticipantsQuery>;
