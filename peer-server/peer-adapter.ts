import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import { ExpressPeerServer } from 'peer';
import { WebSocketServer } from 'ws';
import { PEER_KEY } from '../protocol/peer-messages.ts';
import type { Log } from './log.ts';
import { createOwnedTimers } from './owned-timers.ts';

/** The way back to a peer. */
export interface PeerPort {
  send(text: string): void;
  close(): void;
}

/** One registered peer, as `peer` sees it. */
export interface PeerLink {
  /** Hands over a message; it must be one `peer` knows, to somebody registered. */
  receive(text: string): void;
  /** Takes the peer out of the register; the id is free at once. */
  closed(): void;
}

export interface PeerAdapter {
  /** Registers a peer, who is sent OPEN. The id must be free. */
  register(id: string, port: PeerPort): PeerLink;
  close(): void;
}

/** What `peer` takes for a socket: it hears only what the guard let through. */
class GuardedSocket extends EventEmitter {
  readonly #port: PeerPort;

  constructor(port: PeerPort) {
    super();
    this.#port = port;
  }

  send(text: string): void {
    this.#port.send(text);
  }

  close(): void {
    this.#port.close();
  }
}

/**
 * PeerServer (`peer` 1.0.2) without a port of its own: it keeps the register, says OPEN and passes messages on; who comes in and
 * what is said is decided before it. Its HTTP interface is never reached, its limits and timeouts are lifted (the guard has its
 * own), and its timers, which it cannot stop, are ours.
 */
export function createPeerAdapter(log: Log): PeerAdapter {
  const sockets = new WebSocketServer({ noServer: true });
  const timers = createOwnedTimers();
  const unused = createServer();
  const app = ExpressPeerServer(unused, {
    path: '/',
    key: PEER_KEY,
    allow_discovery: false,
    alive_timeout: Number.POSITIVE_INFINITY,
    concurrent_limit: Number.POSITIVE_INFINITY,
    createWebSocketServer: () => sockets,
  });
  app.on('error', (error) => log.warn({ error }, 'peer reported an error'));
  // It starts when it is mounted on an express app: any will do, here a second one of its own that stays unstarted.
  timers.run(() => ExpressPeerServer(unused).use(app));

  return {
    register(id, port) {
      const socket = new GuardedSocket(port);
      const query = new URLSearchParams({ id, key: PEER_KEY, token: 'admitted' });
      sockets.emit('connection', socket, { url: `/?${query}` });
      return {
        receive: (text) => socket.emit('message', text),
        closed: () => socket.emit('close'),
      };
    },
    close() {
      timers.stop();
      sockets.close();
    },
  };
}
