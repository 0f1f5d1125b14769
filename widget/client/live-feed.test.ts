import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, it } from 'node:test';
import { atEnd, closingsOf, endAll, feedOf, refusal, serve } from './testing/live-feed-line.ts';

afterEach(endAll);

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
      message.type === 'auth' && message.credential === 'old' ? refusal('token_expired') : undefined;
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
    atEnd(() => server.close());
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
