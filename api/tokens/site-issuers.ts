import {
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  errors,
  type JWTPayload,
  jwtVerify,
  type RemoteJWKSetOptions,
} from 'jose';
import type { GuestActor } from '../auth/actor.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/orm.ts';
import { ApiError } from '../http/errors.ts';
import { issuesOf } from '../http/validate.ts';
import type { FetchDocument } from '../net/fetch-document.ts';
import { guestClaims, guestOf } from './claims.ts';

/** Those whose checking key is public: with a symmetric one whoever can check could also issue. */
export const SITE_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
];

/** Keys are asked for again after this time, and for an unknown one, but no more often than the cooldown. */
const CACHE_MS = 600_000;
const COOLDOWN_MS = 30_000;
const TIMEOUT_MS = 5_000;
/** Clocks of two companies differ. */
const TOLERANCE_S = 30;
/** An issuer that does not answer is not asked more often. */
const RETRY_MS = 5_000;
const MAX_KEY_SETS = 1000;

type KeySet = ReturnType<typeof createRemoteJWKSet>;

interface Deps {
  db: Database;
  clock: Clock;
  fetchDocument: FetchDocument;
  /** Of waiting for an unknown key to be asked for again. */
  cooldownMs?: number;
}

export type SiteIssuers = ReturnType<typeof createSiteIssuers>;

/** JWTs that a site issues itself, taken for join tokens: by `jwksUrl`, `jwtIssuer` and `jwtAudience` of the site. */
export function createSiteIssuers({ db, clock, fetchDocument, cooldownMs = COOLDOWN_MS }: Deps) {
  const keySets = new Map<string, KeySet>();

  function keysAt(url: string): KeySet {
    const known = keySets.get(url);
    if (known) return known;
    const options: RemoteJWKSetOptions = {
      timeoutDuration: TIMEOUT_MS,
      cooldownDuration: cooldownMs,
      cacheMaxAge: CACHE_MS,
      [customFetch]: sparing(fetchDocument),
    };
    const made = createRemoteJWKSet(new URL(url), options);
    const oldest = keySets.keys().next();
    if (keySets.size >= MAX_KEY_SETS && !oldest.done) keySets.delete(oldest.value);
    keySets.set(url, made);
    return made;
  }

  /** Whoever has a token, good or bad, can make us ask: not in a row where there is no answer. */
  function sparing(fetch: FetchDocument): FetchDocument {
    let failedAt = Number.NEGATIVE_INFINITY;
    return async (url, options) => {
      if (clock().getTime() - failedAt < RETRY_MS) throw new Error('It did not answer a moment ago.');
      try {
        return await fetch(url, options);
      } catch (error) {
        failedAt = clock().getTime();
        throw error;
      }
    };
  }

  async function siteOfIssuer({ iss, aud }: JWTPayload) {
    const audiences = [aud ?? []].flat();
    if (!iss || audiences.length === 0) throw new ApiError('token_invalid', 'The token has no iss or no aud.');
    const sites = await db.sql
      .selectFrom('sites')
      .select(['id', 'jwksUrl', 'jwtIssuer', 'jwtAudience'])
      .where('jwtIssuer', '=', iss.replaceAll('\0', ''))
      .execute();
    const site = sites.find(({ jwtAudience }) => jwtAudience && audiences.includes(jwtAudience));
    if (!site?.jwksUrl || !site.jwtIssuer || !site.jwtAudience) {
      throw new ApiError('token_invalid', 'No site takes tokens of this issuer for this audience.');
    }
    return { id: site.id, jwksUrl: site.jwksUrl, issuer: site.jwtIssuer, audience: site.jwtAudience };
  }

  return {
    /** Whom a site's own JWT lets in; throws `token_invalid`, `token_expired`, or `unavailable` while its keys cannot be had. */
    async verify(token: string): Promise<GuestActor> {
      try {
        const site = await siteOfIssuer(decodeJwt(token));
        const { payload } = await jwtVerify(token, keysAt(site.jwksUrl), {
          algorithms: SITE_ALGORITHMS,
          issuer: site.issuer,
          audience: site.audience,
          requiredClaims: ['exp', 'sub'],
          currentDate: clock(),
          clockTolerance: TOLERANCE_S,
        });
        const claims = guestClaims.safeParse(payload);
        if (claims.success) return guestOf(site.id, claims.data);
        const [issue] = issuesOf(claims.error, 'claim');
        throw new ApiError('token_invalid', `${issue?.path}: ${issue?.message}`);
      } catch (cause) {
        throw refusalOf(cause);
      }
    },
  };
}

/** Codes of jose that tell of the key set, not of the token. */
const OF_THE_ISSUER = ['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC'];

function refusalOf(cause: unknown): ApiError {
  if (cause instanceof ApiError) return cause;
  if (cause instanceof errors.JWTExpired) return new ApiError('token_expired', undefined, { cause });
  // Of the token, or of a key set that has no key for it.
  const ofTheToken = cause instanceof errors.JOSEError && !OF_THE_ISSUER.includes(cause.code);
  if (ofTheToken) return new ApiError('token_invalid', undefined, { cause });
  return new ApiError('unavailable', 'The keys of the token’s issuer cannot be had just now.', { cause });
}
