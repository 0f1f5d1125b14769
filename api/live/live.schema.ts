import { z } from 'zod';
import { isSlug, isUuid } from '../../protocol/guards.ts';
import { MAX_CHAT_LENGTH, MAX_REACTION_BYTES } from '../../protocol/limits.ts';
import type { ClientMessageOf, ClientMessageType } from '../../protocol/live-events.ts';
import { banFor, createBanBody } from '../bans/bans.schema.ts';
import { text } from '../http/fields.ts';
import { joinBody, participantAnswer } from '../participants/participants.schema.ts';
import { roomSettings } from '../rooms/rooms.schema.ts';
import { linkSamples } from '../sessions/quality.schema.ts';

/** Longer than any token of ours, shorter than a nuisance. */
const MAX_CREDENTIAL_LENGTH = 8192;
const MAX_REF_LENGTH = 128;

/** Chosen by the client; comes back with the answer. */
export const ref = z.union([z.string().max(MAX_REF_LENGTH), z.number()]).optional();

const room = z
  .string()
  .refine((value) => isSlug(value) || isUuid(value), 'Must be a slug (1-64 of a-z, 0-9, -) or an id');
const id = z.uuid('Must be an id').toLowerCase();

/** Unicode's own list of what is one picture (UTS #51): whoever cannot draw it shows at least its parts. */
const emoji = z
  .string()
  .refine(
    (value) => Buffer.byteLength(value) <= MAX_REACTION_BYTES && /^\p{RGI_Emoji}$/v.test(value),
    `Must be one emoji of at most ${MAX_REACTION_BYTES} bytes`,
  );

function message<K extends ClientMessageType, S extends z.ZodRawShape>(type: K, fields: S) {
  return z.strictObject({ type: z.literal(type), ref, ...fields });
}

/** What each message of a client must look like; unknown fields are refused. */
export const CLIENT_MESSAGES = {
  auth: message('auth', { credential: z.string().min(1).max(MAX_CREDENTIAL_LENGTH).optional() }),
  'room:watch': message('room:watch', { room }),
  'room:unwatch': message('room:unwatch', { room }),
  'rooms:watch': message('rooms:watch', {}),
  'room:reserve': message('room:reserve', { room }),
  'room:join': message('room:join', { room, participantId: id.optional(), ...joinBody.shape }),
  'room:ready': message('room:ready', { roomId: id }),
  'room:leave': message('room:leave', { roomId: id, participantId: id, ban: banFor.optional() }),
  'room:unban': message('room:unban', { roomId: id, agentId: createBanBody.shape.agentId }),
  'room:role': message('room:role', { roomId: id, participantId: id, role: participantAnswer.shape.role }),
  'room:mute': message('room:mute', {
    roomId: id,
    participantId: id,
    muted: z.boolean(),
    deafened: z.boolean().optional(),
  }),
  'room:settings': message('room:settings', { roomId: id, settings: roomSettings }),
  'room:hand': message('room:hand', { roomId: id, participantId: id, raised: z.boolean() }),
  'room:message': message('room:message', { roomId: id, text: text(MAX_CHAT_LENGTH) }),
  'room:reaction': message('room:reaction', { roomId: id, emoji }),
  'voice:start': message('voice:start', { roomId: id }),
  'voice:stop': message('voice:stop', { roomId: id }),
  'voice:speaking': message('voice:speaking', { speaking: z.boolean() }),
  'voice:quality': message('voice:quality', { links: linkSamples }),
  heartbeat: message('heartbeat', {}),
} satisfies { [K in ClientMessageType]: z.ZodType<ClientMessageOf<K>> };
