import { type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { DeliveryError } from '../../protocol/webhooks.ts';
import type { Timers } from '../live/timers.ts';
import { isPublicAddress, literalAddress, NOT_PUBLIC, publicLookup } from '../net/public-address.ts';

export const SEND_TIMEOUT_MS = 15_000;
/** How much of an answer is read and kept. */
export const ANSWER_BYTES = 1024;

export interface Answered {
  statusCode: number;
  /** The first bytes of the body. */
  answer: string;
  retryAfter: string | undefined;
}

/** What came of an attempt: an answer of whatever status, no answer, or that we were stopped while waiting for it. */
export type Sent = Answered | { error: DeliveryError } | { interrupted: true };

export type Send = (message: {
  url: string;
  headers: Record<string, string>;
  body: string;
  signal: AbortSignal;
}) => Promise<Sent>;

interface Deps {
  timers: Timers;
  lookup: LookupFunction;
  /** Speak to addresses of the public internet only. */
  publicOnly: boolean;
  /** Whose certificates are good, as PEM; the system's and NODE_EXTRA_CA_CERTS if it is not said. */
  ca?: string | undefined;
}

/** Posts one message over a connection of its own. Follows no redirect, reads little, and never waits longer than SEND_TIMEOUT_MS. */
export function createSend({ timers, publicOnly, ca, ...deps }: Deps): Send {
  const lookup = publicOnly ? publicLookup(deps.lookup) : deps.lookup;

  return async ({ url, headers, body, signal }) => {
    const target = new URL(url);
    const literal = literalAddress(target);
    if (publicOnly && literal && !isPublicAddress(literal)) return { error: 'address_refused' };
    const late = new AbortController();
    const cancel = timers.after(SEND_TIMEOUT_MS, () => late.abort());
    try {
      const either = AbortSignal.any([signal, late.signal]);
      return await post(target, { headers, body, lookup, ca, signal: either });
    } catch (error) {
      if (late.signal.aborted) return { error: 'timeout' };
      return signal.aborted ? { interrupted: true } : { error: errorOf(error) };
    } finally {
      cancel();
    }
  };
}

interface Post {
  headers: Record<string, string>;
  body: string;
  lookup: LookupFunction;
  ca: string | undefined;
  signal: AbortSignal;
}

function post(target: URL, { headers, body, lookup, ca, signal }: Post): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const start = target.protocol === 'https:' ? overHttps : overHttp;
    const request = start(target, {
      method: 'POST',
      agent: false,
      headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
      lookup,
      ca,
      signal,
    });
    request.on('response', (response) => {
      void readSome(response).then((answer) => {
        request.destroy();
        resolve({ statusCode: response.statusCode ?? 0, answer, retryAfter: response.headers['retry-after'] });
      });
    });
    request.on('error', reject);
    request.on('close', () => reject(new Error('The connection ended without an answer.')));
    request.end(body);
  });
}

/** The first ANSWER_BYTES, or what there is when the connection ends: the status has been said, the rest is for people to read. */
async function readSome(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= ANSWER_BYTES) break;
    }
  } catch {
    // Broken off or too slow.
  }
  const text = new TextDecoder().decode(Buffer.concat(chunks).subarray(0, ANSWER_BYTES));
  return text.replaceAll('\0', '\u{fffd}');
}

function errorOf(error: unknown): DeliveryError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === NOT_PUBLIC) return 'address_refused';
  if (/^(ENOTFOUND|ENODATA|EAI_)/.test(code)) return 'dns_failed';
  if (/^(ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH)/.test(code))
    return 'tls_failed';
  return 'connection_failed';
}
