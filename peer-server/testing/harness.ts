import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { on, once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { SignJWT } from 'jose';
import { type ClientOptions, WebSocket } from 'ws';
import { isRecord, parseJson } from '../../protocol/guards.ts';
import { PEER_KEY, PEER_PATH, TICKET_AUDIENCE } from '../../protocol/peer-messages.ts';
import { createPeerServer, type PeerServerOptions } from '../peer-server.ts';

/** A message that has not come by then never does. */
const PATIENCE_MS = 20_000;

export const SECRET = 'a secret for tests, long enough to be one';

export interface TicketOptions {
  /** null: of one who is in no room yet. */
  room?: string | null;
  secret?: string;
  audience?: string;
  expiresInS?: number;
  jti?: string;
  issuedAt?: Date;
}

export function ticket(peerId: string, options: TicketOptions = {}): Promise<string> {
  const { room = 'room-1', secret = SECRET, audience = TICKET_AUDIENCE, expiresInS = 60, jti = randomUUID() } = options;
  const { issuedAt = new Date() } = options;
  return new SignJWT(room === null ? {} : { room })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(peerId)
    .setAudience(audience)
    .setJti(jti)
    .setIssuedAt(issuedAt)
    .setExpirationTime(Math.floor(Date.now() / 1000) + expiresInS)
    .sign(new TextEncoder().encode(secret));
}

/** A peer as PeerJS would be one: its socket, and what it was told, in order. */
export interface TestPeer {
  ws: WebSocket;
  send(message: object | string | Buffer): void;
  /** The next message; rejects when none comes. */
  next(): Promise<Record<string, unknown>>;
  /** Resolves with the close code. */
  closed: Promise<number>;
}

/** A real signalling server on a port of its own. */
export async function startPeerServer(options: Partial<PeerServerOptions> = {}) {
  const drops: unknown[] = [];
  const log = {
    debug: (fields: object, message: string) => void (message === 'message dropped' && drops.push(fields)),
    info() {},
    warn() {},
  };
  const peers = createPeerServer({ secret: SECRET, allowOrigin: () => true, log, ...options });
  const http = createServer();
  http.on('upgrade', peers.upgrade);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  assert(isRecord(address));
  const origin = `ws://127.0.0.1:${address.port}`;

  function url(id: string, token: string | undefined, path = `${PEER_PATH}/peerjs`): string {
    const query = new URLSearchParams({
      key: PEER_KEY,
      id,
      ...(token === undefined ? {} : { token }),
      version: '1.5.5',
    });
    return `${origin}${path}?${query}`;
  }

  /** Opens a socket and waits for OPEN. */
  async function connect(
    id: string,
    room: string | null = 'room-1',
    clientOptions: ClientOptions = {},
  ): Promise<TestPeer> {
    const ws = new WebSocket(url(id, await ticket(id, { room })), clientOptions);
    const messages = on(ws, 'message', { close: ['close'] });
    const peer: TestPeer = {
      ws,
      send: (message) =>
        ws.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message)),
      async next() {
        const late = setTimeout(() => ws.terminate(), PATIENCE_MS);
        const { value } = await messages.next();
        clearTimeout(late);
        const message = parseJson(String(value?.[0]));
        assert(isRecord(message));
        return message;
      },
      closed: once(ws, 'close').then(([code]) => Number(code)),
    };
    ws.on('error', () => undefined);
    assert.deepEqual(await peer.next(), { type: 'OPEN' });
    return peer;
  }

  /** Asks for an upgrade that must be refused; resolves with the HTTP answer. */
  async function refused(address: string, clientOptions: ClientOptions = {}) {
    const ws = new WebSocket(address, clientOptions);
    ws.on('error', () => undefined);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      ws.once('unexpected-response', (_request, answer) => resolve(answer));
      ws.once('open', () => {
        ws.terminate();
        reject(new Error('the upgrade was not refused'));
      });
    });
    const body = await json(response);
    assert(isRecord(body));
    return { status: response.statusCode, type: response.headers['content-type'], code: body.code };
  }

  return {
    http,
    peers,
    origin,
    drops,
    url,
    connect,
    refused,
    async [Symbol.asyncDispose]() {
      await peers.close();
      http.close();
      http.closeAllConnections();
    },
  };
}
