/** Several instances with one Redis, which comes and goes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectRedis } from '../../redis/redis.ts';
import { startRedis } from '../../redis/testing/start-redis.ts';
import { createLog } from '../log.ts';
import { until } from '../testing/until.ts';
import type { BusMessage } from './bus.ts';
import { RedisBus } from './redis-bus.ts';

const log = createLog({ logLevel: 'silent' });
const spoke = (participantId: string) =>
  ({ type: 'voice:speaking', roomId: 'a', participantId, speaking: true }) as const;

async function start() {
  const stack = new AsyncDisposableStack();
  const redis = stack.use(await startRedis());
  const open = async () => {
    const bus = stack.adopt(await RedisBus.open(await connectRedis(redis.url, log), log), (one) => one.close());
    const heard: BusMessage[] = [];
    bus.subscribe((message) => heard.push(message));
    return { bus, heard };
  };
  const [one, other] = [await open(), await open()];
  return { redis, one, other, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test('all instances hear the same in the same order', async () => {
  await using both = await start();
  const { one, other } = both;
  const all = Array.from({ length: 40 }, (_, n) => (n % 2 ? one : other).bus.publish(spoke(`p${n}`)));
  await Promise.all(all);
  await until(() => one.heard.length === 40 && other.heard.length === 40, 'heard by both');
  assert.deepEqual(one.heard, other.heard);
  const numbers = one.heard.map((message) => ('seq' in message ? message.seq : 0));
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => (numbers[0] ?? 0) + index),
  );
});

test('work for one room is done by one instance at a time, also when it fails', async () => {
  await using both = await start();
  let working = 0;
  let most = 0;
  const work = async () => {
    working += 1;
    most = Math.max(most, working);
    await new Promise((resolve) => setTimeout(resolve, 2));
    working -= 1;
    throw new Error('no');
  };
  const all = Array.from({ length: 20 }, (_, n) => (n % 2 ? both.one : both.other).bus.alone('a', work));
  const results = await Promise.allSettled(all);
  assert.ok(results.every(({ status }) => status === 'rejected'));
  assert.equal(most, 1);
});

test('a claim is heard by the others', async () => {
  await using both = await start();
  const [own, theirs]: [string[], string[]] = [[], []];
  both.one.bus.onClaim((id) => own.push(id));
  both.other.bus.onClaim((id) => theirs.push(id));
  await both.one.bus.claim('anna');
  await until(() => theirs.length === 1, 'claimed');
  assert.deepEqual([own, theirs], [[], ['anna']]);
});

test('without Redis each goes on by itself; when it is back, each notices the gap, and the numbers are far above', async () => {
  await using both = await start();
  const { redis, one, other } = both;
  let gaps = 0;
  const noticed = () => {
    gaps += 1;
  };
  for (const { bus } of [one, other]) bus.onGap(noticed);
  const before = await one.bus.publish(spoke('before'));
  await until(() => other.heard.length === 1, 'heard by the other');

  await redis.kill();
  await until(
    () =>
      one.bus.ready().then(
        () => false,
        () => true,
      ),
    'not ready',
  );
  const meanwhile = await one.bus.publish(spoke('meanwhile'));
  assert.equal(meanwhile.seq, before.seq + 1);
  assert.equal(await one.bus.seq('a'), meanwhile.seq);
  assert.deepEqual([one.heard.length, other.heard.length], [2, 1]);
  assert.equal(await one.bus.alone('a', async () => 'done'), 'done');

  await redis.start();
  await until(() => gaps === 2, 'both noticed');
  await one.bus.ready();
  const after = await other.bus.publish(spoke('after'));
  assert.ok(after.seq > meanwhile.seq + 1, 'nobody takes it for the next one');
  await until(() => one.heard.length === 3 && other.heard.length === 2, 'heard by both');
  assert.deepEqual(one.heard.at(-1), after);
});

test('a Redis that is not there at the start is one sentence', async () => {
  const redis = await startRedis();
  await redis.kill();
  await assert.rejects(connectRedis(redis.url, log), {
    name: 'RedisUnreachable',
    message: /^Cannot reach Redis at 127\.0\.0\.1:\d+: start it, or correct REDIS_URL\.$/,
  });
});
