import type { Context, Middleware } from 'koa';
import type { Actor } from '../auth/actor.ts';
import { authorize } from '../auth/scopes.ts';
import type { Metrics } from './metrics.ts';

/** Times every request, under its row's path. */
export function measure(metrics: Metrics): Middleware {
  return async (ctx, next) => {
    const started = performance.now();
    try {
      await next();
    } finally {
      const { route } = ctx.state;
      const labels = { method: ctx.method, route: typeof route === 'string' ? route : 'other', status: ctx.status };
      metrics.requestEnded(labels, (performance.now() - started) / 1000);
    }
  };
}

/** `GET /metrics`, for Prometheus; on a server that is not open with the admin key as bearer token. */
export function metricsPage(metrics: Metrics, authenticate: (ctx: Context) => Promise<Actor>): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== '/metrics' || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) return next();
    authorize(await authenticate(ctx), 'metrics:read');
    ctx.body = await metrics.text();
    ctx.set('Content-Type', metrics.contentType);
  };
}
