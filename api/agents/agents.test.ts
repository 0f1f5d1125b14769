import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import type { AuditEntry } from '../../protocol/audit.ts';
import type { Erasure, Page, Participant, Session } from '../../protocol/rest.ts';
import type { Database } from '../db/orm.ts';
import { ADMIN_KEY, forEachApi } from '../testing/harness.ts';

const token = ADMIN_KEY;
const PERSON = { agentId: 'agent/of%Zoë', displayName: 'Zoë Zwölf', avatar: 'https://zoe.example/face.png' };

/** Every row of every table, as text. */
async function dump({ sql: db }: Database): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = current_schema()`.execute(db);
  assert.ok(rows.length > 8);
  const tables = rows.map(
    ({ name }) => sql<{ text: string }>`select ${sql.table(name)}::text as text from ${sql.table(name)}`,
  );
  const contents = await Promise.all(tables.map((query) => query.execute(db)));
  return contents.flatMap((table) => table.rows.map(({ text }) => text)).join('\n');
}

forEachApi((api) => {
  const erase = (agentId: string) => api.request<Erasure>(`DELETE /agents/${encodeURIComponent(agentId)}`, { token });

  test('afterwards nothing in the database tells who it was, and the history stands', async () => {
    const secrets = [PERSON.agentId, 'Zoë', 'zoe.example', 'her-secret'];
    const found = async () => {
      const text = await dump(api.db);
      return secrets.filter((secret) => text.includes(secret));
    };
    const webhook = { url: 'http://127.0.0.1:9/hook' };
    assert.equal((await api.request('POST /webhooks', { token, json: webhook })).status, 201);
    const headers = { 'idempotency-key': 'once' };
    const json = { ...PERSON, metadata: { note: 'her-secret' } };
    const line = 'POST /rooms/old/participants';
    const past = await api.request<{ participant: Participant; session: Session }>(line, { token, json, headers });
    await api.join('old', 'anna', { displayName: 'Anna' });
    await api.request('DELETE /rooms/old', { token });
    const { participant } = await api.join('now', PERSON.agentId, json);
    await api.join('now', 'anna', { displayName: 'Anna' });
    await api.api.services.audit.record(api.db.sql, {
      actor: { kind: 'guest', siteId: 'default', room: 'now', agentId: PERSON.agentId, role: null, metadata: {} },
      siteId: 'default',
      action: 'participant.muted',
      targetId: PERSON.agentId,
      details: { agentId: PERSON.agentId, displayName: PERSON.displayName },
    });
    const ban = { agentId: PERSON.agentId, reason: 'her-secret' };
    assert.equal((await api.request('POST /rooms/elsewhere/bans', { token, json: ban })).status, 201);
    assert.deepEqual(await found(), secrets, 'the dump would find them');
    const told: string[] = [];
    const unsubscribe = api.api.bus.subscribe((message) => {
      if (message.type === 'room:participant-left') told.push(`${message.participantId} ${message.reason}`);
    });

    const { status, body } = await erase(PERSON.agentId);
    unsubscribe();
    assert.equal(status, 200);
    assert.deepEqual(told, [`${participant.id} removed`]);
    const { webhookDeliveries, ...rows } = body;
    assert.deepEqual(rows, { participants: 2, sessions: 2, bans: 1, auditEntries: 3 });
    // Of each stay: joined, left, and the end of its session.
    assert.equal(webhookDeliveries, 6);
    assert.deepEqual(await found(), []);
    assert.match(await dump(api.db), /Anna/);

    const barred = await api.request('POST /rooms/elsewhere/participants', { json: { agentId: PERSON.agentId } });
    assert.equal(barred.body.code, 'banned', 'the ban holds on');

    const stay = await api.request<Participant>(`GET /rooms/now/participants/${participant.id}`, { token });
    assert.match(stay.body.agentId, /^erased-/);
    assert.deepEqual([stay.body.displayName, stay.body.avatar, stay.body.metadata], ['', null, {}]);
    const session = await api.request<Session>(`GET /sessions/${past.body.session.id}`, { token });
    assert.equal(session.body.agentId, stay.body.agentId);
    const log = await api.request<Page<AuditEntry>>('GET /audit-log?action=agent.erased', { token });
    const [{ targetId, details } = assert.fail()] = log.body.data;
    assert.deepEqual([targetId, details], [null, body]);
  });

  test('who comes again afterwards is somebody new; erasing nobody is no error', async () => {
    await api.join('again', PERSON.agentId);
    assert.equal((await erase(PERSON.agentId)).body.participants, 1);
    const nothing = { participants: 0, sessions: 0, bans: 0, webhookDeliveries: 0, auditEntries: 0 };
    assert.deepEqual((await erase(PERSON.agentId)).body, nothing);
    assert.deepEqual((await erase('nobody at all')).body, nothing);
  });

  test('it ends at the border of the site', async () => {
    const { participant } = await api.join('theirs', 'shared');
    await api.db.sql.updateTable('rooms').set({ siteId: 'site_other' }).where('slug', '=', 'theirs').execute();
    assert.equal((await erase('shared')).body.participants, 0);
    const row = await api.db.sql
      .selectFrom('participants')
      .select(['agentId', 'status'])
      .where('id', '=', participant.id)
      .executeTakeFirstOrThrow();
    assert.deepEqual([row.agentId, row.status], ['shared', 'connecting']);
  });

  test('whose id is a word of ours takes nothing of the others with it', async () => {
    const isOfOthers = ({ agentId }: Record<string, unknown>) => agentId === undefined || agentId === 'olga';
    const others = async () => {
      const deliveries = await api.db.sql.selectFrom('webhook_deliveries').select('body').orderBy('seq').execute();
      const acts = await api.db.sql.selectFrom('audit_log').selectAll().orderBy('at').execute();
      return {
        events: deliveries.map(({ body }) => JSON.parse(body)).filter(({ data }) => isOfOthers(data)),
        acts: acts.filter(({ action, details }) => action !== 'agent.erased' && isOfOthers(details)),
      };
    };
    const webhook = { url: 'http://127.0.0.1:9/words' };
    assert.equal((await api.request('POST /webhooks', { token, json: webhook })).status, 201);
    await api.join('speaker', 'speaker');
    const metadata = { likes: 'speaker', agentId: 'speaker' };
    const { participant } = await api.join('speaker', 'olga', { displayName: 'speaker', metadata });
    const line = `PATCH /rooms/speaker/participants/${participant.id}`;
    for (const role of ['listener', 'speaker']) await api.request(line, { token, json: { role } });
    await api.request('PATCH /rooms/speaker', { token, json: { name: 'speaker', metadata } });
    await api.request(`DELETE /rooms/speaker/participants/${participant.id}`, { token });
    await api.request('PATCH /admin/sites/default', { token, json: { name: 'Default' } });
    const before = await others();
    assert.ok(before.events.length > 4 && before.acts.length > 4);
    for (const agentId of ['speaker', 'default', 'room.updated']) assert.equal((await erase(agentId)).status, 200);
    assert.deepEqual(await others(), before);
  });
});
