import { z } from 'zod';
import { isSlug, isUuid } from '../../protocol/guards.ts';
import { MAX_AGENT_ID_LENGTH, MAX_DISPLAY_NAME_LENGTH } from '../../protocol/limits.ts';
import type { GuestActor } from '../auth/actor.ts';
import { metadata, text } from '../http/fields.ts';
import { avatar } from '../participants/participants.schema.ts';

/** A join token goes into headers and the live socket's first message: it must not become large. */
const MAX_METADATA_BYTES = 2048;
const MAX_AVATAR_LENGTH = 1024;

export const tokenMetadata = metadata.refine(
  (value) => Buffer.byteLength(JSON.stringify(value)) <= MAX_METADATA_BYTES,
  `At most ${MAX_METADATA_BYTES} bytes of JSON`,
);
export const tokenAvatar = avatar.refine(
  (value) => value.length <= MAX_AVATAR_LENGTH,
  `At most ${MAX_AVATAR_LENGTH} characters`,
);
export const role = z.enum(['moderator', 'speaker', 'listener']);

/** What a join token says of its holder, whoever issued it. Other claims are nobody's business here. */
export const guestClaims = z.object({
  sub: text(MAX_AGENT_ID_LENGTH),
  room: z.string().refine((value) => isSlug(value) || isUuid(value), 'Must be a slug or an id'),
  name: text(MAX_DISPLAY_NAME_LENGTH).optional(),
  picture: tokenAvatar.optional(),
  role: role.optional(),
  metadata: tokenMetadata.optional(),
});

export type GuestClaims = z.output<typeof guestClaims>;

export function guestOf(siteId: string, claims: GuestClaims): GuestActor {
  return {
    kind: 'guest',
    siteId,
    room: isUuid(claims.room) ? claims.room.toLowerCase() : claims.room,
    agentId: claims.sub,
    displayName: claims.name,
    avatar: claims.picture,
    role: claims.role ?? null,
    metadata: claims.metadata ?? {},
  };
}
