/** Servers that are slow, busy or ill while a stay begins or goes on. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ClientMessageOf } from '../../protocol/live-events.ts';
import { CLOSE } from '../../protocol/live-events.ts';
import { anna, inState, room, setUp, until } from './testing/client-in-room.ts';
import { wireParticipant } from './testing/fake-wire.ts';

type SetUp = ReturnType<typeof setUp>;

const ILL = { type: 'room:error', code: 'internal', message: '' };
const READY = {
  type: 'room:ready',
  roomId: room.id,
  participants: [],
  iceServers: [],
  iceServersTtlS: 86_400,
  signaling: { url: '/peer', peerId: 'me', token: 'fresh', expiresAt: '2026-01-02T00:00:00.000Z' },
};

/** Lets `ms` pass, a bit at a time, with what follows from it. */
async function pass({ environment }: SetUp, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 500) {
    environment.advance(500);
    await new Promise((resolve) => setTimeout(resolve));
  }
}

for (const [how, answer] of [
  ['is ill', ILL],
  ['says nothing', undefined],
] as const) {
  for (const type of ['auth', 'room:ready'] as const) {
    it(`back on the line, the server ${how} at ${type}: the same stay goes on as soon as it can`, async () => {
      let isDown = false;
      const healthy = {
        auth: ({ credential }: ClientMessageOf<'auth'>) => ({
          type: 'auth:ok',
          participantId: credential ? 'me-1' : null,
        }),
        'room:ready': () => READY,
      };
      const setup = setUp({
        answers: {
          auth: (message) => (isDown && type === 'auth' ? answer : healthy.auth(message)),
          'room:ready': () => (isDown && type === 'room:ready' ? answer : healthy['room:ready']()),
        },
      });
      const { client, server, media } = setup;
      await client.join();
      isDown = true;
      server.sockets.at(-1)?.drop();
      await pass(setup, 9_000);
      assert.equal(client.snapshot.state, 'reconnecting');
      isDown = false;
      await pass(setup, 10_000);
      await inState(client, 'connected');
      assert.equal(client.snapshot.self?.id, 'me-1');
      assert.equal(server.sent.filter((message) => message.type === 'room:join').length, 1);
      assert.ok(!media.current().calls.some(([method]) => method === 'disconnect'));
      const { credential } = server.last('auth');
      assert.equal(credential, 'token-me-1');
    });
  }
}

it('a join that is answered too late is no stay: its line is closed for good, and the next join works', async () => {
  let isSlow = true;
  let late: object = {};
  const joined = (id: string, ref: unknown) => ({
    type: 'room:joined',
    ref,
    roomId: room.id,
    participantId: id,
    seq: 5,
    participant: wireParticipant({ id, status: 'connecting' }),
    session: {},
    room,
    peers: [anna],
    token: `token-${id}`,
    iceServers: [],
    iceServersTtlS: 86_400,
    signaling: READY.signaling,
  });
  const setup = setUp({
    answers: {
      'room:join'({ ref }) {
        if (!isSlow) return joined('me-2', ref);
        late = joined('me-1', ref);
        return undefined;
      },
    },
  });
  const { client, server } = setup;
  const rejected = assert.rejects(client.join(), { code: 'signaling_lost' });
  await pass(setup, 8_500);
  await rejected;
  const [first] = server.sockets;
  first?.receive(late);
  assert.equal(first?.closedWith, 'none');
  isSlow = false;
  await client.join();
  assert.equal(client.snapshot.self?.id, 'me-2');
});

it('a line in doubt that does not answer, or another network: a new line for the same stay', async () => {
  let isDead = false;
  let onOtherNetwork = () => {};
  const setup = setUp({
    answers: { heartbeat: () => (isDead ? undefined : { type: 'ok' }) },
    environment: {
      onOtherNetwork(callback) {
        onOtherNetwork = callback;
        return () => {};
      },
    },
  });
  const { client, server, media } = setup;
  await client.join();
  isDead = true;
  media.current().events.onDoubt({}, () => {});
  await pass(setup, 2_500);
  await until(client, ({ live, state }) => live === 'open' && state === 'connected');
  onOtherNetwork();
  await until(client, ({ live }) => live === 'open');
  assert.deepEqual(
    server.sockets.map(({ closedWith }) => closedWith),
    [CLOSE.resuming, CLOSE.resuming, null],
  );
});

/** A connection whose STUN server answers as long as the network is there. */
function createStunConnection(isBack: () => boolean): RTCPeerConnection {
  const connection = {
    onicecandidate(_event: unknown) {},
    createDataChannel() {},
    async setLocalDescription() {
      if (isBack()) connection.onicecandidate({ candidate: { type: 'srflx' } });
    },
    close() {},
  };
  return connection as unknown as RTCPeerConnection;
}

it('a live socket hangs, calls are silent: once a STUN server answers, both lines are tried at once', async () => {
  let isBack = true;
  let asked = 0;
  let revived = 0;
  const setup = setUp({
    answers: { auth: () => (isBack ? { type: 'auth:ok', participantId: 'me-1' } : undefined) },
    environment: {
      createConnection(configuration) {
        assert.deepEqual(configuration?.iceServers, [{ urls: ['stun:here', 'stun:relay:1'] }]);
        asked += 1;
        return createStunConnection(() => isBack);
      },
    },
  });
  const { client, server, media } = setup;
  await client.join();
  const { events } = media.current();
  events.onLinks(new Map([['anna', 'lost']]));
  isBack = false;
  server.sockets.at(-1)?.drop();
  const iceServers = [{ urls: ['stun:here', 'turns:relay'] }, { urls: 'turn:relay:1?transport=udp' }];
  events.onDoubt({ iceServers }, () => {
    revived += 1;
  });
  for (let second = 0; second < 5; second += 1) await pass(setup, 1_000);
  assert.deepEqual([server.sockets.length, asked, revived], [2, 6, 0]);
  isBack = true;
  await pass(setup, 1_000);
  await until(client, ({ live, state }) => live === 'open' && state === 'connected');
  assert.deepEqual([server.sockets.length, asked, revived], [3, 7, 1]);
  await pass(setup, 5_000);
  assert.equal(asked, 7);
});

for (const [who, iceServers] of [
  ['where nobody can be asked', []],
  ['where STUN servers were silent while the server was not', [{ urls: 'stun:here' }]],
] as const)
  it(`${who}, a live socket that fails while calls are silent is tried every second`, async () => {
    let isIll = false;
    const setup = setUp({
      answers: { auth: () => (isIll ? undefined : { type: 'auth:ok', participantId: null }) },
      environment: { createConnection: () => createStunConnection(() => false) },
    });
    const { client, server, media } = setup;
    await client.join();
    const { events } = media.current();
    const doubt = () => events.onDoubt({ iceServers: [...iceServers] }, () => {});
    doubt();
    await pass(setup, 3_000);
    isIll = true;
    events.onLinks(new Map([['anna', 'lost']]));
    server.sockets.at(-1)?.drop();
    const before = server.sockets.length;
    doubt();
    for (let tries = 1; tries < 9; tries += 1) {
      assert.equal(server.sockets.length, before + tries);
      server.sockets.at(-1)?.drop();
      await pass(setup, 1_000);
    }
  });
