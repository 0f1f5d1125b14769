import type { IncomingMessage } from 'node:http';
import { MAX_BODY_BYTES } from '../../protocol/limits.ts';
import { ApiError } from './errors.ts';

/** The JSON of a request; undefined without a body. Reads no more than MAX_BODY_BYTES. */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const { 'content-length': length, 'transfer-encoding': encoding, 'content-type': type } = request.headers;
  if (encoding === undefined && (length === undefined || length === '0')) return undefined;
  if (Number(length) > MAX_BODY_BYTES) throw tooLarge();
  if (!/^application\/(json|[\w.-]+\+json) *(;|$)/i.test(type ?? '')) throw new ApiError('unsupported_media_type');
  if (request.headers['content-encoding'] !== undefined) {
    throw new ApiError('unsupported_media_type', 'Compressed bodies are not understood.');
  }
  const body = await readAll(request);
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new ApiError('malformed_json', undefined, { cause });
  }
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof ApiError) throw cause;
    throw new ApiError('bad_request', 'The body ended before its end.', { cause });
  }
  return Buffer.concat(chunks);
}

/** The rest of the body is not read: the connection ends with this answer. */
function tooLarge(): ApiError {
  return new ApiError('payload_too_large', `At most ${MAX_BODY_BYTES} bytes.`, { headers: { Connection: 'close' } });
}
