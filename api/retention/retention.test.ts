import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { createFakeTime } from '../live/testing/fake-time.ts';
import { createLog } from '../log.ts';
import { forEachDatabase, type TestDatabase } from '../testing/databases.ts';
import { startApi } from '../testing/harness.ts';
import { startRetention } from './retention.ts';

const log = createLog({ logLevel: 'silent' });
const days = 30;

async function count(db: TestDatabase, table: 'rooms' | 'participants' | 'sessions' | 'audit_log'): Promise<number> {
  const rows = await db.sql.selectFrom(table).select('id').execute();
  return rows.length;
}

forEachDatabase((open) => {
  test('what has been over for that long is gone, with all that hangs on it; the rest stays', async () => {
    await using db = await open();
    await using api = await startApi({ ...db, close: async () => {} });
    const at = (seconds: number) => new Date(api.clock().getTime() + seconds * 1000).toISOString();
    const act = { actor: { kind: 'system' }, siteId: 'default', action: 'room.closed' } as const;
    await api.join('closed-long-ago', 'anna');
    await api.request('DELETE /rooms/closed-long-ago');
    const { participant } = await api.join('always-open', 'anna');
    await api.request(`DELETE /rooms/always-open/participants/${participant.id}`);
    for (const [agentId, expiresAt] of Object.entries({
      for_an_hour: at(3600),
      until_now: at(days * 24 * 3600),
      for_good: null,
    })) {
      await api.request('POST /rooms/always-open/bans', { json: { agentId, expiresAt } });
    }
    const stays = await api.join('always-open', 'ben');
    await api.api.services.audit.record(db.sql, { ...act, targetId: 'long ago' });
    const { analytics } = api.api.services;
    const refuse = () => {
      analytics.joinFailed({ kind: 'admin', siteId: 'default' }, 'room_full');
      return analytics.flush();
    };
    await refuse();
    api.clock.advance(days * 24 * 3600 - 60);
    await api.join('closed-today', 'anna');
    await api.request('DELETE /rooms/closed-today');
    await api.api.services.audit.record(db.sql, { ...act, targetId: 'today' });
    await refuse();

    const retention = startRetention({ db, days, clock: api.clock, timers: createFakeTime().timers, log });
    const nothing = { participants: 0, rooms: 0, bans: 0, audit_log: 0, join_failures: 0, webhook_deliveries: 0 };
    assert.deepEqual(await retention.purge(), nothing, 'a minute too early');
    api.clock.advance(120);
    const counts = await retention.purge();
    assert.deepEqual({ ...counts, audit_log: 1 }, { ...nothing, participants: 2, rooms: 1, audit_log: 1 });
    assert.deepEqual(await retention.purge(), nothing);
    api.clock.advance(3600);
    const later = await retention.purge();
    assert.deepEqual([later['join_failures'], later['bans']], [1, 1], 'an hour is over at its end');
    const bans = await db.sql.selectFrom('bans').select('agentId').orderBy('agentId').execute();
    assert.deepEqual(
      bans.map(({ agentId }) => agentId),
      ['for_good', 'until_now'],
    );
    await retention.stop();
    assert.equal((await db.sql.selectFrom('join_failures').selectAll().execute()).length, 1, 'today’s stays');

    const rooms = await db.sql.selectFrom('rooms').select('slug').orderBy('slug').execute();
    assert.deepEqual(
      rooms.map(({ slug }) => slug),
      ['always-open', 'closed-today'],
    );
    const people = await db.sql.selectFrom('participants').select('id').execute();
    assert.ok(people.some(({ id }) => id === stays.participant.id));
    assert.equal(people.length, await count(db, 'sessions'));
  });

  test('many go in batches; it runs at the start and every ten minutes, and stops', async () => {
    await using db = await open();
    const time = createFakeTime(Date.parse('2026-03-01T00:00:00Z'));
    const at = new Date('2026-01-01T00:00:00Z');
    const entry = { siteId: 'default', at, action: 'room.closed', actorKind: 'system', details: {} } as const;
    const add = (n: number) =>
      db.sql
        .insertInto('audit_log')
        .values(
          Array.from({ length: n }, () => ({
            id: randomUUID(),
            actorId: null,
            roomId: null,
            targetId: null,
            ...entry,
          })),
        )
        .execute();
    const gone = async () => {
      for (const deadline = Date.now() + 20_000; (await count(db, 'audit_log')) > 0; ) {
        assert.ok(Date.now() < deadline, 'purged in time');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await add(1201);
    const retention = startRetention({ db, days, clock: time.clock, timers: time.timers, log });
    await gone();
    await add(1);
    time.advance(10 * 60_000);
    await gone();
    await retention.stop();
    await add(1);
    time.advance(3600_000);
    assert.equal(await count(db, 'audit_log'), 1);
  });
});
