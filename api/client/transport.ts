import { ERROR_CODES, type ErrorCode } from '../../protocol/error-codes.ts';
import { isRecord, parseJson } from '../../protocol/guards.ts';
import type { Issue } from '../../protocol/rest.ts';
import { VoiceRoomError } from './voice-room-error.ts';

/** What any call may be given last. */
export interface CallOptions {
  /** Ends the call, and its retries, with the signal's reason. */
  signal?: AbortSignal;
  /** For one attempt. */
  timeoutMs?: number;
  /** POST: the same call with the same key is done once, within 24 hours. One is made up without it. */
  idempotencyKey?: string;
  /** PATCH: only if it is still as this `etag` says; `precondition_failed` otherwise. */
  ifMatch?: string;
}

export interface Call extends CallOptions {
  query?: object | undefined;
  body?: object | undefined;
}

/** Calls `POST /rooms`, …; resolves to what is answered, with its ETag beside it. */
export type Send = (method: string, path: string, call?: Call) => Promise<{ body: unknown; etag: string | null }>;

export interface TransportOptions {
  /** The server's address, such as `https://voice.example.com`. */
  url: string;
  /** What the server knows the caller by: a secret key, the admin key. None on an open development server. */
  key?: string;
  /** For one attempt; 10,000. */
  timeoutMs?: number;
  /** How often a call is tried again that the server was too busy for (429, 503) or that got no answer; 3. */
  maxRetries?: number;
  fetch?: typeof fetch;
  /** Resolves after so many milliseconds; rejects when the signal aborts. */
  sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<unknown>;
  newId?: () => string;
  /** 0..1, as Math.random: so that those who were refused at once do not come back at once. */
  random?: () => number;
}

const FIRST_WAIT_MS = 250;
/** Whoever is asked to wait longer is told so instead. */
const LONGEST_WAIT_MS = 30_000;

/** Tries until it works, is refused for good, or was tried often enough. Safe: a POST is done once, whatever gets lost on the way. */
export function createTransport(options: Required<Omit<TransportOptions, 'key'>> & { key: string | undefined }): Send {
  const base = new URL('/api/v1', options.url).href;

  async function attempt(method: string, path: string, call: Call, idempotencyKey: string | undefined) {
    const { body, query, ifMatch, signal, timeoutMs = options.timeoutMs } = call;
    const headers = {
      accept: 'application/json',
      ...(options.key === undefined ? {} : { authorization: `Bearer ${options.key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    };
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await options.fetch(`${base}${path}${searchOf(query)}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      return { response, text: await response.text() };
    } catch (cause) {
      signal?.throwIfAborted();
      if (timeout.aborted) throw new VoiceRoomError('timeout', `No answer within ${timeoutMs} ms.`, { cause });
      throw new VoiceRoomError('network_error', `${base} cannot be reached.`, { cause });
    }
  }

  return async (method, path, call = {}) => {
    const idempotencyKey = method === 'POST' ? (call.idempotencyKey ?? options.newId()) : undefined;
    for (let tries = 1; ; tries += 1) {
      try {
        const { response, text } = await attempt(method, path, call, idempotencyKey);
        // What an earlier attempt deleted, whose answer was lost, is not there any more.
        if (response.ok || (method === 'DELETE' && tries > 1 && response.status === 404)) {
          return { body: response.ok ? bodyOf(text, response.status) : undefined, etag: response.headers.get('etag') };
        }
        throw refusal(response, text);
      } catch (error) {
        const waitMs = error instanceof VoiceRoomError ? waitFor(error, tries, call, options.random) : null;
        if (waitMs === null || tries > options.maxRetries) throw error;
        await options.sleep(waitMs, call.signal).catch((cause: unknown) => {
          call.signal?.throwIfAborted();
          throw cause;
        });
      }
    }
  };
}

/** How long to wait before the next attempt; null when there must be none. */
function waitFor(
  { code, status, retryAfterS }: VoiceRoomError,
  tries: number,
  { ifMatch }: Call,
  random: () => number,
): number | null {
  const unanswered = status === 0;
  // It may have been done, and would then be refused for having been done.
  if (unanswered && ifMatch !== undefined) return null;
  if (!unanswered && ![429, 502, 503, 504].includes(status) && code !== 'idempotency_in_progress') return null;
  const backOffMs = FIRST_WAIT_MS * 2 ** (tries - 1) * (0.5 + random() / 2);
  const waitMs = retryAfterS === undefined ? backOffMs : retryAfterS * 1000;
  return waitMs <= LONGEST_WAIT_MS ? waitMs : null;
}

function searchOf(query: object = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, value instanceof Date ? value.toISOString() : String(value));
  }
  return search.size > 0 ? `?${search}` : '';
}

function bodyOf(text: string, status: number): unknown {
  if (text === '') return undefined;
  const body = parseJson(text);
  if (isRecord(body)) return body;
  throw new VoiceRoomError('unexpected_answer', 'The answer is not JSON.', { status });
}

function refusal({ status, headers }: Response, text: string): VoiceRoomError {
  const problem = parseJson(text);
  const after = Number(headers.get('retry-after') ?? Number.NaN);
  const details = {
    status,
    requestId: headers.get('x-request-id') ?? undefined,
    retryAfterS: Number.isFinite(after) ? after : undefined,
  };
  if (!isRecord(problem) || !isErrorCode(problem['code'])) {
    return new VoiceRoomError('unexpected_answer', `The answer is ${status}, and not of a voice-room server.`, details);
  }
  const issues = Array.isArray(problem['issues']) ? (problem['issues'] as Issue[]) : [];
  return new VoiceRoomError(problem['code'], String(problem['detail']), { ...details, issues });
}

/** A newer server may know codes that this client does not; they have the same form. */
function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && (Object.hasOwn(ERROR_CODES, code) || /^[a-z_]+$/.test(code));
}
