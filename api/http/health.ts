import type { Middleware } from 'koa';

/** What has not answered by then does not work. */
const PATIENCE_MS = 3_000;

/** Something the server cannot do without; rejects when it does not work. */
export type Check = () => Promise<unknown>;

interface Options {
  checks: Readonly<Record<string, Check>>;
  /** Calls back after so many ms; returns how to call it off. */
  after(ms: number, run: () => void): () => void;
  onFailure: (name: string, error: unknown) => void;
}

/**
 * `/healthz`: the process answers. `/readyz`: it can do its work, by name what it needs for that (`ok` or `failed`), and 503 unless all
 * is well. For load balancers.
 */
export function health({ checks, after, onFailure }: Options): Middleware {
  async function stateOf(name: string, check: Check): Promise<[string, 'ok' | 'failed']> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const cancel = after(PATIENCE_MS, () => reject(new Error(`no answer within ${PATIENCE_MS} ms`)));
    try {
      await Promise.race([check(), late]);
      return [name, 'ok'];
    } catch (error) {
      onFailure(name, error);
      return [name, 'failed'];
    } finally {
      cancel();
    }
  }

  return async (ctx, next) => {
    if ((ctx.path !== '/healthz' && ctx.path !== '/readyz') || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) {
      return next();
    }
    if (ctx.path === '/healthz') {
      ctx.body = { status: 'ok' };
      return;
    }
    const states = await Promise.all(Object.entries(checks).map(([name, check]) => stateOf(name, check)));
    const ready = states.every(([, state]) => state === 'ok');
    ctx.status = ready ? 200 : 503;
    ctx.body = { status: ready ? 'ok' : 'unavailable', checks: Object.fromEntries(states) };
  };
}
