import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectRedis } from '../redis/redis.ts';
import { startRedis } from '../redis/testing/start-redis.ts';
import { createSharedTickets, createUsedTickets, type UsedTickets } from './used-tickets.ts';

const START_MS = 1_800_000_000_500;
const log = { warn() {}, info() {} };

function clock() {
  let ms = START_MS;
  const advance = (seconds: number) => {
    ms += seconds * 1000;
  };
  return Object.assign(() => ms, { advance });
}

const at = (now: () => number, id: string) => {
  const issuedAt = Math.floor(now() / 1000);
  return { id, issuedAt, expiresAt: issuedAt + 600 };
};

async function eachAdmitsOnce(used: UsedTickets, now: () => number): Promise<void> {
  const [one, other] = [at(now, 'one'), at(now, 'other')];
  assert.deepEqual(await Promise.all([used.take(one), used.take(one)]), [true, false]);
  assert.equal(await used.take(other), true);
  assert.equal(await used.take(one), false);
}

test('alone: a ticket admits once; after a restart those from before it do not at all', async () => {
  const now = clock();
  await eachAdmitsOnce(createUsedTickets(now), now);
  const before = at(now, 'before');
  now.advance(1);
  const restarted = createUsedTickets(now);
  assert.equal(await restarted.take(before), false);
  await eachAdmitsOnce(restarted, now);
});

test('alone: the ticket of an old one goes on being refused while it is good', async () => {
  const now = clock();
  const used = createUsedTickets(now);
  const ticket = at(now, 'one');
  assert.equal(await used.take(ticket), true);
  for (const seconds of [61, 61, 400]) {
    now.advance(seconds);
    assert.equal(await used.take(ticket), false);
  }
});

test('with Redis: a ticket admits once to any of them, over restarts; without it each goes by what it knows', async () => {
  await using server = await startRedis();
  const now = clock();
  await using connections = new AsyncDisposableStack();
  const open = async () => {
    const redis = connections.adopt(await connectRedis(server.url, log), (it) => it.close());
    return createSharedTickets(redis, now, log);
  };
  const [one, other] = await Promise.all([open(), open()]);
  await eachAdmitsOnce(one, now);
  const [used, unused, seen] = [at(now, 'one'), at(now, 'unused'), at(now, 'seen')];
  assert.equal(await other.take(used), false);
  assert.equal(await one.take(seen), true);
  now.advance(5);
  const restarted = await open();
  assert.equal(await restarted.take(used), false);
  assert.equal(await restarted.take(unused), true, 'it is known to be unused');
  const late = at(now, 'late');
  await server.kill();
  assert.equal(await one.take(seen), false);
  assert.equal(await restarted.take(seen), false, 'from before its start');
  assert.equal(await restarted.take(late), true);
  assert.equal(await restarted.take(late), false);
});
