import { webcrypto } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { TICKET_AUDIENCE } from '../../protocol/peer-messages.ts';
import type { GuestActor } from '../auth/actor.ts';
import type { Clock } from '../clock.ts';
import { ApiError } from '../http/errors.ts';
import { type GuestClaims, guestClaims, guestOf } from './claims.ts';

export const PARTICIPANT_AUDIENCE = 'participant';
export const JOIN_AUDIENCE = 'join';
const PARTICIPANT_LIFE_S = 24 * 3600;
const TICKET_LIFE_S = 600;
const HS256 = { name: 'HMAC', hash: 'SHA-256' };

const stayClaims = z.object({ sub: z.uuid(), room: z.uuid() });
const joinClaims = guestClaims.extend({ site: z.string(), key: z.string().optional() });

export interface Stay {
  participantId: string;
  roomId: string;
}

/** What a token of ours says. */
export type Verified =
  | ({ kind: 'stay' } & Stay)
  /** `keyId`: of the secret key that asked for the token. */
  | { kind: 'guest'; guest: GuestActor; keyId: string | null };

interface Minted {
  token: string;
  expiresAt: string;
}

interface Deps {
  secret: string;
  clock: Clock;
  newId: () => string;
}

export type TokensService = ReturnType<typeof createTokensService>;

/**
 * JWTs of our own (RFC 7519, HS256), told apart by their audience: the participant token for one stay, the ticket for the signalling
 * server, the join token for one room.
 */
export function createTokensService({ secret, clock, newId }: Deps) {
  // Imported once: `jose` would do it for every token.
  const imported = webcrypto.subtle.importKey('raw', Buffer.from(secret), HS256, false, ['sign', 'verify']);

  async function sign(audience: string, subject: string, claims: JWTPayload, lifeS: number): Promise<Minted> {
    const now = Math.floor(clock().getTime() / 1000);
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience(audience)
      .setSubject(subject)
      .setIssuedAt(now)
      .setExpirationTime(now + lifeS)
      .setJti(newId())
      .sign(await imported);
    return { token, expiresAt: new Date((now + lifeS) * 1000).toISOString() };
  }

  return {
    async mintParticipantToken({ participantId, roomId }: Stay): Promise<string> {
      return (await sign(PARTICIPANT_AUDIENCE, participantId, { room: roomId }, PARTICIPANT_LIFE_S)).token;
    },

    /** Admits to signalling, once, as the peer whose id is the participant's, in its room. */
    mintTicket: ({ participantId, roomId }: Stay) =>
      sign(TICKET_AUDIENCE, participantId, { room: roomId }, TICKET_LIFE_S),

    /** Opens a line for one who is in no room yet; nothing is relayed over it before it is shown the ticket of the stay. */
    mintReservation: (participantId: string) => sign(TICKET_AUDIENCE, participantId, {}, TICKET_LIFE_S),

    /** Lets into one room of the site as one agent. It holds no longer than the key that asked for it, if it was one. */
    mintJoinToken(siteId: string, keyId: string | null, { sub, ...claims }: GuestClaims, lifeS: number) {
      return sign(JOIN_AUDIENCE, sub, { ...claims, site: siteId, ...(keyId ? { key: keyId } : {}) }, lifeS);
    },

    /** What a participant token or join token says; throws `token_invalid` or `token_expired`. */
    async verify(token: string): Promise<Verified> {
      try {
        const { payload } = await jwtVerify(token, await imported, {
          algorithms: ['HS256'],
          audience: [PARTICIPANT_AUDIENCE, JOIN_AUDIENCE],
          requiredClaims: ['exp'],
          currentDate: clock(),
        });
        if (payload.aud === PARTICIPANT_AUDIENCE) {
          const { sub, room } = stayClaims.parse(payload);
          return { kind: 'stay', participantId: sub, roomId: room };
        }
        if (payload.aud !== JOIN_AUDIENCE) throw new Error('A token has one audience.');
        const { site, key: keyId = null, ...claims } = joinClaims.parse(payload);
        return { kind: 'guest', guest: guestOf(site, claims), keyId };
      } catch (cause) {
        throw new ApiError(cause instanceof errors.JWTExpired ? 'token_expired' : 'token_invalid', undefined, {
          cause,
        });
      }
    },
  };
}
