import { hash, timingSafeEqual } from 'node:crypto';
import { ApiError } from '../http/errors.ts';
import { isSiteKey, type KeyHolder } from '../sites/site-keys.service.ts';
import type { VerifyToken } from '../tokens/verify-token.ts';
import { type Actor, DEFAULT_SITE, type ParticipantActor, siteOf } from './actor.ts';

interface Deps {
  adminKey: string;
  /** A server that is open to everybody (development). */
  open: boolean;
  /** Whether pages of that origin may use that site. */
  isAllowedOrigin(siteId: string, origin: string): Promise<boolean>;
  verifySiteKey(key: string): Promise<KeyHolder>;
  verifyToken: VerifyToken;
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

  async function actorOf(credential: string | undefined): Promise<Actor> {
    if (credential === undefined) return anybody;
    if (timingSafeEqual(digest(credential), adminDigest)) return { kind: 'admin', siteId: DEFAULT_SITE };
    if (isSiteKey(credential)) {
      const { kind, siteId, keyId } = await deps.verifySiteKey(credential);
      return { kind: kind === 'secret' ? 'site' : 'visitor', siteId, keyId };
    }
    const stay = await deps.verifyToken(credential);
    if (stay.kind === 'guest') return stay;
    const actor = await deps.findActor(stay.participantId);
    if (!actor || actor.roomId !== stay.roomId) throw new ApiError('token_invalid');
    return actor;
  }

  return async (credential, origin) => {
    const actor = await actorOf(credential);
    // Without an Origin header it is no cross-origin page; whoever can leave it out could also make one up.
    const siteId = siteOf(actor) ?? DEFAULT_SITE;
    if (origin !== undefined && !(await deps.isAllowedOrigin(siteId, origin))) throw new ApiError('origin_not_allowed');
    return actor;
  };
}

/** Equal in length, so that comparing tells nothing. */
function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
