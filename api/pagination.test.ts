/** Whoever goes through a list page by page sees each thing once, whatever comes and goes meanwhile. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import type { Ban, JoinResult, Page, Room } from '../protocol/rest.ts';
import type { Webhook } from '../protocol/webhooks.ts';
import { describeApi } from './describe-api.ts';
import { ADMIN_KEY, forEachApi, type Harness } from './testing/harness.ts';
import { linkSample } from './testing/link-sample.ts';
import { makeKey, makeSite } from './testing/site.ts';

interface List {
  /** The list of what `add` makes. */
  path: string | (() => string);
  table: string;
  /** What tells one from another, where that is not `id`: in the answer, and in the table. */
  id?: { field: string; column: string };
  /** The column that it is sorted by before the id. */
  at: string;
  /** Makes one more; resolves to its id. */
  add(api: Harness): Promise<string>;
}

const addRoom = async (api: Harness) => (await api.request<Room>('POST /rooms', { json: { name: 'paged' } })).body.id;
const WEBHOOK = '00000000-0000-4000-8000-000000000001';
const addWebhook = async (api: Harness) => {
  const json = { url: 'http://127.0.0.1:9/', disabled: true };
  return (await api.request<Webhook>('POST /webhooks', { json })).body.id;
};
const addDelivery = async ({ db, clock }: Harness) => {
  const [id, now] = [randomUUID(), clock()];
  await db.sql
    .insertInto('webhooks')
    .values({
      id: WEBHOOK,
      siteId: 'default',
      url: '',
      description: '',
      sealedSecret: '',
      createdAt: now,
      updatedAt: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = { webhookId: WEBHOOK, roomId: WEBHOOK, eventId: WEBHOOK, type: 'room.created', body: '{}' } as const;
  await db.sql
    .insertInto('webhook_deliveries')
    .values({ ...row, id, createdAt: now })
    .execute();
  return id;
};
const join = (api: Harness): Promise<JoinResult> => api.join('pages', `agent-${++joined}`);
let joined = 0;
/** Whose links are measured, on the database of now. */
let measuring: JoinResult | undefined;

const LISTS: Record<string, List> = {
  listRooms: { path: '/rooms', table: 'rooms', at: 'created_at', add: addRoom },
  listParticipants: {
    path: '/rooms/pages/participants',
    table: 'participants',
    at: 'joined_at',
    add: async (api) => (await join(api)).participant.id,
  },
  listSessions: {
    path: '/sessions',
    table: 'sessions',
    at: 'started_at',
    add: async (api) => (await join(api)).session.id,
  },
  listSessionQuality: {
    path: () => `/sessions/${measuring?.session.id}/quality`,
    table: 'quality_samples',
    at: 'at',
    id: { field: 'participantId', column: 'peer_id' },
    async add(api) {
      measuring ??= await join(api);
      const peer = await join(api);
      api.api.services.quality.report(measuring.participant.id, [linkSample(peer.participant.id)]);
      await api.api.services.quality.flush();
      return peer.participant.id;
    },
  },
  listWebhooks: { path: '/webhooks', table: 'webhooks', at: 'created_at', add: addWebhook },
  listWebhookDeliveries: {
    path: `/webhooks/${WEBHOOK}/deliveries`,
    table: 'webhook_deliveries',
    at: 'created_at',
    add: addDelivery,
  },
  listAuditLog: {
    path: '/audit-log',
    table: 'audit_log',
    at: 'at',
    add: (api) =>
      api.api.services.audit.record(api.db.sql, {
        actor: { kind: 'system' },
        siteId: 'default',
        action: 'room.closed',
      }),
  },
  listBans: {
    path: '/rooms/pages/bans',
    table: 'bans',
    at: 'created_at',
    add: async (api) =>
      (await api.request<Ban>('POST /rooms/pages/bans', { json: { agentId: `banned-${++joined}` } })).body.id,
  },
  listSiteKeys: {
    path: '/admin/sites/default/keys',
    table: 'site_keys',
    at: 'created_at',
    async add(api) {
      await sql`update site_keys set revoked_at = now()`.execute(api.db.sql);
      return (await makeKey(api, 'default', 'publishable')).id;
    },
  },
  listSites: {
    path: '/admin/sites',
    table: 'sites',
    at: 'created_at',
    add: async (api) => (await makeSite(api)).site.id,
  },
};

const operations = Object.values(describeApi().paths).flatMap((methods) => Object.values(methods));
const names = operations.filter(({ parameters }) => parameters.some(({ name }) => name === 'cursor'));

test('every list is tried', () => {
  assert.deepEqual(names.map(({ operationId }) => operationId).sort(), Object.keys(LISTS).sort());
});

forEachApi((api) => {
  for (const [name, { path, table, at, add, id = { field: 'id', column: 'id' } }] of Object.entries(LISTS)) {
    test(`${name}: what stays is seen once while others come and go`, async () => {
      await api.request('POST /rooms', { json: { name: 'pages', slug: 'pages', maxParticipants: 100 } });
      measuring = undefined;
      const remove = (one: string) =>
        sql`delete from ${sql.table(table)} where ${sql.ref(id.column)}::text = ${one}`.execute(api.db.sql);
      const here: string[] = [];
      for (let n = 0; n < 14; n += 1) here.push(await add(api));
      // Many at the same moment: the id must decide.
      await sql`update ${sql.table(table)} set ${sql.ref(at)} = date_trunc('minute', ${sql.ref(at)})`.execute(
        api.db.sql,
      );

      const seen: string[] = [];
      const gone = new Set<string>();
      let cursor: string | null = null;
      do {
        const line: string = `GET ${typeof path === 'string' ? path : path()}?limit=3${cursor ? `&cursor=${cursor}` : ''}`;
        const { body, status } = await api.request<Page<Record<string, string>>>(line, { token: ADMIN_KEY });
        assert.equal(status, 200, line);
        seen.push(...body.data.map((one) => one[id.field] ?? ''));
        cursor = body.nextCursor;
        // The one the cursor stands on, and one that is still to come.
        for (const one of [seen.at(-1), here.find((each) => !seen.includes(each) && !gone.has(each))]) {
          if (one) await remove(one);
          if (one) gone.add(one);
        }
        if (seen.length < 14) await add(api);
      } while (cursor);

      assert.equal(new Set(seen).size, seen.length, 'nothing twice');
      const missed = here.filter((one) => !seen.includes(one) && !gone.has(one));
      assert.deepEqual(missed, []);
      assert.ok(here.filter((one) => seen.includes(one)).length >= 6);
    });
  }
});
