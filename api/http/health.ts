import type { Middleware } from 'koa';
import { ApiError } from './errors.ts';

/** `/healthz`: the process answers. `/readyz`: it can do its work. For load balancers. */
export function health(ready: () => Promise<void>): Middleware {
  return async (ctx, next) => {
    if ((ctx.path !== '/healthz' && ctx.path !== '/readyz') || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) {
      return next();
    }
    if (ctx.path === '/readyz') {
      await ready().catch((cause: unknown) => {
        throw new ApiError('unavailable', undefined, { cause });
      });
    }
    ctx.body = { status: 'ok' };
  };
}
