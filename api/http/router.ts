import { Router } from '@koa/router';
import type { Context, Middleware } from 'koa';
import { type Actor, siteOf } from '../auth/actor.ts';
import { authorize } from '../auth/scopes.ts';
import { credentialDigest } from './bearer.ts';
import { digestOf } from './canonical-json.ts';
import type { Route } from './define-route.ts';
import { ApiError } from './errors.ts';
import { etagOf, isFresh, preconditionOf, refuseConditions } from './etag.ts';
import { type IdempotencyStore, idempotencyKeyOf, type Outcome, runOnce } from './idempotency.ts';
import { readJsonBody } from './json-body.ts';
import type { RateLimit } from './rate-limit.ts';
import { validate } from './validate.ts';

interface Deps {
  /** Who asks; throws ApiError for a bad credential. */
  authenticate(ctx: Context): Promise<Actor>;
  rateLimit: RateLimit;
  idempotency: IdempotencyStore;
}

/** Runs the rows: authenticate, not too often, may this actor do that at all, validate, handle. */
export function createRouter(routes: readonly Route[], deps: Deps): Middleware {
  const router = new Router({ prefix: '/api/v1' });
  for (const route of routes) {
    router.register(route.path, [route.method, ...(route.method === 'GET' ? ['HEAD'] : [])], async (ctx) => {
      ctx.state['route'] = route.path;
      const actor = await admit(ctx, deps);
      authorize(actor, route.scope);
      answer(ctx, route, await run(ctx, route, actor, deps.idempotency));
    });
  }
  const dispatch = router.routes();
  return (ctx, next) =>
    dispatch(ctx as never, async () => {
      const allowed = new Set(
        routes.filter((row) => router.match(ctx.path, row.method).route).map((row) => row.method),
      );
      if (allowed.size === 0) return next();
      const allow = [...allowed, ...(allowed.has('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
      if (ctx.method !== 'OPTIONS') throw new ApiError('method_not_allowed', undefined, { headers: { Allow: allow } });
      ctx.set('Allow', allow);
      ctx.status = 204;
    });
}

/**
 * A good credential counts for itself, a publishable key for each address by itself; everybody else, who guesses at credentials
 * included, for the address. What visitors do is not counted with what the site's backend does.
 */
async function admit(ctx: Context, { authenticate, rateLimit }: Deps): Promise<Actor> {
  const { authorization } = ctx.headers;
  async function counted(actor: Actor): Promise<Actor> {
    const siteId = siteOf(actor);
    const who = actor.kind === 'site' || actor.kind === 'admin' ? 'backend' : 'others';
    if (siteId !== null) await rateLimit.bySite(siteId, who);
    return actor;
  }
  if (authorization === undefined) {
    ctx.set(await rateLimit.byAddress(ctx.ip));
    return counted(await authenticate(ctx));
  }
  let actor: Actor;
  try {
    actor = await authenticate(ctx);
  } catch (error) {
    ctx.set(await rateLimit.byAddress(ctx.ip));
    throw error;
  }
  const keyId = actor.kind === 'visitor' ? actor.keyId : null;
  const digest = credentialDigest(authorization);
  ctx.set(await (keyId === null ? rateLimit.byCredential(digest) : rateLimit.byVisitor(keyId, ctx.ip)));
  return counted(actor);
}

async function run(ctx: Context, route: Route, actor: Actor, store: IdempotencyStore): Promise<Outcome> {
  const { authorization } = ctx.headers;
  const key = route.method === 'POST' && ctx.headers['idempotency-key'] !== undefined;
  if (!route.etag && route.method !== 'GET') refuseConditions(ctx.headers);
  const request = await readRequest(route, ctx);
  const handle = async () => ({
    status: route.status,
    body: await route.handle({ actor, ...request, precondition: preconditionOf(ctx.headers) }),
  });
  if (!key) return handle();
  const idempotent = {
    key: idempotencyKeyOf(ctx.get('Idempotency-Key')),
    owner: authorization === undefined ? ctx.ip : credentialDigest(authorization),
    fingerprint: digestOf([ctx.method, ctx.path, request.query, request.body]),
  };
  const { replayed, ...outcome } = await runOnce(store, idempotent, handle);
  if (replayed) ctx.set('Idempotent-Replayed', 'true');
  return outcome;
}

function answer(ctx: Context, { etag, method }: Route, { status, body }: Outcome): void {
  ctx.status = status;
  if (status === 204) return;
  ctx.body = body;
  if (!etag) return;
  const tag = etagOf(body);
  ctx.set('ETag', tag);
  ctx.set('Cache-Control', 'private, no-cache');
  if (method === 'GET' && isFresh(ctx.headers, tag)) ctx.status = 304;
}

async function readRequest({ schemas }: Route, ctx: Context & { params?: unknown }) {
  const params = schemas.params && validate(schemas.params, ctx.params, 'params');
  const query = schemas.query && validate(schemas.query, { ...ctx.query }, 'query');
  const json = schemas.body && (await readJsonBody(ctx.req));
  const body = schemas.body && validate(schemas.body, json === undefined ? {} : json, 'body');
  return { params: params as undefined, query: query as undefined, body: body as undefined };
}
