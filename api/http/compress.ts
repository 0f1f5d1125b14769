import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Middleware } from 'koa';

/** Below it the header costs more than compressing gains. */
const MIN_BYTES = 1024;

const gzipped = promisify(gzip);

/** gzip for text and JSON, for callers who take it. Not where an `ETag` names the very bytes. */
export function compress(): Middleware {
  return async (ctx, next) => {
    await next();
    const { body } = ctx;
    if (body == null || Buffer.isBuffer(body) || ctx.response.get('ETag')) return;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    ctx.body = text;
    if (Buffer.byteLength(text) <= MIN_BYTES) return;
    ctx.vary('Accept-Encoding');
    if (ctx.acceptsEncodings('gzip', 'identity') !== 'gzip') return;
    ctx.body = await gzipped(text);
    ctx.set('Content-Encoding', 'gzip');
  };
}
