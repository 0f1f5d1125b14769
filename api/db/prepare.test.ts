import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import type { Metadata } from '../../protocol/rest.ts';
import { forEachDatabase } from '../testing/databases.ts';
import { prepare, prepareWrite, statementName } from './prepare.ts';

const idOf = (n: number) => `0190a0a0-0000-7000-8000-${String(n).padStart(12, '0')}`;
const AT = new Date('2026-01-02T03:04:05.678Z');

type Made = { id: string; slug: string; metadata: Metadata; at: Date };

const make = prepare<Made>()((from, value) =>
  from
    .insertInto('rooms')
    .values({
      id: value('id'),
      slug: value('slug'),
      name: "it's",
      maxParticipants: 2,
      metadata: value('metadata'),
      createdAt: value('at'),
      updatedAt: value('at'),
    })
    .returningAll(),
);

const open = prepare<{ slugs: string[] }>()((from, value) =>
  from
    .selectFrom('rooms')
    .selectAll()
    .where('slug', '=', sql<string>`any(${value('slugs')}::text[])`)
    .where('status', '<>', 'closed')
    .orderBy('slug'),
);

const rename = prepareWrite<{ id: string; name: string }>()((from, value) =>
  from
    .updateTable('rooms')
    .set({ name: value('name') })
    .where('id', '=', value('id')),
);
const renameSlug = prepareWrite<{ from: string; to: string }>()((from, value) =>
  from
    .updateTable('rooms')
    .set({ slug: value('to') })
    .where('slug', '=', value('from')),
);

forEachDatabase((start) => {
  test('a prepared statement takes other values each time, and its rows are as those of any other', async () => {
    await using db = await start();
    const metadata = { quoted: '"\'', list: [1, null] };
    const [a] = await make(db.sql, { id: idOf(1), slug: 'a', metadata, at: AT });
    await make(db.sql, { id: idOf(2), slug: 'b', metadata: {}, at: AT });
    assert.deepEqual([a?.metadata, a?.createdAt, a?.name, a?.settings], [metadata, AT, "it's", {}]);
    const slugsOf = async (slugs: string[]) => (await open(db.sql, { slugs })).map(({ slug }) => slug);
    assert.deepEqual(await slugsOf(['b', 'c']), ['b']);
    assert.deepEqual(await db.transaction(async (tx) => (await open(tx, { slugs: ['a', 'b'] })).length), 2);
    assert.deepEqual(await open(db.sql, { slugs: ['a'] }), [a]);
  });

  test('what a connection has prepared stays good when a newer version adds a column', async () => {
    await using db = await start();
    await make(db.sql, { id: idOf(1), slug: 'a', metadata: {}, at: AT });
    await db.transaction(async (tx) => {
      const before = await open(tx, { slugs: ['a'] });
      await sql`alter table rooms add column of_tomorrow text default 'x'`.execute(tx);
      assert.deepEqual(await open(tx, { slugs: ['a'] }), before);
      const [made] = await make(tx, { id: idOf(2), slug: 'b', metadata: {}, at: AT });
      assert.equal(made?.slug, 'b');
    });
  });

  test('a connection to PostgreSQL keeps it under its name, with the constants in their places', async () => {
    await using db = await start();
    const { rows } = await db.transaction(async (tx) => {
      await open(tx, { slugs: [] });
      return sql<{ name: string; statement: string }>`select name, statement from pg_prepared_statements`.execute(tx);
    });
    for (const { name, statement } of rows) assert.equal(statementName(statement)?.name ?? statement, name);
    const kept = rows.filter(({ statement }) => statement.includes(`<> 'closed'`));
    const [{ version }] = (await sql<{ version: string }>`select version()`.execute(db.sql)).rows as [
      { version: string },
    ];
    assert.equal(kept.length, /emscripten|wasm/i.test(version) ? 0 : 1);
  });

  test('a write in a transaction is seen by what follows in it, and is kept or undone with it', async () => {
    await using db = await start();
    await make(db.sql, { id: idOf(1), slug: 'a', metadata: {}, at: AT });
    const nameOf = async () => (await open(db.sql, { slugs: ['a'] }))[0]?.name;
    // More than once: a connection sends statements together once it knows them.
    for (const name of ['one', 'two', 'three']) {
      await db.transaction((tx) => rename(tx, { id: idOf(1), name }));
      assert.equal(await nameOf(), name);
      await db.transaction(async (tx) => {
        await rename(tx, { id: idOf(1), name: 'prepared' });
        assert.equal((await open(tx, { slugs: ['a'] }))[0]?.name, 'prepared');
        await rename(tx, { id: idOf(1), name: 'built' });
        const found = await tx.selectFrom('rooms').select('name').where('slug', '=', 'a').executeTakeFirst();
        assert.equal(found?.name, 'built');
      });
      const undone = db.transaction(async (tx) => {
        await rename(tx, { id: idOf(1), name: 'undone' });
        throw new Error('No.');
      });
      await assert.rejects(undone, /^Error: No\.$/);
      assert.equal(await nameOf(), 'built');
    }
    assert.equal(await db.transaction(async () => 7), 7);
    await assert.rejects(
      db.transaction(() => Promise.reject(new Error('No.'))),
      /No\./,
    );
    await rename(db.sql, { id: idOf(1), name: 'outside' });
    assert.equal(await nameOf(), 'outside');
  });

  test('a write that fails undoes what was written beside it, and the connection goes on', async () => {
    await using db = await start();
    for (const n of [1, 2]) await make(db.sql, { id: idOf(n), slug: 'ab'[n - 1] ?? '', metadata: {}, at: AT });
    const before = await open(db.sql, { slugs: ['a', 'b'] });
    const taken = /rooms_open_slug_unique/;
    for (let n = 1; n <= 3; n += 1) {
      const last = db.transaction(async (tx) => {
        await rename(tx, { id: idOf(1), name: 'changed' });
        await renameSlug(tx, { from: 'a', to: 'b' });
        await rename(tx, { id: idOf(2), name: 'changed' });
      });
      await assert.rejects(last, taken);
      const first = db.transaction(async (tx) => {
        await renameSlug(tx, { from: 'a', to: 'b' });
        return open(tx, { slugs: ['a', 'b'] });
      });
      await assert.rejects(first, taken);
      await assert.rejects(renameSlug(db.sql, { from: 'a', to: 'b' }), taken);
      assert.deepEqual(await open(db.sql, { slugs: ['a', 'b'] }), before);
      await db.transaction((tx) => rename(tx, { id: idOf(1), name: before[0]?.name ?? '' }));
    }
  });
});
