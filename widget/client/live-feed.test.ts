import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, it } from 'node:test';
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws';
import type { ClientMessage } from '../../protocol/live-events.ts';
import type { RoomError } from './errors.ts';
import { createLiveFeed, type FeedState, type LiveFeed, type LiveFeedOptions } from './live-feed.ts';
import { createFakeEnvironment, type FakeEnvironment } from './testing/fake-environment.ts';

/** Things that happened, in order; each can be waited for. */
class Log<T> {
  readonly items: T[] = [];
  readonly #looks = new Set<() => void>();

  push(item: T): void {
    this.items.push(item);
    for (const look of [...this.#looks]) look();
  }

  /** The first item from `start` on for which `matches`. */
  until(matches: (item: T) => boolean, start = 0): Promise<T> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.items.slice(start).find(matches);
        if (found === undefined) return;
        this.#looks.delete(look);
        resolve(found);
      };
      this.#looks.add(look);
      look();
    });
  }
}

interface Arrival {
  socket: ServerSocket;
  message: ClientMessage;
}

let endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.reverse()) await end();
  endings = [];
});

/** A live socket server that answers `auth`, and everything else as told. */
async function serve({ port = 0, answer = (_: ClientMessage): object | undefined => undefined } = {}) {
  const server = new WebSocketServer({ port, host: '127.0.0.1', path: '/api/v1/live' });
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address && typeof address === 'object');
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
    server.close();
    await once(server, 'close');
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

interface Fed {
  feed: LiveFeed;
  environment: FakeEnvironment;
  states: Log<FeedState>;
  opened: Log<string>;
  messages: Log<string>;
  errors: Log<RoomError>;
}

function feedOf(url: string, more: Partial<LiveFeedOptions> = {}, environment = createFakeEnvironment()): Fed {
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
function closingsOf(environment: FakeEnvironment): Log<string> {
  const closed = new Log<string>();
  environment.openSocket = (url) => {
    const socket = new WebSocket(url);
    // After the feed's own handler, which is set at once.
    queueMicrotask(() => socket.addEventListener('close', () => closed.push(url)));
    return socket;
  };
  return closed;
}

const refusal = (code: string) => ({ type: 'room:error', code, message: code });

describe('opening', () => {
  it('authenticates first, with the credential if there is one', async () => {
    const server = await serve();
    await feedOf(server.url).feed.whenOpen();
    await feedOf(server.url, { credential: async () => 'vr_pk_1' }).feed.whenOpen();
    const auths = server.arrived.items.map(({ message }) => message);
    assert.deepEqual(auths, [
      { type: 'auth', ref: 1 },
      { type: 'auth', ref: 1, credential: 'vr_pk_1' },
    ]);
  });

  it('tells the stay the credential took up', async () => {
    const server = await serve({
      answer: ({ type }) => (type === 'auth' ? { type: 'auth:ok', participantId: 'anna' } : undefined),
    });
    const { feed, opened } = feedOf(server.url);
    await feed.whenOpen();
    assert.deepEqual(opened.items, ['anna']);
  });

  it('a refused credential is replaced on the same socket when there is another', async () => {
    const answer = (message: ClientMessage) =>
      message.type === 'auth' && message.credential === 'old' ? refusal('participant_left') : undefined;
    const server = await serve({ answer });
    let credential: string | undefined = 'old';
    const onRefused = () => {
      const another = credential !== undefined;
      credential = undefined;
      return another;
    };
    const { feed, opened } = feedOf(server.url, { credential: async () => credential, onRefused });
    await feed.whenOpen();
    assert.deepEqual(opened.items, ['null']);
    assert.equal(new Set(server.arrived.items.map(({ socket }) => socket)).size, 1);
  });

  for (const code of ['token_invalid', 'token_expired', 'unauthenticated', 'forbidden']) {
    it(`${code} ends it`, async () => {
      const server = await serve({ answer: () => refusal(code) });
      const { feed, errors, states, environment } = feedOf(server.url);
      await assert.rejects(feed.whenOpen(), { code });
      assert.equal(errors.items[0]?.code, code);
      assert.equal(states.items.at(-1), 'closed');
      assert.equal(environment.timers, 0);
    });
  }

  it('a server that lives but refuses the socket does not want this page', async () => {
    const server = createServer((_request, response) => response.end('ok'));
    server.on('upgrade', (_request, socket) => {
      socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    endings.push(() => server.close());
    const address = server.address();
    assert.ok(address && typeof address === 'object');
    const { feed, environment, states } = feedOf(`http://127.0.0.1:${address.port}`);
    const closed = closingsOf(environment);
    const rejected = assert.rejects(feed.whenOpen(), { code: 'origin_not_allowed' });
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      await closed.until(() => closed.items.length >= attempt);
      environment.advance(7_000);
    }
    await rejected;
    assert.equal(states.items.at(-1), 'connecting', 'a proxy may have refused it: goes on trying');
  });

  it('a token provider that fails ends it', async () => {
    const server = await serve();
    const cause = new Error('401 from our backend');
    const { feed, errors } = feedOf(server.url, { credential: () => Promise.reject(cause) });
    feed.open();
    const error = await errors.until(() => true);
    assert.deepEqual([error.code, error.cause], ['token_invalid', cause]);
  });

  it('is told as unreachable after some attempts, and goes on trying', async () => {
    const gone = await serve();
    await gone.stop();
    const { feed, environment, errors, states } = feedOf(gone.url);
    const closed = closingsOf(environment);
    const rejected = assert.rejects(feed.whenOpen(), { code: 'server_unreachable' });
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      await closed.until(() => closed.items.length >= attempt);
      environment.advance(7_000);
    }
    await rejected;
    assert.equal(errors.items[0]?.code, 'server_unreachable');
    await closed.until(() => closed.items.length === 5);
    const server = await serve({ port: gone.port });
    environment.advance(7_000);
    await server.ofType('auth');
    await states.until((state) => state === 'open');
  });
});

describe('talking', () => {
  it('an answer settles the request that asked; the message itself is delivered before', async () => {
    const server = await serve({
      answer: ({ type }) =>
        type === 'room:watch'
          ? { type: 'room:snapshot', roomId: '', seq: 0, room: null, participants: [], speaking: [] }
          : undefined,
    });
    const { feed, messages } = feedOf(server.url);
    await feed.whenOpen();
    const answer = await feed.request({ type: 'room:watch', room: 'lobby' }, 'room:snapshot');
    assert.equal(answer.room, null);
    assert.deepEqual(messages.items, ['auth:ok', 'room:snapshot']);
  });

  it('a refusal rejects', async () => {
    const server = await serve({
      answer: ({ type }) => (type === 'room:watch' ? refusal('room_not_found') : undefined),
    });
    const { feed } = feedOf(server.url);
    await feed.whenOpen();
    await assert.rejects(feed.request({ type: 'room:watch', room: 'lobby' }, 'room:snapshot'), {
      name: 'RoomError',
      code: 'room_not_found',
    });
  });

  it('no answer rejects in time; without a line at once', async () => {
    const server = await serve();
    const { feed, environment } = feedOf(server.url);
    const message = { type: 'room:watch', room: 'lobby' } as const;
    await assert.rejects(feed.request(message), { code: 'signaling_lost' });
    await feed.whenOpen();
    const rejected = assert.rejects(feed.request(message), { code: 'signaling_lost' });
    environment.advance(8_000);
    await rejected;
  });

  it('what is no message is ignored', async () => {
    const server = await serve();
    const { feed, messages } = feedOf(server.url);
    await feed.whenOpen();
    const { socket } = await server.ofType('auth');
    for (const text of ['{', '[]', '{"type":"room:updated"}', '{"type":"nonsense"}']) socket.send(text);
    socket.send('{"type":"ok"}');
    await messages.until((type) => type === 'ok');
    assert.deepEqual(messages.items, ['auth:ok', 'ok']);
  });

  it('answers every heartbeat', async () => {
    const server = await serve();
    const { feed } = feedOf(server.url);
    await feed.whenOpen();
    const { socket } = await server.ofType('auth');
    socket.send('{"type":"heartbeat"}');
    await server.ofType('heartbeat');
  });
});

describe('breaking', () => {
  it('a lost line is made again and fails what waited for an answer', async () => {
    const server = await serve();
    const { feed, environment, states, opened } = feedOf(server.url);
    await feed.whenOpen();
    const { socket } = await server.ofType('auth');
    const rejected = assert.rejects(feed.request({ type: 'room:watch', room: 'lobby' }), { code: 'signaling_lost' });
    await server.ofType('room:watch');
    socket.terminate();
    await rejected;
    await states.until((state) => state === 'connecting', 2);
    environment.advance(300);
    await opened.until(() => opened.items.length === 2);
  });

  it('a line on which a heartbeat does not come is replaced while the server still waits for us', async () => {
    const server = await serve();
    const { feed, environment } = feedOf(server.url);
    await feed.whenOpen();
    environment.advance(15_000);
    assert.equal(server.count('auth'), 1);
    environment.advance(5_000);
    await server.arrived.until(() => server.count('auth') === 2);
  });

  for (const [code, shortest] of [
    [1001, 0],
    [1012, 0],
    [1011, 150],
  ] as const) {
    it(`closed with ${code} it comes back after ${shortest} ms at least`, async () => {
      const server = await serve();
      const delays: number[] = [];
      const environment = createFakeEnvironment({ random: () => 0 });
      const { after } = environment;
      environment.after = (ms, callback) => {
        delays.push(ms);
        return after(ms, callback);
      };
      const { feed, states } = feedOf(server.url, {}, environment);
      await feed.whenOpen();
      const { socket } = await server.ofType('auth');
      socket.close(code);
      await states.until((state) => state === 'connecting', 2);
      assert.equal(delays.at(-1), shortest);
    });
  }

  it('an attempt that takes longer than 4 s is replaced', async () => {
    const sockets: { url: string; closed: boolean }[] = [];
    const environment = createFakeEnvironment({
      openSocket(url) {
        const socket = { url, closed: false };
        sockets.push(socket);
        const close = () => {
          socket.closed = true;
        };
        return { readyState: 0, send() {}, close, onopen: null, onmessage: null, onclose: null };
      },
    });
    const { feed } = feedOf('https://voice.example.com', {}, environment);
    feed.open();
    environment.advance(3_999);
    assert.deepEqual(sockets, [{ url: 'wss://voice.example.com/api/v1/live', closed: false }]);
    environment.advance(1 + 300);
    assert.deepEqual(
      sockets.map(({ closed }) => closed),
      [true, false],
    );
  });

  it('the network being back replaces the line at once; being seen again does so only while there is none', async () => {
    const server = await serve();
    const { feed, environment } = feedOf(server.url);
    await feed.whenOpen();
    environment.wake('visible');
    await feed.whenOpen();
    assert.equal(server.count('auth'), 1);
    environment.wake('online');
    await server.arrived.until(() => server.count('auth') === 2);
  });

  it('closing leaves nothing behind', async () => {
    const server = await serve();
    const { feed, environment, states } = feedOf(server.url);
    await feed.whenOpen();
    const { socket } = await server.ofType('auth');
    feed.close();
    await once(socket, 'close');
    assert.equal(environment.timers, 0);
    assert.equal(states.items.at(-1), 'closed');
  });
});
