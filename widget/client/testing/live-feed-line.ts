import { type WebSocket as ServerSocket, WebSocketServer } from 'ws';
import type { ClientMessage } from '../../../protocol/live-events.ts';
import type { RoomError } from '../errors.ts';
import { createLiveFeed, type FeedState, type LiveFeed, type LiveFeedOptions } from '../live-feed.ts';
import { createFakeEnvironment, type FakeEnvironment } from './fake-environment.ts';
import { Log } from './log.ts';

interface Arrival {
  socket: ServerSocket;
  message: ClientMessage;
}

let endings: (() => unknown)[] = [];

/** For `endAll`. */
export const atEnd = (end: () => unknown) => void endings.push(end);

/** Stops what was started; after each test. */
export async function endAll(): Promise<void> {
  for (const end of endings.reverse()) await end();
  endings = [];
}

/** A live socket server that answers `auth`, and everything else as told. */
export async function serve({ port = 0, answer = (_: ClientMessage): object | undefined => undefined } = {}) {
  const server = new WebSocketServer({ port, host: '127.0.0.1', path: '/api/v1/live' });
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('no port');
  const arrived = new Log<Arrival>();
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      const message: ClientMessage = JSON.parse(String(data));
      const reply = answer(message) ?? (message.type === 'auth' ? { type: 'auth:ok', participantId: null } : undefined);
      if (reply) socket.send(JSON.stringify({ ref: message.ref, ...reply }));
      arrived.push({ socket, message });
    });
  });
  const stop = async () => {
    for (const socket of server.clients) socket.terminate();
    await new Promise((resolve) => server.close(resolve));
  };
  let stopped: Promise<void> | null = null;
  const stopOnce = () => {
    stopped ??= stop();
    return stopped;
  };
  endings.push(stopOnce);
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    arrived,
    stop: stopOnce,
    ofType: (type: ClientMessage['type'], start = 0) => arrived.until(({ message }) => message.type === type, start),
    count: (type: ClientMessage['type']) => arrived.items.filter(({ message }) => message.type === type).length,
  };
}

export interface Fed {
  feed: LiveFeed;
  environment: FakeEnvironment;
  states: Log<FeedState>;
  opened: Log<string>;
  messages: Log<string>;
  errors: Log<RoomError>;
}

export function feedOf(url: string, more: Partial<LiveFeedOptions> = {}, environment = createFakeEnvironment()): Fed {
  const [states, opened, messages, errors] = [
    new Log<FeedState>(),
    new Log<string>(),
    new Log<string>(),
    new Log<RoomError>(),
  ];
  const feed = createLiveFeed({
    environment,
    server: () => url,
    credential: async () => undefined,
    onState: (state) => states.push(state),
    onOpen: (participantId) => opened.push(String(participantId)),
    onMessage: (message) => messages.push(message.type),
    onRefused: () => false,
    onError: (error) => errors.push(error),
    ...more,
  });
  endings.push(() => feed.close());
  return { feed, environment, states, opened, messages, errors };
}

/** Every closing of a socket opened from now on. */
export function closingsOf(environment: FakeEnvironment): Log<string> {
  const closed = new Log<string>();
  environment.openSocket = (url) => {
    const socket = new WebSocket(url);
    // After the feed's own handler, which is set at once.
    queueMicrotask(() => socket.addEventListener('close', () => closed.push(url)));
    return socket;
  };
  return closed;
}

export const refusal = (code: string) => ({ type: 'room:error', code, message: code });
