/** Two instances of the API on one PostgreSQL and one Redis. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RESUME_GRACE_MS } from '../../protocol/limits.ts';
import { CLOSE, type ServerMessageOf } from '../../protocol/live-events.ts';
import { startRedis } from '../../redis/testing/start-redis.ts';
import { openOnServer } from '../testing/databases.ts';
import { until } from '../testing/until.ts';
import { startLive } from './testing/live-harness.ts';

const serverUrl = process.env.TEST_DATABASE_URL;

async function start(config = {}) {
  assert(serverUrl, 'npm test starts a PostgreSQL');
  const stack = new AsyncDisposableStack();
  const redis = stack.use(await startRedis());
  const db = stack.use(await openOnServer(serverUrl));
  const open = async () => {
    const live = await startLive({ db, config: { ...config, redisUrl: redis.url } });
    stack.defer(() => live.close());
    return { ...live, http: live.url.replace('ws', 'http').replace('/api/v1/live', '') };
  };
  const [one, other] = [await open(), await open()];
  return { redis, one, other, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const names = ({ participants }: ServerMessageOf<'room:snapshot'>) => participants.map(({ agentId }) => agentId);

test('who joins, speaks and leaves in one is seen in the other, with no number missing', async () => {
  await using both = await start();
  const { one, other } = both;
  const anna = await one.join('lobby', 'anna');
  const watcher = await other.client();
  const { roomId } = anna;
  const snapshot = await watcher.get('room:snapshot', { type: 'room:watch', room: 'lobby' });
  assert.deepEqual(names(snapshot), ['anna']);

  const ben = await other.join('lobby', 'ben');
  assert.deepEqual(
    ben.joined.peers.map(({ agentId }) => agentId),
    ['anna'],
  );
  assert.equal((await anna.client.next('room:participant-joined')).participant.agentId, 'ben');
  assert.equal((await watcher.next('room:participant-joined')).participant.agentId, 'ben');
  const muting = { type: 'room:mute', roomId, participantId: ben.participantId, muted: true };
  await ben.client.get('room:participant-updated', muting);
  const left = { type: 'room:leave', roomId, participantId: anna.participantId };
  await Promise.all([anna.client.ask(left), ben.client.ask({ ...muting, muted: false })]);
  await watcher.next('room:participant-left');
  const numbers = () => watcher.heard.flatMap((message) => ('seq' in message ? [Number(message.seq)] : []));
  await until(() => numbers().length >= 6, 'everything heard');
  assert.deepEqual(
    numbers(),
    numbers().map((_, index) => snapshot.seq + index),
  );
});

test('joins at both at once: nobody too many, and both tell the same', async () => {
  await using both = await start({ maxParticipants: 3 });
  const { one, other } = both;
  const clients = await Promise.all(Array.from({ length: 8 }, (_, n) => (n % 2 ? one : other).client()));
  const answers = await Promise.all(
    clients.map((client, n) => client.ask({ type: 'room:join', room: 'tight', agentId: `agent-${n}` })),
  );
  const joined = answers.filter(({ type }) => type === 'room:joined');
  assert.equal(joined.length, 3);
  const seen = await Promise.all(
    [one, other].map(async (live) =>
      names(await (await live.client()).get('room:snapshot', { type: 'room:watch', room: 'tight' })),
    ),
  );
  assert.equal(seen[0]?.length, 3);
  assert.deepEqual(seen[0], seen[1]);
});

test('a stay whose socket comes back to the other instance goes on there', async () => {
  await using both = await start();
  const { one, other } = both;
  const anna = await one.join('moving', 'anna');
  const ben = await other.join('moving', 'ben');
  await anna.client.get('room:ready', { type: 'room:ready', roomId: anna.roomId });
  anna.client.ws.close(CLOSE.resuming);
  await ben.client.until(
    (message) => message.type === 'room:participant-updated' && message.participant.status === 'disconnected',
  );
  const waiting = one.time.pending();
  const again = await other.client(anna.joined.token);
  await again.next('room:snapshot');
  // The instance it came from has heard of it: nobody leaves when the grace is over.
  await until(() => one.time.pending() < waiting, 'no grace is left');
  one.time.advance(RESUME_GRACE_MS + 1);
  await ben.client.settled();
  assert.equal(
    ben.client.heard.some(({ type }) => type === 'room:participant-left'),
    false,
  );
  // A socket that is still there is closed.
  const third = await one.client(anna.joined.token);
  await third.next('room:snapshot');
  assert.equal(await again.closed, CLOSE.replaced);
});

test('Redis goes and comes: not ready meanwhile, everybody works on, and then everybody knows', async () => {
  await using both = await start();
  const { redis, one, other } = both;
  const anna = await one.join('lobby', 'anna');
  const watcher = await other.client();
  const first = await watcher.get('room:snapshot', { type: 'room:watch', room: 'lobby' });
  const ready = async (live: typeof one) => {
    const answer = await fetch(`${live.http}/readyz`);
    const { checks } = (await answer.json()) as { checks: Record<string, string> };
    return `${answer.status} ${checks.database} ${checks.bus}`;
  };
  assert.equal(await ready(one), '200 ok ok');

  await redis.kill();
  await until(async () => (await ready(one)) === '503 ok failed', 'not ready');
  const ben = await one.join('lobby', 'ben');
  assert.equal((await anna.client.next('room:participant-joined')).participant.agentId, 'ben');
  assert.equal((await fetch(`${one.http}/api/v1/rooms`)).status, 200);

  await redis.start();
  await until(async () => (await ready(one)) === '200 ok ok' && (await ready(other)) === '200 ok ok', 'ready again');
  const updated = await watcher.next('room:updated');
  assert.ok(updated.seq > first.seq + 1, 'a gap, so a client asks');
  const snapshot = await watcher.get('room:snapshot', { type: 'room:watch', room: 'lobby' });
  assert.deepEqual(names(snapshot), ['anna', 'ben']);
  await ben.client.get('room:participant-left', {
    type: 'room:leave',
    roomId: ben.roomId,
    participantId: ben.participantId,
  });
  assert.equal((await watcher.next('room:participant-left')).participantId, ben.participantId);
});

test('a limit is one for both instances, and each has its own while Redis is away', async () => {
  await using both = await start({ rateLimits: { address: 4, credential: 0 } });
  const { redis, one, other } = both;
  const ask = async (live: typeof one) => (await fetch(`${live.http}/api/v1/rooms`)).status;
  assert.deepEqual([await ask(one), await ask(other), await ask(one), await ask(other)], [200, 200, 200, 200]);
  assert.deepEqual([await ask(one), await ask(other)], [429, 429]);
  await redis.kill();
  await until(
    () =>
      one.api.bus.ready().then(
        () => false,
        () => true,
      ),
    'Redis is missed',
  );
  assert.equal(await ask(one), 200);
});
