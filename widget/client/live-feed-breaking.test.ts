import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, describe, it } from 'node:test';
import { CLOSE } from '../../protocol/live-events.ts';
import { createFakeEnvironment } from './testing/fake-environment.ts';
import { endAll, type Fed, feedOf, serve } from './testing/live-feed-line.ts';

afterEach(endAll);

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

  for (const [what, act, code] of [
    ['replaced, because the network came back', ({ environment }: Fed) => environment.wake('online'), CLOSE.resuming],
    ['begun anew, as somebody else or elsewhere', ({ feed }: Fed) => feed.restart(), 1005],
    ['closed for good', ({ feed }: Fed) => feed.close(), 1005],
  ] as const) {
    it(`a line that is ${what} tells the server so (${code})`, async () => {
      const server = await serve();
      const fed = feedOf(server.url);
      await fed.feed.whenOpen();
      const { socket } = await server.ofType('auth');
      act(fed);
      assert.deepEqual((await once(socket, 'close'))[0], code);
    });
  }

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
