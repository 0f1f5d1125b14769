import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { AuditEntry } from '../../protocol/audit.ts';
import type { Page } from '../../protocol/rest.ts';
import { ADMIN_KEY, forEachApi } from '../testing/harness.ts';
import type { AuditService } from './audit.service.ts';

const token = ADMIN_KEY;

forEachApi((api) => {
  const record: AuditService['record'] = (...act) => api.api.services.audit.record(...act);
  const list = async (query = '') => (await api.request<Page<AuditEntry>>(`GET /audit-log${query}`, { token })).body;

  test('an act is written with the transaction that does it, or not at all', async () => {
    const actor = { kind: 'site', siteId: 'default', keyId: 'key_1' } as const;
    const roomId = randomUUID();
    await api.db.transaction(async (tx) => {
      await record(tx, { actor, siteId: 'default', action: 'room.closed', roomId, details: { why: 'late' } });
    });
    const failing = api.db.transaction(async (tx) => {
      await record(tx, { actor, siteId: 'default', action: 'ban.created', roomId });
      throw new Error('no');
    });
    await assert.rejects(failing, /no/);
    const { data } = await list(`?roomId=${roomId}`);
    assert.equal(data.length, 1);
    const { id, at, ...rest } = data[0] ?? assert.fail();
    assert.deepEqual(rest, {
      siteId: 'default',
      action: 'room.closed',
      actor: { kind: 'site', id: 'key_1' },
      roomId,
      targetId: null,
      details: { why: 'late' },
    });
  });

  test('latest first, page by page, by room, action and time', async () => {
    const roomId = randomUUID();
    const act = { actor: { kind: 'system' }, siteId: 'default', roomId } as const;
    for (const targetId of ['a', 'b', 'c']) {
      await record(api.db.sql, { ...act, action: 'participant.muted', targetId });
      await record(api.db.sql, { ...act, action: 'participant.unmuted', targetId });
    }
    const all = (await list(`?roomId=${roomId}`)).data;
    assert.deepEqual(
      all.map(({ action, targetId }) => `${action} ${targetId}`),
      ['c', 'b', 'a'].flatMap((id) => [`participant.unmuted ${id}`, `participant.muted ${id}`]),
    );
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await list(`?roomId=${roomId}&limit=2${cursor}`);
      seen.push(...page.data.map(({ id }) => id));
      if (!page.nextCursor) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    assert.deepEqual(
      seen,
      all.map(({ id }) => id),
    );
    assert.equal((await list(`?roomId=${roomId}&action=participant.muted`)).data.length, 3);
    const [latest, , third] = all;
    const between = `&from=${third?.at}&to=${latest?.at}`;
    assert.equal((await list(`?roomId=${roomId}${between}`)).data.length, 2);
  });

  test('each site reads its own; the admin key reads any', async () => {
    const act = { actor: { kind: 'system' }, action: 'agent.erased' } as const;
    await record(api.db.sql, { ...act, siteId: 'site_other', targetId: 'theirs' });
    await record(api.db.sql, { ...act, siteId: 'default', targetId: 'ours' });
    const targets = async (query: string) =>
      (await list(`?action=agent.erased${query}`)).data.map((row) => row.targetId);
    assert.deepEqual(await targets(''), ['ours']);
    assert.deepEqual(await targets('&siteId=site_other'), ['theirs']);
    assert.deepEqual(await targets('&siteId=site_none'), []);
    // An open server is open to its own site alone.
    const nobody = await api.request('GET /audit-log?siteId=site_other');
    assert.equal(nobody.body.code, 'forbidden');
  });
});
