import { createSecretKey } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { TICKET_AUDIENCE } from '../../protocol/peer-messages.ts';
import type { Clock } from '../clock.ts';
import { ApiError } from '../http/errors.ts';

const PARTICIPANT_AUDIENCE = 'participant';
const PARTICIPANT_LIFE_S = 24 * 3600;
const TICKET_LIFE_S = 600;

const stayClaims = z.object({ sub: z.uuid(), room: z.uuid() });

export interface Stay {
  participantId: string;
  roomId: string;
}

export type TokensService = ReturnType<typeof createTokensService>;

/** JWTs (RFC 7519, HS256) for one stay: the participant token for the API, the ticket for the signalling server. */
export function createTokensService({ secret, clock }: { secret: string; clock: Clock }) {
  const key = createSecretKey(secret, 'utf8');

  async function sign(audience: string, stay: Stay, lifeS: number): Promise<{ token: string; expiresAt: string }> {
    const now = Math.floor(clock().getTime() / 1000);
    const token = await new SignJWT({ room: stay.roomId })
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience(audience)
      .setSubject(stay.participantId)
      .setIssuedAt(now)
      .setExpirationTime(now + lifeS)
      .sign(key);
    return { token, expiresAt: new Date((now + lifeS) * 1000).toISOString() };
  }

  return {
    mintParticipantToken: async (stay: Stay) => (await sign(PARTICIPANT_AUDIENCE, stay, PARTICIPANT_LIFE_S)).token,

    /** Admits to signalling as the peer whose id is the participant's, in its room. */
    mintTicket: (stay: Stay) => sign(TICKET_AUDIENCE, stay, TICKET_LIFE_S),

    /** Whose stay a participant token is for; throws `token_invalid` or `token_expired`. */
    async verifyParticipantToken(token: string): Promise<Stay> {
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: ['HS256'],
          audience: PARTICIPANT_AUDIENCE,
          requiredClaims: ['exp'],
          currentDate: clock(),
        });
        const { sub, room } = stayClaims.parse(payload);
        return { participantId: sub, roomId: room };
      } catch (cause) {
        throw new ApiError(cause instanceof errors.JWTExpired ? 'token_expired' : 'token_invalid', undefined, {
          cause,
        });
      }
    },
  };
}
