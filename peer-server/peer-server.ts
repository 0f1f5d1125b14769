import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ErrorCode } from '../protocol/error-codes.ts';
import { MAX_MESSAGE_BYTES, RESERVED_LINE_MS } from '../protocol/limits.ts';
import { CLOSE } from '../protocol/live-events.ts';
import type { RelayedType } from '../protocol/peer-messages.ts';
import type { Redis } from '../redis/redis.ts';
import { type Admitted, createAdmission } from './admission.ts';
import { createGuard } from './guard.ts';
import { ALONE, joinInstances } from './instances.ts';
import { createLiveness } from './liveness.ts';
import type { Log } from './log.ts';
import { createPeerAdapter } from './peer-adapter.ts';
import { createPeerDirectory, type LocalPeer } from './peer-directory.ts';
import { Refusal, refuseUpgrade } from './problem.ts';
import { createTokenBucket, type RateLimit } from './token-bucket.ts';
import { createSharedTickets, createUsedTickets } from './used-tickets.ts';

export interface PeerServerOptions {
  /** TOKEN_SECRET: signs the tickets (HS256). */
  secret: string;
  /** Whether a page of this origin may signal; undefined when the request names none. */
  allowOrigin: (origin: string | undefined) => boolean | Promise<boolean>;
  log: Log;
  /** For several signalling servers; who gave it closes it. */
  redis?: Redis | undefined;
  /** Somebody was not let in. */
  onRefuse?: (code: ErrorCode) => void;
  /** A message was passed on between two peers. */
  onRelay?: (type: RelayedType) => void;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** A socket that answers nothing between two pings is dead: found after one to two of these (milliseconds). */
  pingMs?: number;
  /** Per socket; a small message costs one token, a large one more. */
  rate?: RateLimit;
  /** How long `close()` waits for sockets to say goodbye (milliseconds). */
  farewellMs?: number;
  /** How long a peer may be here without being in a room (milliseconds). */
  reservedMs?: number;
}

export interface PeerServer {
  /** Serves an upgrade below PEER_PATH; answers and ends every other. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  countSockets(): number;
  /** Ends every socket (1001) and timer. */
  close(): Promise<void>;
}

/** A newcomer offers itself and its candidates to twenty others at once. */
const DEFAULT_RATE: RateLimit = { burst: 1000, perSecond: 100 };
/** So many lines may wait for their owner to join; beyond, people open theirs when they join. */
const MAX_RESERVED = 10_000;
/** More than this unsent, in bytes, and the receiver is cut off. */
const MAX_BACKLOG = 1024 * 1024;

/** The PeerJS signalling server behind its guard: a ticket decides who one is and which room one may signal in. */
export function createPeerServer(options: PeerServerOptions): PeerServer {
  const { secret, allowOrigin, log, now = Date.now, pingMs = 10_000, rate = DEFAULT_RATE, farewellMs = 500 } = options;
  const { onRelay = () => {}, onRefuse = () => {}, redis, reservedMs = RESERVED_LINE_MS } = options;
  const used = redis ? createSharedTickets(redis, now, log) : createUsedTickets(now);
  const instances = redis ? joinInstances(redis, log) : ALONE;
  const admission = createAdmission({ secret, allowOrigin, used, now });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, clientTracking: true });
  const liveness = createLiveness(sockets.clients, pingMs);
  const adapter = createPeerAdapter(log);
  const directory = createPeerDirectory();
  const reserved = new Set<string>();
  let closing: Promise<void> | undefined;

  async function connected(ws: WebSocket, { peerId: id, room: first }: Admitted): Promise<void> {
    let room = first;
    let peer: LocalPeer | undefined;
    let isReplaced = false;
    let standUp = () => {};
    /** In that room, at this instance and at no other. */
    const sit = async (): Promise<void> => {
      if (room === null) return;
      standUp = await instances.seat(
        { id, room },
        {
          receive: (message) => peer?.send(message),
          replaced() {
            isReplaced = true;
            peer?.terminate();
          },
        },
      );
    };
    await sit();
    if (isReplaced || ws.readyState !== ws.OPEN) {
      standUp();
      ws.terminate();
      return;
    }
    // The ticket says it is the same participant: the older socket is dead or about to be (peerjs #1289).
    directory.get(id)?.terminate();

    const sendText = (text: string): void => {
      if (ws.bufferedAmount > MAX_BACKLOG) ws.terminate();
      else if (ws.readyState === ws.OPEN) ws.send(text);
    };
    const link = adapter.register(id, { send: sendText, close: () => ws.close() });
    const leave = (): void => {
      if (directory.get(id) !== self) return;
      directory.remove(self);
      standUp();
      settled();
      link.closed();
      log.debug({ peer: id, room }, 'peer gone');
    };
    const expiry = room === null && setTimeout(() => ws.close(CLOSE.timeout, 'not in a room'), reservedMs);
    const settled = (): void => {
      if (expiry) clearTimeout(expiry);
      reserved.delete(id);
    };
    if (room === null) reserved.add(id);
    const self: LocalPeer = {
      id,
      get room() {
        return room;
      },
      link,
      send: (message) => sendText(JSON.stringify(message)),
      terminate() {
        leave();
        ws.terminate();
      },
    };
    peer = self;
    directory.add(self);
    log.debug({ peer: id, room }, 'peer here');

    const guard = createGuard({
      peer: self,
      directory,
      bucket: createTokenBucket(rate, now),
      async onAdmit(token) {
        try {
          const next = await admission.roomFor(id, token);
          if (directory.get(id) !== self || room !== null) return;
          room = next;
          settled();
          await sit();
          if (directory.get(id) !== self) standUp();
          log.debug({ peer: id, room }, 'peer admitted');
        } catch (error) {
          if (!(error instanceof Refusal)) log.warn({ error }, 'admission failed');
          ws.close(CLOSE.unauthenticated, 'unauthenticated');
          leave();
        }
      },
      sendElsewhere: async (message) => room !== null && instances.send(room, message),
      onFlood() {
        log.warn({ peer: id, room }, 'peer floods, closing');
        ws.close(CLOSE.rateLimited, 'rate_limited');
        leave();
      },
      onRelay,
      onDrop: (reason) => log.debug({ peer: id, room, reason }, 'message dropped'),
    });
    // `nodebuffer` is ws's default: a frame is one Buffer.
    ws.on('message', (data, isBinary) => {
      if (Buffer.isBuffer(data) && directory.get(id) === self) guard(data, isBinary);
    });
    ws.on('close', leave);
  }

  async function admitAndConnect(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    try {
      const admitted = await admission.admit(request);
      if (closing) throw new Refusal('unavailable', 'The server is going away.');
      if (admitted?.room === null && reserved.size >= MAX_RESERVED) {
        throw new Refusal('unavailable', 'Too many lines wait for their owner to join.');
      }
      sockets.handleUpgrade(request, socket, head, (ws) => {
        ws.on('error', (error) => log.debug({ peer: admitted?.peerId, error }, 'socket error'));
        if (!admitted) return ws.close(1000);
        liveness.watch(ws);
        void connected(ws, admitted);
      });
    } catch (error) {
      if (!(error instanceof Refusal)) log.warn({ error }, 'admission failed');
      const refusal = error instanceof Refusal ? error : new Refusal('internal', 'Something went wrong on the server.');
      log.debug({ code: refusal.code }, 'peer refused');
      onRefuse(refusal.code);
      refuseUpgrade(socket, refusal);
    }
  }

  async function close(): Promise<void> {
    liveness.stop();
    const open = [...sockets.clients];
    const gone = Promise.all(open.map((ws) => new Promise((resolve) => ws.once('close', resolve))));
    for (const ws of open) ws.close(CLOSE.goingAway, 'going away');
    const deadline = setTimeout(() => {
      for (const ws of open) ws.terminate();
    }, farewellMs);
    await gone;
    clearTimeout(deadline);
    sockets.close();
    adapter.close();
  }

  return {
    upgrade(request, socket, head) {
      // Nobody else listens while the ticket is checked, and an error without a listener ends the process.
      socket.on('error', () => socket.destroy());
      void admitAndConnect(request, socket, head);
    },
    countSockets: () => sockets.clients.size,
    close() {
      closing ??= close();
      return closing;
    },
  };
}
