import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import { test } from 'node:test';
import { SYSTEM } from '../auth/actor.ts';
import { forEachDatabase } from '../testing/databases.ts';
import { LEASE_MS } from './delivery-store.ts';
import { POLL_MS } from './dispatcher.ts';
import { GIVE_UP_AFTER_MS, RETRY_DELAYS_MS } from './retry-schedule.ts';
import { ANSWER_BYTES, SEND_TIMEOUT_MS } from './send.ts';
import { startTestDelivering } from './testing/delivering.ts';
import { type Message, startReceiver } from './testing/receiver.ts';

const roomOf = ({ event: { data } }: Message) => ('roomId' in data ? data.roomId : data.id);

const ADMIN = { kind: 'admin', siteId: 'default' } as const;

forEachDatabase((open) => {
  test('what fails holds up its room and no other; afterwards the room goes on in order', async () => {
    await using db = await open();
    await using here = startTestDelivering(db);
    let bad = '';
    await using receiver = await startReceiver((message) => (roomOf(message) === bad ? 500 : 204));
    const { id } = await here.create(receiver.url, { events: ['room.created', 'room.closed'] });
    const ended = (done: number) =>
      here.until(id, (all) => all.filter(({ status }) => status === 'delivered').length === done);

    bad = await here.makeRoom('bad');
    here.time.advance(1);
    await here.services.rooms.close(SYSTEM, 'bad', 'closed');
    await here.until(id, ([first]) => first?.attemptCount === 1);
    await here.makeRoom('good');
    await here.services.rooms.close(SYSTEM, 'good', 'closed');
    const [failing, behind] = await ended(2);
    assert.deepEqual([failing?.attemptCount, behind?.attemptCount, behind?.nextAttemptAt], [1, 0, null]);
    const { failingSince } = await here.services.webhooks.get(SYSTEM, id);
    assert.equal(failingSince, null, 'the other room got through');

    here.advanceTo(failing);
    const [again] = await here.until(id, ([first]) => first?.attemptCount === 2);
    assert.equal(receiver.messages.filter((message) => roomOf(message) === bad).length, 2);
    const held = bad;
    bad = '';
    here.advanceTo(again);
    await ended(4);
    const told = receiver.messages.filter((message) => roomOf(message) === held).map(({ event }) => event);
    assert.deepEqual(
      told.map(({ type }) => type),
      ['room.created', 'room.created', 'room.created', 'room.closed'],
    );
    assert.equal(new Set(told.map((event) => event.id)).size, 2, 'the same id at every attempt');
  });

  test('it is tried by the schedule for a day, then given up, the webhook disabled, and said so', async () => {
    await using db = await open();
    await using here = startTestDelivering(db);
    await using receiver = await startReceiver(() => 503);
    const { id } = await here.create(receiver.url);
    await here.makeRoom('doomed');
    const started = here.time.clock().getTime();
    for (const [index, delay] of RETRY_DELAYS_MS.entries()) {
      const [delivery] = await here.until(id, ([first]) => first?.attemptCount === index + 1);
      const last = Date.parse(delivery?.attempts.at(-1)?.at ?? '');
      assert.equal(Date.parse(delivery?.nextAttemptAt ?? '') - last, delay);
      here.advanceTo(delivery);
    }
    const [given] = await here.until(id, ([first]) => first?.status === 'failed');
    assert.equal(given?.attemptCount, RETRY_DELAYS_MS.length + 1);
    assert.equal(given?.attempts.at(-1)?.error, 'status');
    assert.ok(here.time.clock().getTime() - started <= GIVE_UP_AFTER_MS);
    const webhook = await here.services.webhooks.get(SYSTEM, id);
    assert.deepEqual([webhook.disabled, webhook.disabledReason], [true, 'failing']);
    assert.deepEqual(here.logged, ['a webhook was disabled']);
    const { data } = await here.services.audit.list(ADMIN, { action: 'webhook.disabled', limit: 10 });
    assert.deepEqual(
      data.map(({ targetId, details }) => [targetId, details]),
      [[id, { reason: 'failing' }]],
    );

    receiver.answer = () => 204;
    await here.makeRoom('unheard');
    await here.update(id, { disabled: false });
    assert.equal((await here.services.webhooks.get(SYSTEM, id)).failingSince, null);
    await here.makeRoom('heard');
    await here.until(id, (all) => all.length === 2 && all[1]?.status === 'delivered');
    await here.services.deliveries.replay(SYSTEM, id, given?.id ?? '');
    await here.until(id, ([first]) => first?.status === 'delivered');
  });

  test('enabled again after days, what was tried before is tried for another day', async () => {
    await using db = await open();
    await using here = startTestDelivering(db);
    await using receiver = await startReceiver(() => 503);
    const { id } = await here.create(receiver.url);
    await here.makeRoom('held');
    const tried = async (times: number) => (await here.until(id, ([one]) => one?.attemptCount === times))[0];
    const before = 5;
    for (let times = 1; times < before; times += 1) here.advanceTo(await tried(times));
    await tried(before);
    await here.update(id, { disabled: true });

    here.time.advance(2 * GIVE_UP_AFTER_MS);
    await here.update(id, { disabled: false });
    for (const [index, delay] of RETRY_DELAYS_MS.entries()) {
      const delivery = await tried(before + index + 1);
      const last = Date.parse(delivery?.attempts.at(-1)?.at ?? '');
      assert.equal(Date.parse(delivery?.nextAttemptAt ?? '') - last, delay);
      here.advanceTo(delivery);
    }
    await here.until(id, ([one]) => one?.status === 'failed');
    assert.equal((await here.services.webhooks.get(SYSTEM, id)).disabledReason, 'failing');
  });

  test('410 disables at once; what waits is sent when the webhook is enabled', async () => {
    await using db = await open();
    await using here = startTestDelivering(db);
    let status = 500;
    await using receiver = await startReceiver(() => status);
    const { id } = await here.create(receiver.url, { events: ['room.created'] });
    await here.makeRoom('waiting');
    await here.until(id, ([first]) => first?.attemptCount === 1);
    status = 410;
    await here.makeRoom('gone');
    const [waiting, gone] = await here.until(id, (all) => all[1]?.status === 'failed');
    assert.equal((await here.services.webhooks.get(SYSTEM, id)).disabledReason, 'gone');
    assert.deepEqual([waiting?.status, waiting?.nextAttemptAt, gone?.attemptCount], ['pending', null, 1]);
    here.time.advance(3600_000);
    status = 204;
    await here.update(id, { disabled: false });
    await here.until(id, ([first]) => first?.status === 'delivered');
    assert.equal(receiver.messages.length, 3);
  });

  test('Retry-After lengthens a pause; redirects are not followed; a slow receiver is left; answers are cut', async () => {
    await using db = await open();
    await using here = startTestDelivering(db);
    await using elsewhere = await startReceiver();
    await using receiver = await startReceiver();
    const { id } = await here.create(receiver.url, { events: ['room.created'] });
    const tried = async (answer: typeof receiver.answer, whileWaiting = async () => {}) => {
      receiver.answer = answer;
      const before = (await here.deliveries(id)).length;
      await here.makeRoom(`room-${before}`);
      await whileWaiting();
      const all = await here.until(id, (found) => found[before]?.attemptCount === 1);
      return all[before];
    };

    const busy = await tried((_message, response) => {
      response.writeHead(429, { 'retry-after': '120' }).end();
      return undefined;
    });
    assert.equal(Date.parse(busy?.nextAttemptAt ?? '') - Date.parse(busy?.attempts[0]?.at ?? ''), 120_000);
    const moved = await tried((_message, response) => {
      response.writeHead(307, { location: elsewhere.url }).end();
      return undefined;
    });
    assert.deepEqual([moved?.attempts[0]?.error, moved?.attempts[0]?.statusCode], ['redirect', 307]);
    assert.deepEqual(elsewhere.messages, []);
    const slow = await tried(
      () => undefined,
      async () => {
        await receiver.until(({ length }) => length === 3);
        here.time.advance(SEND_TIMEOUT_MS);
      },
    );
    assert.deepEqual([slow?.attempts[0]?.error, slow?.attempts[0]?.durationMs], ['timeout', SEND_TIMEOUT_MS]);
    const endless = await tried((_message, response) => {
      const more = () => response.write('\u{1f600}'.repeat(10_000), (error) => error || setImmediate(more));
      response.writeHead(200);
      more();
      return undefined;
    });
    assert.equal(endless?.status, 'delivered');
    assert.equal(endless?.attempts[0]?.answer.length, ANSWER_BYTES / 2);
    const broken = await tried((_message, response) => {
      response.destroy();
      return undefined;
    });
    assert.equal(broken?.attempts[0]?.error, 'connection_failed');
    assert.deepEqual(
      new Set(here.results),
      new Set(['status', 'redirect', 'timeout', 'delivered', 'connection_failed']),
    );
  });

  test('in production nothing is sent to an address that is not public, whatever the name meant before', async () => {
    await using db = await open();
    const addresses = ['93.184.216.34', '127.0.0.1'];
    await using here = startTestDelivering(db, {
      config: { production: true },
      lookup: (_host, _options, done) => {
        const address = addresses.shift() ?? '10.0.0.1';
        done(null, [{ address, family: isIP(address) }]);
      },
    });
    await using receiver = await startReceiver();
    const { id } = await here.create(`https://rebinding.example:${receiver.port}/`);
    await here.makeRoom('rebound');
    const [first] = await here.until(id, ([one]) => one?.attemptCount === 1);
    assert.equal(first?.attempts[0]?.error, 'address_refused');
    // As if it had been registered before this was checked.
    await db.sql.updateTable('webhooks').set({ url: receiver.url }).where('id', '=', id).execute();
    here.advanceTo(first);
    const [second] = await here.until(id, ([one]) => one?.attemptCount === 2);
    assert.equal(second?.attempts[1]?.error, 'address_refused');
    assert.deepEqual(receiver.messages, []);
  });

  test('a secret of another TOKEN_SECRET is a failure that says so', async () => {
    await using db = await open();
    await using receiver = await startReceiver();
    await using before = startTestDelivering(db, { config: { tokenSecret: 'another secret, of good length too' } });
    const { id } = await before.create(receiver.url);
    await before[Symbol.asyncDispose]();
    await using here = startTestDelivering(db);
    await here.makeRoom('unreadable');
    const [delivery] = await here.until(id, ([one]) => one?.attemptCount === 1);
    assert.equal(delivery?.attempts[0]?.error, 'secret_unreadable');
  });

  test('several instances share the work, and send nothing twice', async () => {
    await using db = await open();
    await using one = startTestDelivering(db);
    await using two = startTestDelivering(db, { time: one.time });
    await using receiver = await startReceiver();
    const { id } = await one.create(receiver.url);
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const here = index % 2 ? one : two;
        await here.makeRoom(`shared-${index}`);
        await here.services.rooms.close(SYSTEM, `shared-${index}`, 'closed');
      }),
    );
    await one.until(id, (all) => all.length === 80 && all.every(({ status }) => status === 'delivered'));
    assert.equal(receiver.messages.length, 80);
    assert.equal(new Set(receiver.messages.map(({ event }) => event.id)).size, 80);
    for (const closing of receiver.messages.filter(({ event }) => event.type === 'room.closed')) {
      const made = receiver.messages.findIndex((message) => roomOf(message) === roomOf(closing));
      assert.ok(made < receiver.messages.indexOf(closing));
    }
    assert.ok(one.results.length > 0 && two.results.length > 0, `${one.results.length} and ${two.results.length}`);
  });

  test('a slow receiver does not keep the others waiting; stopping breaks off and counts nothing', async () => {
    await using db = await open();
    const here = startTestDelivering(db);
    await using slow = await startReceiver(() => undefined);
    await using quick = await startReceiver();
    const { id } = await here.create(slow.url);
    await here.create(quick.url);
    for (let n = 0; n < 30; n += 1) await here.makeRoom(`crowded-${n}`);
    await quick.until(({ length }) => length === 30);
    assert.ok(slow.mostOpen <= 16, `${slow.mostOpen} at once`);
    assert.ok((await here.lagS()) > 0);

    const stopped = here[Symbol.asyncDispose]();
    await new Promise((resolve) => setTimeout(resolve, 50));
    here.time.advance(POLL_MS);
    await stopped;
    const left = await here.deliveries(id);
    assert.ok(left.every(({ status, attemptCount }) => status === 'pending' && attemptCount === 0));

    slow.answer = () => 204;
    await using next = startTestDelivering(db, { time: here.time });
    await next.until(id, (all) => all.every(({ status }) => status === 'delivered'));
    assert.equal(await next.lagS(), 0);
  });

  test('what a dead process had taken is sent when its lease is over; what is old or deleted is cleared away', async () => {
    await using db = await open();
    const dead = startTestDelivering(db);
    await using receiver = await startReceiver();
    const { id } = await dead.create(receiver.url);
    await dead[Symbol.asyncDispose]();
    await dead.makeRoom('left');
    const taken = new Date(dead.time.clock().getTime() + LEASE_MS);
    await db.sql.updateTable('webhook_deliveries').set({ nextAttemptAt: taken }).execute();

    await using here = startTestDelivering(db, { time: dead.time });
    here.time.advance(LEASE_MS - 1);
    assert.equal((await here.deliveries(id))[0]?.attemptCount, 0);
    here.time.advance(POLL_MS);
    await here.until(id, ([one]) => one?.status === 'delivered');

    const rows = async () => (await db.sql.selectFrom('webhook_deliveries').select('id').execute()).length;
    const gone = async (count: number) => {
      for (let n = 0; (await rows()) !== count; n += 1) {
        assert.ok(n < 1000, 'it stays');
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    here.time.advance(7 * 24 * 3600_000 + POLL_MS);
    await gone(0);
    await here.makeRoom('more');
    await here.until(id, ([one]) => one?.status === 'delivered');
    await here.services.webhooks.remove(SYSTEM, id);
    here.time.advance(3600_000 + POLL_MS);
    await gone(0);
  });
});
