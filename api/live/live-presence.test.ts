import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HEARTBEAT_MS, PRESENCE_TTL_MS, RECONNECT_GRACE_MS, RESUME_GRACE_MS } from '../../protocol/limits.ts';
import { CLOSE } from '../../protocol/live-events.ts';
import type { Database } from '../db/orm.ts';
import { forEachDatabase } from '../testing/databases.ts';
import { createFakeTime } from './testing/fake-time.ts';
import type { LiveClient } from './testing/live-client.ts';
import { startLive } from './testing/live-harness.ts';

const SYSTEM = { kind: 'system' } as const;
type Live = Awaited<ReturnType<typeof startLive>>;

const watch = async (live: Live, room = 'lobby') => {
  const watcher = await live.client();
  await watcher.get('room:snapshot', { type: 'room:watch', room });
  return watcher;
};

const sessionOf = async (live: Live, participantId: string) =>
  (await live.sessions.list(SYSTEM, { participantId, limit: 1 })).data[0];

/** Moves time in steps in which these clients give signs of life. */
async function pass(live: Live, ms: number, alive: LiveClient[]): Promise<void> {
  for (let left = ms; left > 0; left -= 1000) {
    live.time.advance(Math.min(1000, left));
    for (const client of alive) await client.settled();
  }
}

forEachDatabase((open) => {
  test('a page that closes: disconnected at once, gone within 2 s, its session ended', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const watcher = await watch(live);
    const { client, participantId } = await live.join('lobby', 'anna');
    client.ws.close(CLOSE.goingAway);
    const { participant } = await watcher.next('room:participant-updated');
    assert.deepEqual([participant.id, participant.status], [participantId, 'disconnected']);
    live.time.advance(RECONNECT_GRACE_MS - 1);
    await watcher.settled();
    assert.equal(watcher.types().includes('room:participant-left'), false);
    live.time.advance(1);
    const left = await watcher.next('room:participant-left');
    assert.deepEqual([left.participantId, left.reason], [participantId, 'left']);
    assert(RECONNECT_GRACE_MS < 2000);
    const session = await sessionOf(live, participantId);
    assert.deepEqual([session?.status, session?.endReason, session?.durationS], ['completed', 'left', 1]);
  });

  test('a line that breaks without a word: its stay waits as long as one that says nothing, then it has timed out', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const watcher = await watch(live);
    const { client, joined, participantId } = await live.join('lobby', 'anna');
    live.time.advance(5_000);
    client.ws.terminate();
    assert.equal((await watcher.next('room:participant-updated')).participant.status, 'disconnected');
    await pass(live, PRESENCE_TTL_MS - 6_000, [watcher]);
    const back = await live.client(joined.token);
    assert.equal((await back.next('room:snapshot')).participants[0]?.id, participantId);
    back.ws.terminate();
    await watcher.until(
      (message) => message.type === 'room:participant-updated' && message.participant.status === 'disconnected',
    );
    assert.equal(watcher.types().includes('room:participant-left'), false);
    await pass(live, PRESENCE_TTL_MS, [watcher]);
    const left = await watcher.next('room:participant-left');
    assert.deepEqual([left.participantId, left.reason], [participantId, 'timeout']);
    assert.equal((await sessionOf(live, participantId))?.status, 'timeout');
  });

  test('a socket closed by its client for another one: its stay waits longer', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const watcher = await watch(live);
    const { client, joined, participantId } = await live.join('lobby', 'anna');
    client.ws.close(CLOSE.resuming);
    await watcher.next('room:participant-updated');
    await pass(live, RESUME_GRACE_MS - 1000, [watcher]);
    assert.equal(watcher.types().includes('room:participant-left'), false);
    const back = await live.connect();
    const ok = await back.get('auth:ok', { type: 'auth', credential: joined.token });
    assert.equal(ok.participantId, participantId);
  });

  test('a socket that comes back in time with the token takes the stay up again', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const watcher = await watch(live);
    const { client, joined, roomId, participantId } = await live.join('lobby', 'anna');
    await client.get('room:ready', { type: 'room:ready', roomId });
    client.ws.close(CLOSE.goingAway);
    await watcher.until(
      (message) => message.type === 'room:participant-updated' && message.participant.status === 'disconnected',
    );

    live.time.advance(RECONNECT_GRACE_MS - 1);
    const back = await live.connect();
    const ok = await back.get('auth:ok', { type: 'auth', credential: joined.token });
    assert.equal(ok.participantId, participantId);
    const snapshot = await back.next('room:snapshot');
    assert.deepEqual(
      snapshot.participants.map(({ id, status }) => [id, status]),
      [[participantId, 'connected']],
    );
    assert.equal((await watcher.next('room:participant-updated')).participant.status, 'connected');
    await pass(live, 60_000, [back, watcher]);
    assert.equal(watcher.types().includes('room:participant-left'), false);

    const muted = { type: 'room:mute', roomId, participantId, muted: true };
    assert.equal((await back.get('room:participant-updated', muted)).seq, snapshot.seq + 1);
    await back.get('room:ready', { type: 'room:ready', roomId });
  });

  test('a second socket of the same stay closes the first, and nobody notices', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const { client, joined, roomId } = await live.join('lobby', 'anna');
    await client.get('room:ready', { type: 'room:ready', roomId });
    const watcher = await watch(live);
    const second = await live.client(joined.token);
    assert.equal(await client.closed, CLOSE.replaced);
    await pass(live, 5_000, [second, watcher]);
    assert.deepEqual(
      watcher.types().filter((type) => type.startsWith('room:participant')),
      [],
    );
    second.ws.close();
    await watcher.next('room:participant-updated');
    live.time.advance(RECONNECT_GRACE_MS);
    await watcher.next('room:participant-left');
  });

  test('a socket that has a stay keeps it when it authenticates again, and takes no other of that room', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const anna = await live.join('lobby', 'anna');
    const ben = await live.join('lobby', 'ben');
    const again = await anna.client.get('auth:ok', { type: 'auth', credential: anna.joined.token });
    assert.equal(again.participantId, anna.participantId);
    assert.equal(await anna.client.refusal({ type: 'auth', credential: ben.joined.token }), 'already_joined');
    for (const { client, roomId } of [anna, ben]) await client.get('room:ready', { type: 'room:ready', roomId });
  });

  test('the token of a stay that has ended says how; the socket may join anew', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const left = await live.join('lobby', 'anna');
    await left.client.ask({ type: 'room:leave', roomId: left.roomId, participantId: left.participantId });
    const replaced = await live.join('lobby', 'ben');
    await live.join('lobby', 'ben');
    const closed = await live.join('other', 'cleo');
    await live.rooms.close(SYSTEM, closed.roomId, 'closed');
    const cases = [
      [left, 'participant_left'],
      [replaced, 'replaced'],
      [closed, 'room_closed'],
    ] as const;
    for (const [{ joined }, code] of cases) {
      const client = await live.connect();
      assert.equal(await client.refusal({ type: 'auth', credential: joined.token }), code);
      await client.get('room:joined', { type: 'room:join', room: `anew-${code.replace('_', '-')}`, agentId: 'again' });
    }
  });

  test('nothing heard for 30 s: left with reason timeout, session timeout, socket closed', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const watcher = await watch(live);
    const { client, participantId } = await live.join('lobby', 'anna');
    live.time.advance(1000);
    await client.settled();
    await pass(live, PRESENCE_TTL_MS - 1, [watcher]);
    assert.equal(client.types().filter((type) => type === 'heartbeat').length, 2, 'it was asked');
    assert.equal(watcher.types().includes('room:participant-left'), false);
    live.time.advance(1);
    assert.equal(await client.closed, CLOSE.timeout);
    const left = await watcher.next('room:participant-left');
    assert.deepEqual([left.participantId, left.reason], [participantId, 'timeout']);
    const session = await sessionOf(live, participantId);
    assert.deepEqual([session?.status, session?.durationS], ['timeout', 31]);
  });

  test('a pong is no sign of life, any message is; a watcher who is silent is closed, too', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const watcher = await watch(live);
    watcher.ws.ping();
    const { client, roomId } = await live.join('lobby', 'anna');
    await pass(live, 3 * PRESENCE_TTL_MS, [client]);
    assert.equal(await watcher.closed, CLOSE.timeout);
    assert.equal(client.types().includes('room:participant-left'), false);
    assert.equal((await live.participants.listPresent(roomId)).length, 1);
  });

  test('presence costs one write per interval, however many are there', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const clients = await Promise.all(Array.from({ length: 5 }, (_, n) => live.join('lobby', `a-${n}`)));
    const before = await lastSeen(db);
    await pass(
      live,
      HEARTBEAT_MS,
      clients.map(({ client }) => client),
    );
    await eventually(async () => (await lastSeen(db)).every((at) => at - (before[0] ?? 0) >= HEARTBEAT_MS - 1000));
    assert.equal(new Set(await lastSeen(db)).size, 1);
  });

  test('joined over REST: lives by REST heartbeats, times out without them', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const watcher = await watch(live);
    const { result } = await live.participants.join({ kind: 'open', siteId: 'default' }, 'lobby', {
      agentId: 'backend',
    });
    const { id, roomId } = result.participant;
    await pass(live, 20_000, [watcher]);
    await live.participants.beat({ kind: 'admin', siteId: 'default' }, roomId, id);
    await pass(live, 25_000, [watcher]);
    assert.equal(watcher.types().includes('room:participant-left'), false);
    await pass(live, 20_000, [watcher]);
    assert.deepEqual((await watcher.next('room:participant-left')).reason, 'timeout');
  });

  test('a crash of the server: who does not come back within 30 s is timed out at the next start', async () => {
    await using db = await open();
    const time = createFakeTime();
    const first = await startLive({ db, time });
    const gone = await first.join('lobby', 'gone');
    const back = await first.join('lobby', 'back');
    await first.close();
    assert.equal(await gone.client.closed, CLOSE.goingAway);

    time.advance(PRESENCE_TTL_MS - 1000);
    await using second = await startLive({ db, time });
    const client = await second.client(back.joined.token);
    const snapshot = await client.next('room:snapshot');
    assert.deepEqual(
      snapshot.participants.map(({ agentId, status }) => [agentId, status]),
      [
        ['gone', 'connecting'],
        ['back', 'connected'],
      ],
    );
    await pass(second, PRESENCE_TTL_MS, [client]);
    const left = await client.next('room:participant-left');
    assert.deepEqual([left.participantId, left.reason], [gone.participantId, 'timeout']);
    assert.equal((await sessionOf(second, gone.participantId))?.status, 'timeout');
    await client.get('room:ready', { type: 'room:ready', roomId: back.roomId });
  });

  test('however long it was down, people have 30 s to go on with their stays; then who has not is gone', async () => {
    await using db = await open();
    const time = createFakeTime();
    const first = await startLive({ db, time });
    const { roomId } = await first.join('lobby', 'gone');
    const back = await first.join('lobby', 'back');
    await first.close();
    time.advance(10 * PRESENCE_TTL_MS);
    await using second = await startLive({ db, time });
    const waiting = await second.client();
    await pass(second, PRESENCE_TTL_MS - HEARTBEAT_MS - 1000, [waiting]);
    const client = await second.client(back.joined.token);
    const snapshot = await client.next('room:snapshot');
    assert.deepEqual([snapshot.participants.length, snapshot.participants[1]?.status], [2, 'connected']);
    await pass(second, HEARTBEAT_MS + 1000, [waiting, client]);
    assert.equal((await client.next('room:participant-left')).reason, 'timeout');
    assert.deepEqual(
      (await second.participants.listPresent(roomId)).map(({ id }) => id),
      [back.participantId],
    );
  });

  test('an emptied room closes when its time is up', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const watcher = await watch(live);
    await live.rooms.create(SYSTEM, { name: 'lobby', slug: 'lobby', settings: { emptyTimeoutS: 20 } });
    const { client, roomId, participantId } = await live.join('lobby', 'anna');
    await client.get('room:participant-left', { type: 'room:leave', roomId, participantId });
    await pass(live, 16_000, [watcher, client]);
    assert.equal(watcher.types().includes('room:closed'), false);
    // A round that finds the one before still at work is left out.
    for (let round = 0; round < 10 && !watcher.types().includes('room:closed'); round += 1)
      await pass(live, HEARTBEAT_MS, [watcher, client]);
    assert.equal((await watcher.next('room:closed')).reason, 'empty');
  });
});

async function lastSeen(db: Database): Promise<number[]> {
  const rows = await db.sql.selectFrom('participants').select('lastSeenAt').execute();
  return rows.map(({ lastSeenAt }) => lastSeenAt.getTime());
}

/** Resolves when it holds: for what no message tells of. */
async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.fail('it never came to hold');
}
