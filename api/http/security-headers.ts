import type { Middleware } from 'koa';

/** Answers are data: nothing in them runs, loads, is framed, guessed at, or kept. A page of ours says what it needs instead. */
export const securityHeaders: Middleware = (ctx, next) => {
  ctx.set({
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Cache-Control': 'no-store',
  });
  return next();
};
