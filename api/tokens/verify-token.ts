import { decodeProtectedHeader } from 'jose';
import type { GuestActor } from '../auth/actor.ts';
import { ApiError } from '../http/errors.ts';
import type { SiteKeysService } from '../sites/site-keys.service.ts';
import { SITE_ALGORITHMS, type SiteIssuers } from './site-issuers.ts';
import type { Stay, TokensService } from './tokens.service.ts';

interface Deps {
  tokens: Pick<TokensService, 'verify'>;
  issuers: SiteIssuers;
  siteKeys: Pick<SiteKeysService, 'stands'>;
}

/** Whose a JWT is: of a stay, or of whom it lets in. Throws `token_invalid`, `token_expired`, `unavailable`. */
export type VerifyToken = (token: string) => Promise<({ kind: 'stay' } & Stay) | GuestActor>;

/** The algorithm says whose the signature must be: ours is symmetric, those of sites never are. */
export function createVerifyToken({ tokens, issuers, siteKeys }: Deps): VerifyToken {
  return async (token) => {
    if (isOfASite(token)) return issuers.verify(token);
    const verified = await tokens.verify(token);
    if (verified.kind === 'stay') return verified;
    const { guest, keyId } = verified;
    if (keyId !== null && !(await siteKeys.stands(guest.siteId, keyId))) {
      throw new ApiError('token_invalid', 'The key that asked for this token holds no longer.');
    }
    return guest;
  };
}

function isOfASite(token: string): boolean {
  try {
    const { alg } = decodeProtectedHeader(token);
    return alg !== undefined && SITE_ALGORITHMS.includes(alg);
  } catch (cause) {
    throw new ApiError('token_invalid', undefined, { cause });
  }
}
