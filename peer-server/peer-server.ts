import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { MAX_MESSAGE_BYTES } from '../protocol/limits.ts';
import { CLOSE } from '../protocol/live-events.ts';
import type { RelayedType } from '../protocol/peer-messages.ts';
import { type Admitted, createAdmission } from './admission.ts';
import { createGuard } from './guard.ts';
import { createLiveness } from './liveness.ts';
import type { Log } from './log.ts';
import { createPeerAdapter } from './peer-adapter.ts';
import { createPeerDirectory, type LocalPeer } from './peer-directory.ts';
import { Refusal, refuseUpgrade } from './problem.ts';
import { createTokenBucket, type RateLimit } from './token-bucket.ts';

export interface PeerServerOptions {
  /** TOKEN_SECRET: signs the tickets (HS256). */
  secret: string;
  /** Whether a page of this origin may signal; undefined when the request names none. */
  allowOrigin: (origin: string | undefined) => boolean | Promise<boolean>;
  log: Log;
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
}

export interface PeerServer {
  /** Serves an upgrade below PEER_PATH; answers and ends every other. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends every socket (1001) and timer. */
  close(): Promise<void>;
}

/** A newcomer offers itself and its candidates to twenty others at once. */
const DEFAULT_RATE: RateLimit = { burst: 1000, perSecond: 100 };
/** More than this unsent, in bytes, and the receiver is cut off. */
const MAX_BACKLOG = 1024 * 1024;

/** The PeerJS signalling server behind its guard: a ticket decides who one is and which room one may signal in. */
export function createPeerServer(options: PeerServerOptions): PeerServer {
  const { secret, allowOrigin, log, now = Date.now, pingMs = 10_000, rate = DEFAULT_RATE, farewellMs = 500 } = options;
  const { onRelay = () => {} } = options;
  const admit = createAdmission({ secret, allowOrigin, now });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, clientTracking: true });
  const liveness = createLiveness(sockets.clients, pingMs);
  const adapter = createPeerAdapter(log);
  const directory = createPeerDirectory();
  let closing: Promise<void> | undefined;

  function connected(ws: WebSocket, { peerId: id, room }: Admitted): void {
    // The ticket says it is the same participant: the older socket is dead or about to be (peerjs #1289).
    directory.get(id)?.terminate();

    const sendText = (text: string): void => {
      if (ws.bufferedAmount > MAX_BACKLOG) ws.terminate();
      else if (ws.readyState === ws.OPEN) ws.send(text);
    };
    const link = adapter.register(id, { send: sendText, close: () => ws.close() });
    const leave = (): void => {
      if (directory.get(id) !== peer) return;
      directory.remove(peer);
      link.closed();
      log.debug({ peer: id, room }, 'peer gone');
    };
    const peer: LocalPeer = {
      id,
      room,
      link,
      send: (message) => sendText(JSON.stringify(message)),
      terminate() {
        leave();
        ws.terminate();
      },
    };
    directory.add(peer);
    log.debug({ peer: id, room }, 'peer here');

    const guard = createGuard({
      peer,
      directory,
      bucket: createTokenBucket(rate, now),
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
      if (Buffer.isBuffer(data) && directory.get(id) === peer) guard(data, isBinary);
    });
    ws.on('close', leave);
  }

  async function admitAndConnect(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    try {
      const admitted = await admit(request);
      if (closing) throw new Refusal('unavailable', 'The server is going away.');
      sockets.handleUpgrade(request, socket, head, (ws) => {
        ws.on('error', (error) => log.debug({ peer: admitted?.peerId, error }, 'socket error'));
        if (!admitted) return ws.close(1000);
        liveness.watch(ws);
        connected(ws, admitted);
      });
    } catch (error) {
      if (!(error instanceof Refusal)) log.warn({ error }, 'admission failed');
      const refusal = error instanceof Refusal ? error : new Refusal('internal', 'Something went wrong on the server.');
      log.debug({ code: refusal.code }, 'peer refused');
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
    close() {
      closing ??= close();
      return closing;
    },
  };
}
