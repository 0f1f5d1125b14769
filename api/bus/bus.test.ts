/** What every bus does. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { connectRedis } from '../../redis/redis.ts';
import { startRedis } from '../../redis/testing/start-redis.ts';
import { createLog } from '../log.ts';
import type { Bus, BusMessage, Cause } from './bus.ts';
import { MemoryBus } from './memory-bus.ts';
import { RedisBus } from './redis-bus.ts';

const log = createLog({ logLevel: 'silent' });
const cause: Cause = { connection: 'c', ref: 7 };
const spoke = (roomId: string, participantId = 'p') =>
  ({ type: 'voice:speaking', roomId, participantId, speaking: true }) as const;
const closed = (roomId: string) => ({ type: 'room:closed', roomId, reason: 'empty' }) as const;

const BUSES: Record<string, () => Promise<{ bus: Bus } & AsyncDisposable>> = {
  async memory() {
    const bus = new MemoryBus();
    return { bus, [Symbol.asyncDispose]: () => bus.close() };
  },
  async Redis() {
    const redis = await startRedis();
    const bus = await RedisBus.open(await connectRedis(redis.url, log), log);
    return {
      bus,
      async [Symbol.asyncDispose]() {
        await bus.close();
        await redis.kill();
      },
    };
  },
};

for (const [name, open] of Object.entries(BUSES)) {
  describe(name, () => {
    test('each room is numbered by itself; everybody hears everything, with its cause, in order, before it is said to be done', async () => {
      await using opened = await open();
      const { bus } = opened;
      const heard: [BusMessage, Cause | undefined][] = [];
      bus.subscribe((message, why) => heard.push([message, why]));
      assert.equal(await bus.seq('a'), 0);
      const first = await bus.publish(spoke('a'), cause);
      assert.deepEqual(heard, [[first, cause]]);
      assert.deepEqual(first, { ...spoke('a'), seq: first.seq });
      assert.ok(Number.isSafeInteger(first.seq) && first.seq > 0);
      const other = await bus.publish(spoke('b'));
      const second = await bus.publish(spoke('a'));
      assert.equal(second.seq, first.seq + 1);
      assert.deepEqual(
        heard.map(([message]) => message),
        [first, other, second],
      );
      assert.deepEqual([await bus.seq('a'), await bus.seq('b')], [second.seq, other.seq]);
      const last = await bus.publish(closed('a'));
      assert.equal(await bus.seq('a'), last.seq, 'known a while longer');
    });

    test('of many at once each has its number, and they are heard in that order', async () => {
      await using opened = await open();
      const { bus } = opened;
      const heard: unknown[] = [];
      bus.subscribe((message) => heard.push('seq' in message && message.seq));
      const sent = await Promise.all(Array.from({ length: 50 }, (_, n) => bus.publish(spoke('a', `p${n}`))));
      const numbers = sent.map(({ seq }) => seq).sort((a, b) => a - b);
      assert.deepEqual(heard, numbers);
      assert.equal(numbers.at(-1), (numbers[0] ?? 0) + 49);
    });

    test('what passes is delivered with its cause and takes no number', async () => {
      await using opened = await open();
      const { bus } = opened;
      const { seq } = await bus.publish(spoke('a'));
      const heard: [BusMessage, Cause | undefined][] = [];
      bus.subscribe((message, why) => heard.push([message, why]));
      const wave = { type: 'room:reaction', roomId: 'a', participantId: 'p', displayName: 'P', emoji: '👋' } as const;
      await bus.pass(wave, cause);
      assert.deepEqual(heard, [[wave, cause]]);
      assert.equal(await bus.seq('a'), seq);
    });

    test('who unsubscribed hears no more, and after close nobody does', async () => {
      await using opened = await open();
      const { bus } = opened;
      let heard = 0;
      const stop = bus.subscribe(() => {
        heard += 1;
      });
      await bus.publish(spoke('a'));
      stop();
      await bus.publish(spoke('a'));
      assert.equal(heard, 1);
      bus.subscribe(() => {
        heard += 1;
      });
      await bus.ready();
      await bus.close();
      await bus.publish(spoke('a'));
      assert.equal(heard, 1);
    });
  });
}
