import { parseServerMessage } from '../../protocol/guards.ts';
import { HEARTBEAT_MS } from '../../protocol/limits.ts';
import {
  type ClientMessage,
  LIVE_PATH,
  type ServerMessage,
  type ServerMessageOf,
  type ServerMessageType,
} from '../../protocol/live-events.ts';
import type { Cancel, Environment, LiveSocket } from './environment.ts';
import { RoomError, type RoomErrorCode } from './errors.ts';
import { createPendingRequests } from './pending-requests.ts';
import { reconnectDelay } from './reconnect-policy.ts';

const CONNECT_TIMEOUT_MS = 4_000;
/** The server's heartbeat has not come: the socket is dead, whatever TCP thinks, and the server waits for us yet. */
const SILENCE_MS = HEARTBEAT_MS + 4_000;
/** The server, or what stands before it, restarts (RFC 6455 and its registry): everybody comes back at once. */
const RESTARTS: (number | undefined)[] = [1001, 1012];
/** `CLOSE.resuming` as a number: the table would cost the first script more. */
const CLOSE_RESUMING = 4000;
/** So many failed attempts, some two seconds, before a person is told. */
const PATIENCE = 4;

/** Failures that may not stand at the next attempt: no reason to show another credential, or to be somebody new. */
export const PASSING: readonly RoomErrorCode[] = ['signaling_lost', 'server_unreachable', 'rate_limited', 'internal'];

export type FeedState = 'closed' | 'connecting' | 'open';

export interface LiveFeedOptions {
  environment: Environment;
  /** Base URL of the server. */
  server(): string;
  /** Asked at every connection. */
  credential(): Promise<string | undefined>;
  onState(state: FeedState): void;
  /** Authenticated, the first time or again; `participantId` if the credential took up a stay. */
  onOpen(participantId: string | null): void;
  /** Every message, before the request it answers resolves. */
  onMessage(message: ServerMessage): void;
  /** The server refused the credential. True: there is another to try. */
  onRefused(error: RoomError): boolean;
  /** No connection for some time (`server_unreachable`: goes on trying), or a refusal nothing can mend (has closed). */
  onError(error: RoomError): void;
}

/** The live socket, opened again whenever it breaks. */
export interface LiveFeed {
  /** Opens, or tries again now. */
  open(): void;
  close(): void;
  /** A new socket, authenticated anew. What the old one was in is over, unless the stay goes on by the new one. */
  restart(goesOn?: boolean): void;
  /** Opens and resolves once open; rejects when that cannot be (for now). */
  whenOpen(): Promise<void>;
  /** Sends if open. What must arrive is sent again by its owner at `onOpen`. */
  send(message: ClientMessage): void;
  /** The answer, of the given type if one is given; rejects with a RoomError. */
  request<K extends ServerMessageType>(message: ClientMessage, answer?: K): Promise<ServerMessageOf<K>>;
}

function isOfType<K extends ServerMessageType>(message: ServerMessage, type?: K): message is ServerMessageOf<K> {
  return !type || message.type === type;
}

export function createLiveFeed(options: LiveFeedOptions): LiveFeed {
  const { environment } = options;
  const requests = createPendingRequests(environment);
  /** For those who wait until it is open. */
  let opening: PromiseWithResolvers<void> | null = null;
  let socket: LiveSocket | null = null;
  let state: FeedState = 'closed';
  let failures = 0;
  let heardAt = 0;
  let reached = false;
  let isCrowded = false;
  let listening: Cancel[] = [];
  let cancelTimer: Cancel = () => {};

  function setState(next: FeedState): void {
    if (state === next) return;
    state = next;
    options.onState(state);
  }

  /**
   * Forgets the socket without waiting for its closing handshake, which a dead network never finishes. Should the server hear of it
   * after all, `CLOSE_RESUMING` says that the stay goes on by another socket; without a code a stay we do not know of yet is over, too.
   */
  function drop(code?: number): void {
    cancelTimer();
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(code);
    }
    socket = null;
    requests.abandon();
  }

  function settle(error?: RoomError): void {
    if (error) opening?.reject(error);
    else opening?.resolve();
    opening = null;
  }

  /** A browser does not say why it was refused a socket. A server that answers otherwise does not want this page. */
  async function explain(): Promise<void> {
    const alive = await environment.fetch(new URL('/healthz', options.server()), { mode: 'no-cors' }).then(
      () => true,
      () => false,
    );
    if (state !== 'connecting' || failures < PATIENCE) return;
    const error = new RoomError(alive && !reached ? 'origin_not_allowed' : 'server_unreachable');
    settle(error);
    options.onError(error);
  }

  function retry(closed?: { code?: number }): void {
    drop(CLOSE_RESUMING);
    setState('connecting');
    isCrowded ||= RESTARTS.includes(closed?.code);
    cancelTimer = environment.after(reconnectDelay(failures, environment.random, isCrowded), connect);
    failures += 1;
    if (failures >= PATIENCE) void explain();
  }

  function onMessage({ data }: MessageEvent<unknown>): void {
    heardAt = environment.now();
    const message = parseServerMessage(data);
    if (!message) return;
    if (message.type === 'heartbeat') {
      send({ type: 'heartbeat' });
      return;
    }
    options.onMessage(message);
    requests.settle(message);
  }

  function write(message: ClientMessage): void {
    if (socket?.readyState === 1) socket.send(JSON.stringify(message));
  }

  function send(message: ClientMessage): void {
    if (state === 'open') write(message);
  }

  async function authenticate(current: LiveSocket): Promise<void> {
    reached = true;
    try {
      const credential = await options.credential();
      if (socket !== current) return;
      const answer = await requests.ask((ref) => write({ type: 'auth', credential, ref }));
      if (socket !== current) return;
      failures = 0;
      isCrowded = false;
      setState('open');
      options.onOpen(isOfType(answer, 'auth:ok') ? answer.participantId : null);
      settle();
    } catch (cause) {
      if (socket !== current) return;
      // What is no RoomError comes from the page's own token provider.
      const error = cause instanceof RoomError ? cause : new RoomError('token_invalid', { cause });
      if (PASSING.includes(error.code)) retry();
      else if (options.onRefused(error)) void authenticate(current);
      else {
        close(error);
        options.onError(error);
      }
    }
  }

  function connect(): void {
    drop(CLOSE_RESUMING);
    setState('connecting');
    const current = environment.openSocket(new URL(LIVE_PATH, options.server()).href.replace(/^http/, 'ws'));
    socket = current;
    cancelTimer = environment.after(CONNECT_TIMEOUT_MS, retry);
    current.onopen = () => {
      cancelTimer();
      void authenticate(current);
    };
    current.onmessage = onMessage;
    current.onclose = retry;
  }

  function look(): void {
    if (state === 'open' && environment.now() - heardAt > SILENCE_MS) connect();
  }

  function open(): void {
    if (state === 'open') return;
    if (state === 'closed') {
      failures = 0;
      listening = [
        environment.every(HEARTBEAT_MS / 3, look),
        environment.onWake((cause) => {
          // After a change of network an old socket looks open for minutes.
          if (state === 'connecting' || cause === 'online') connect();
          else look();
        }),
      ];
    }
    if (!socket) connect();
  }

  function close(error = new RoomError('signaling_lost')): void {
    for (const cancel of listening) cancel();
    listening = [];
    setState('closed');
    drop();
    settle(error);
  }

  return {
    open,
    close,
    restart(goesOn) {
      if (state === 'closed') return;
      if (!goesOn) drop();
      connect();
    },
    async whenOpen() {
      open();
      if (state === 'open') return;
      opening ??= Promise.withResolvers();
      await opening.promise;
    },
    send,
    async request(message, type) {
      if (state !== 'open') throw new RoomError('signaling_lost');
      const answer = await requests.ask((ref) => write({ ...message, ref }));
      if (!isOfType(answer, type)) throw new RoomError('internal');
      return answer;
    },
  };
}
