import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { pino } from 'pino';
import { forEachDatabase } from '../testing/databases.ts';
import { openDatabase } from './orm.ts';

const ID = '0190a0a0-0000-7000-8000-000000000001';

forEachDatabase((open) => {
  test('the migrations make what the entities say', async () => {
    await using db = await open();
    assert.equal(await db.schemaDifference(), '');
  });

  test('values come out the same from both databases', async () => {
    await using db = await open();
    const { rows } = await sql`select 1::int4 as int4, 9007199254740993::int8 as int8, 1.5::float8 as float8,
      1.10::numeric as numeric, true as bool, 'é'::text as text, ${ID}::uuid as uuid, '{"a":[1,null]}'::jsonb as jsonb,
      array['a','b,c']::text[] as texts, array[1,2]::int4[] as ints, null as nothing, '\\x00ff'::bytea = '\\x00ff' as bytes,
      timestamptz '2026-01-02 03:04:05.678+00' as at, date '2026-01-02' as day`.execute(db.sql);
    assert.deepEqual(rows, [
      {
        int4: 1,
        int8: '9007199254740993',
        float8: 1.5,
        numeric: '1.10',
        bool: true,
        text: 'é',
        uuid: ID,
        jsonb: { a: [1, null] },
        texts: ['a', 'b,c'],
        ints: [1, 2],
        nothing: null,
        bytes: true,
        at: '2026-01-02 03:04:05.678+00',
        day: '2026-01-02',
      },
    ]);
  });

  test('an entity’s row keeps times to the millisecond, JSON as JSON, and its defaults', async () => {
    await using db = await open();
    const at = new Date('2026-01-02T03:04:05.678Z');
    const values = { id: ID, slug: 's', name: 'n', maxParticipants: 2, createdAt: at, updatedAt: at };
    const row = await db.sql.insertInto('rooms').values(values).returningAll().executeTakeFirstOrThrow();
    assert.deepEqual([row.createdAt, row.settings, row.status, row.startedAt], [at, {}, 'created', null]);
    const changed = { settings: { locked: true }, metadata: { a: '"' }, startedAt: at };
    await db.sql.updateTable('rooms').set(changed).where('createdAt', '=', at).execute();
    assert.deepEqual(await db.sql.selectFrom('rooms').selectAll().executeTakeFirst(), { ...row, ...changed });
  });

  test('the database itself refuses what must not be', async () => {
    await using db = await open();
    const at = new Date();
    const room = { id: ID, slug: 's', name: 'n', maxParticipants: 2, createdAt: at, updatedAt: at };
    await db.sql.insertInto('rooms').values(room).execute();
    const other = { ...room, id: ID.replace(/1$/, '2') };
    await assert.rejects(db.sql.insertInto('rooms').values(other).execute(), /rooms_open_slug_unique/);
    await assert.rejects(sql`update rooms set status = 'open'`.execute(db.sql), /rooms_status_check/);
    await assert.rejects(sql`update rooms set max_participants = 0`.execute(db.sql), /rooms_max_participants_check/);
    await sql`update rooms set status = 'closed'`.execute(db.sql);
    await db.sql.insertInto('rooms').values(other).execute();
  });

  test('a transaction that fails leaves nothing, and the next one is served', async () => {
    await using db = await open();
    const at = new Date();
    const insert = db.transaction(async (tx) => {
      await tx
        .insertInto('rooms')
        .values({ id: ID, slug: 's', name: 'n', maxParticipants: 2, createdAt: at, updatedAt: at })
        .execute();
      throw new Error('changed my mind');
    });
    await assert.rejects(insert, /changed my mind/);
    assert.deepEqual(await db.sql.selectFrom('rooms').select('id').execute(), []);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        db.transaction(async (tx) => {
          const { rows } = await sql<{ n: number }>`select ${n}::int as n`.execute(tx);
          return rows[0]?.n;
        }),
      ),
    );
    assert.deepEqual(
      answers,
      Array.from({ length: 20 }, (_, n) => n),
    );
  });
});

const server = process.env['TEST_DATABASE_URL'];
if (server) {
  test('instances that start together on an empty PostgreSQL do not collide', async () => {
    const log = pino({ level: 'silent' });
    const admin = await openDatabase({ url: server }, log);
    const name = `together_${process.pid}_${Date.now()}`;
    await sql`create database ${sql.id(name)}`.execute(admin.sql);
    const url = new URL(server);
    url.pathname = name;
    const opened = await Promise.all([1, 2, 3].map(() => openDatabase({ url: url.href }, log)));
    for (const db of opened) assert.equal(await db.schemaDifference(), '');
    await Promise.all(opened.map((db) => db.close()));
    await sql`drop database ${sql.id(name)} with (force)`.execute(admin.sql);
    await admin.close();
  });
}
