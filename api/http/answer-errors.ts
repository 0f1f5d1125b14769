import { randomUUID } from 'node:crypto';
import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import { ApiError } from './errors.ts';
import { PROBLEM_TYPE, problemOf } from './problem.ts';
import { requestContext } from './request-context.ts';

const REQUEST_ID = /^[\w.:-]{1,128}$/;

/**
 * Gives each request an id (the caller's `X-Request-Id`, if it is a decent one) and turns what is thrown into problem+json. What we
 * did not foresee is logged here and stays here: the caller gets `internal` and the id to ask with.
 */
export function answerErrors(log: Logger): Middleware {
  return async (ctx, next) => {
    const asked = ctx.get('X-Request-Id');
    const requestId = REQUEST_ID.test(asked) ? asked : randomUUID();
    ctx.set('X-Request-Id', requestId);
    try {
      await requestContext.run({ requestId }, next);
      if (ctx.status === 404 && ctx.body == null) throw new ApiError('not_found');
    } catch (thrown) {
      const error = thrown instanceof ApiError ? thrown : new ApiError('internal', undefined, { cause: thrown });
      const level = error.status >= 500 ? 'error' : 'debug';
      requestContext.run({ requestId }, () =>
        log[level]({ method: ctx.method, path: ctx.path, code: error.code, err: thrown }, error.message),
      );
      ctx.status = error.status;
      ctx.body = JSON.stringify(problemOf(error, requestId));
      ctx.type = PROBLEM_TYPE;
      if (error.status === 401) ctx.set('WWW-Authenticate', 'Bearer');
      ctx.set(error.headers);
    }
  };
}
