import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  AUTH_TIMEOUT_MS,
  MAX_MESSAGE_BYTES,
  PRESENCE_TTL_MS,
  RECONNECT_GRACE_MS,
  RESUME_GRACE_MS,
} from '../../protocol/limits.ts';
import { CLOSE, LIVE_PATH } from '../../protocol/live-events.ts';
import { ApiError } from '../http/errors.ts';
import { createCommands } from './commands/commands.ts';
import { Connection, type Outlet } from './connection.ts';
import { Crowd } from './crowd.ts';
import { Inbox } from './inbox.ts';
import type { LiveDeps } from './live-deps.ts';
import { startPresence } from './presence.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { RoomHub } from './room-hub.ts';
import { type Patience, Stays } from './stays.ts';
import { createTokenBucket, type RateLimit } from './token-bucket.ts';
import { Watchdog } from './watchdog.ts';

export interface LiveServer {
  /** Serves an upgrade of LIVE_PATH; answers and ends every other. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** How many sockets are open. */
  countSockets(): number;
  /** Ends every socket (1001) and timer. Who is in a room stays in it for PRESENCE_TTL_MS, to come back to another process. */
  close(): Promise<void>;
}

/** A person's client says a few things at once when it joins, and four a second when somebody stutters. */
const DEFAULT_RATE: RateLimit = { burst: 100, perSecond: 20 };
/** How long `close()` waits for clients to say goodbye. */
const FAREWELL_MS = 500;

function outletOf(ws: WebSocket): Outlet {
  return {
    send: (text) => {
      if (ws.readyState === ws.OPEN) ws.send(text);
    },
    backlog: () => ws.bufferedAmount,
    close: (code, reason) => ws.close(code, reason),
    terminate: () => ws.terminate(),
  };
}

/** Who closes goes, or reloads the page; whose line breaks is looked for as long as one who says nothing. */
function patienceOf(code: number, watchdog: Watchdog): Patience {
  if (code === CLOSE.broken) return { ms: watchdog.left, reason: 'timeout' };
  return { ms: code === CLOSE.resuming ? RESUME_GRACE_MS : RECONNECT_GRACE_MS, reason: 'left' };
}

/** The live socket of CONTRACT §3: who is in which room, told to everybody who is there or watches. */
export function createLiveServer(deps: LiveDeps): LiveServer {
  const { participants, bus, clock, timers, newId, log, rate = DEFAULT_RATE } = deps;
  const onError = (error: unknown): void => {
    // Somebody who has left meanwhile is nobody's fault.
    if (!(error instanceof ApiError)) log.error({ error }, 'the live socket failed');
  };
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const hub = new RoomHub(bus);
  const stays = new Stays({ participants, bus, timers, onError });
  const commands = createCommands(deps, hub, stays);
  const crowd = new Crowd(deps.maxSockets);
  const inboxes = new Map<Connection, Inbox>();
  const presence = startPresence({
    deps,
    ids: () => stays.ids(),
    beat() {
      for (const connection of inboxes.keys()) connection.send({ type: 'heartbeat' });
    },
  });
  bus.onClaim((participantId) => void stays.reclaim(participantId));
  bus.onGap(() => {
    for (const roomId of hub.roomIds()) deps.rooms.announce(roomId).catch(onError);
  });
  let closing: Promise<void> | undefined;

  function timedOut(connection: Connection): void {
    for (const stay of connection.stays) stays.timeOut(stay);
    connection.close(CLOSE.timeout, 'timeout');
  }

  function connected(ws: WebSocket, origin: string | undefined, network: string): void {
    crowd.enter(network);
    const connection = new Connection({ id: newId(), origin, network, outlet: outletOf(ws), hub, stays });
    const inbox = new Inbox(connection, commands, createTokenBucket(rate, clock), log);
    const watchdog = new Watchdog({ ttlMs: PRESENCE_TTL_MS, clock, timers, bark: () => timedOut(connection) });
    const cancelAuth = timers.after(AUTH_TIMEOUT_MS, () => {
      if (connection.rights) return;
      connection.send({ type: 'room:error', code: 'unauthenticated', message: 'The first message must be auth.' });
      connection.close(CLOSE.unauthenticated, 'unauthenticated');
    });
    inboxes.set(connection, inbox);

    ws.on('message', (data, isBinary) => {
      watchdog.heard();
      // `nodebuffer` is ws's default: a frame is one Buffer.
      if (Buffer.isBuffer(data) && ws.readyState === ws.OPEN) inbox.receive(data, isBinary);
    });
    ws.on('error', (error) => log.debug({ error, connection: connection.id }, 'live socket error'));
    ws.on('close', (code) => {
      crowd.leave(network);
      cancelAuth();
      watchdog.stop();
      connection.closed(patienceOf(code, watchdog));
      // What was asked is done before the end, so that nobody finds the database closed.
      void inbox.idle().then(() => inboxes.delete(connection));
    });
  }

  async function admit({ url, headers: { origin } }: IncomingMessage, network: string): Promise<void> {
    const leaving = () => {
      if (closing) throw new ApiError('unavailable', 'The server is going away.');
    };
    leaving();
    if (URL.parse(url ?? '', 'ws://live')?.pathname !== LIVE_PATH) throw new ApiError('not_found');
    if (origin !== undefined && !(await deps.isAllowedAnywhere(origin))) throw new ApiError('origin_not_allowed');
    leaving();
    crowd.refuseMore(network);
  }

  async function close(): Promise<void> {
    const forgotten = stays.close();
    const open = [...sockets.clients];
    const gone = Promise.all(open.map((ws) => new Promise((resolve) => ws.once('close', resolve))));
    for (const ws of open) ws.close(CLOSE.goingAway, 'going away');
    const cancel = timers.after(FAREWELL_MS, () => {
      for (const ws of open) ws.terminate();
    });
    await gone;
    cancel();
    await Promise.all([forgotten, presence.stop(), ...[...inboxes.values()].map((inbox) => inbox.idle())]);
    hub.close();
    sockets.close();
  }

  return {
    upgrade(request, socket, head) {
      socket.on('error', () => socket.destroy());
      const { origin } = request.headers;
      const network = deps.networkOf(request);
      admit(request, network).then(
        () => sockets.handleUpgrade(request, socket, head, (ws) => connected(ws, origin, network)),
        (error: unknown) => {
          onError(error);
          refuseUpgrade(socket, error instanceof ApiError ? error : new ApiError('internal'), newId());
        },
      );
    },
    countSockets: () => sockets.clients.size,
    close() {
      closing ??= close();
      return closing;
    },
  };
}
