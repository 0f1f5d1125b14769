import { createHash, timingSafeEqual } from 'node:crypto';
import { ApiError } from '../http/errors.ts';
import type { Stay } from '../tokens/tokens.service.ts';
import { type Actor, DEFAULT_SITE, type ParticipantActor } from './actor.ts';

interface Deps {
  adminKey: string;
  /** A server that is open to everybody (development). */
  open: boolean;
  isAllowedOrigin(origin: string): boolean;
  verifyParticipantToken(token: string): Promise<Stay>;
  /** The stay as it is now; null when there is no such stay. */
  findActor(participantId: string): Promise<ParticipantActor | null>;
}

/** Who calls: by the credential, if there is one, else by the server being open. `origin` is the browser's, undefined for other programs. */
export type Authenticate = (credential: string | undefined, origin: string | undefined) => Promise<Actor>;

export function createAuthenticate(deps: Deps): Authenticate {
  const adminDigest = digest(deps.adminKey);
  const anybody: Actor = deps.open
    ? { kind: 'open', siteId: DEFAULT_SITE }
    : { kind: 'visitor', siteId: DEFAULT_SITE, keyId: null };

  return async (credential, origin) => {
    // Without an Origin header it is no cross-origin page; whoever can leave it out could also make one up.
    if (origin !== undefined && !deps.isAllowedOrigin(origin)) throw new ApiError('origin_not_allowed');
    if (credential === undefined) return anybody;
    if (timingSafeEqual(digest(credential), adminDigest)) return { kind: 'admin', siteId: DEFAULT_SITE };
    const stay = await deps.verifyParticipantToken(credential);
    const actor = await deps.findActor(stay.participantId);
    if (!actor || actor.roomId !== stay.roomId) throw new ApiError('token_invalid');
    return actor;
  };
}

/** The credential of an `Authorization: Bearer` header (RFC 6750), undefined without the header. */
export function bearerOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const credential = /^Bearer +(\S+) *$/i.exec(header)?.[1];
  if (!credential) throw new ApiError('token_invalid', 'The Authorization header must be "Bearer <token>".');
  return credential;
}

/** Equal in length, so that comparing tells nothing. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
