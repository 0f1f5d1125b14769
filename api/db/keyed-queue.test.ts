import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeyedQueue } from './keyed-queue.ts';

test('one key in order, also past a failure; other keys do not wait; nothing is kept', async () => {
  const queue = new KeyedQueue();
  const order: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = queue.run('a', async () => {
    await gate.promise;
    order.push('a1');
    throw new Error('a1 failed');
  });
  const second = queue.run('a', async () => order.push('a2'));
  const third = queue.run('a', async () => order.push('a3'));
  await queue.run('b', async () => order.push('b1'));
  gate.resolve();
  await assert.rejects(first, /a1 failed/);
  await Promise.all([second, third]);
  assert.deepEqual(order, ['b1', 'a1', 'a2', 'a3']);
  assert.equal(queue.size, 0);
});
