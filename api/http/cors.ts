import type { Middleware } from 'koa';
import { ApiError } from './errors.ts';

const METHODS = 'GET, HEAD, POST, PATCH, PUT, DELETE';
const REQUEST_HEADERS = 'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id';
const EXPOSED_HEADERS =
  'ETag, Idempotent-Replayed, Location, Retry-After, RateLimit-Limit, RateLimit-Policy, RateLimit-Remaining, RateLimit-Reset, X-Request-Id';
const PREFLIGHT_LIFE_S = '7200';

/**
 * Cross-origin requests (Fetch standard) from the origins that any site allows: a preflight has no credential
 * that would say which. The request itself is held against its own site. Credentials are tokens, never cookies. Other origins are refused.
 */
export function cors(isAllowed: (origin: string) => Promise<boolean>): Middleware {
  return async (ctx, next) => {
    const origin = ctx.get('Origin');
    ctx.set('Vary', 'Origin');
    if (!origin) return next();
    if (!(await isAllowed(origin))) throw new ApiError('origin_not_allowed');
    ctx.set('Access-Control-Allow-Origin', origin);
    ctx.set('Access-Control-Expose-Headers', EXPOSED_HEADERS);
    if (ctx.method !== 'OPTIONS' || !ctx.get('Access-Control-Request-Method')) return next();
    ctx.set('Access-Control-Allow-Methods', METHODS);
    ctx.set('Access-Control-Allow-Headers', REQUEST_HEADERS);
    ctx.set('Access-Control-Max-Age', PREFLIGHT_LIFE_S);
    ctx.status = 204;
  };
}
