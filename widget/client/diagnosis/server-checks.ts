import { isRecord, parseServerMessage } from '../../../protocol/guards.ts';
import { type ClientMessage, LIVE_PATH } from '../../../protocol/live-events.ts';
import { PEER_CHECK_PATH } from '../../../protocol/peer-messages.ts';
import type { IceServer } from '../../../protocol/rest.ts';
import type { Environment } from '../environment.ts';
import { errorFromServer, RoomError } from '../errors.ts';

/** What the other checks need of the API. */
export interface Access {
  iceServers: IceServer[];
  signalingUrl: string;
}

function parseAccess(body: unknown): Access {
  if (!isRecord(body) || !Array.isArray(body.iceServers) || typeof body.signalingUrl !== 'string') {
    throw new RoomError('internal', { cause: 'GET /ice-servers answered something else' });
  }
  const iceServers = body.iceServers.filter((one): one is IceServer => isRecord(one) && Array.isArray(one.urls));
  return { iceServers, signalingUrl: body.signalingUrl };
}

/** Asks the API for ICE servers, as the page asks for everything. Rejects with a RoomError. */
export async function askApi(
  { fetch }: Pick<Environment, 'fetch'>,
  server: string,
  credential: string | undefined,
): Promise<Access> {
  const headers: HeadersInit = credential ? { authorization: `Bearer ${credential}` } : {};
  const response = await fetch(new URL('/api/v1/ice-servers', server), { headers }).catch(async (cause) => {
    // A page that may not read the answer may still learn that there is one.
    const alive = await fetch(new URL('/healthz', server), { mode: 'no-cors' }).catch(() => null);
    throw new RoomError(alive ? 'origin_not_allowed' : 'server_unreachable', { cause });
  });
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return parseAccess(body);
  const code = isRecord(body) ? String(body.code) : 'internal';
  throw errorFromServer(code as Parameters<typeof errorFromServer>[0], `HTTP ${response.status}`);
}

const socketUrl = (path: string, server: string) => new URL(path, server).href.replace(/^http/, 'ws');

/** A live socket of its own, by the page's credential. Rejects with a RoomError; `socket_blocked` when it does not open. */
export function tryLiveSocket(
  { openSocket }: Pick<Environment, 'openSocket'>,
  server: string,
  credential: string | undefined,
  over: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = openSocket(socketUrl(LIVE_PATH, server));
    over.addEventListener('abort', () => socket.close());
    const auth: ClientMessage = { type: 'auth', credential };
    socket.onopen = () => socket.send(JSON.stringify(auth));
    socket.onclose = () => reject(new RoomError('socket_blocked'));
    socket.onmessage = ({ data }) => {
      const message = parseServerMessage(data);
      if (message?.type === 'auth:ok') resolve();
      else if (message?.type === 'room:error') reject(errorFromServer(message.code, message.message));
    };
  });
}

/** The signalling server takes sockets from everybody at one path, to close them at once: nobody's line is disturbed. */
export function trySignaling(
  { openSocket }: Pick<Environment, 'openSocket'>,
  server: string,
  signalingUrl: string,
  over: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = openSocket(`${socketUrl(signalingUrl, server).replace(/\/$/, '')}${PEER_CHECK_PATH}`);
    over.addEventListener('abort', () => socket.close());
    socket.onopen = () => resolve();
    socket.onclose = () => reject(new RoomError('socket_blocked'));
  });
}
