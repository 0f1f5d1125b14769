/** Every statement the API sends finds what it looks for by an index, in a database that a million people have been in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from 'pg';
import { HEARTBEAT_MS } from '../../protocol/limits.ts';
import type { JoinResult } from '../../protocol/rest.ts';
import { createFakeTime } from '../live/testing/fake-time.ts';
import { startLive } from '../live/testing/live-harness.ts';
import { CROWD, fillWithCrowd } from '../testing/crowd.ts';
import { openOnServer, type TestDatabase } from '../testing/databases.ts';
import { makeEveryRequest } from '../testing/every-request.ts';
import { startApi } from '../testing/harness.ts';
import { linkSample } from '../testing/link-sample.ts';
import { recordingDialect, type Statement } from '../testing/recording-dialect.ts';
import { ENTITIES } from './entities.ts';

/** 8 kB each. Whoever reads more than that for one statement reads what it does not need. */
const MOST_PAGES = 2500;

/** Sums over a month read what lies in it, and nothing else. */
const isSummary = (sql: string) => /\bwith here as\b|percentile_cont/.test(sql);
const MOST_PAGES_OF_A_SUMMARY = 15_000;

/** Nobody but those of the crowd has been silent for too long by then. */
const LATER = Date.parse('2026-01-01T12:00:10Z');

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: Plan[];
}

/** What is wrong with how the database runs a statement; null when nothing is. What it does is undone. */
async function complaint(client: Client, { sql, parameters }: Statement): Promise<string | null> {
  await client.query('begin');
  try {
    const { rows } = await client.query(`explain (analyze, buffers, timing off, format json) ${sql}`, [...parameters]);
    const plan: Plan = rows[0]['QUERY PLAN'][0].Plan;
    const scanned = nodesOf(plan).filter((node) => node['Node Type'] === 'Seq Scan' && isLarge(node));
    if (scanned.length > 0) return `reads all ${scanned.map((node) => node['Relation Name'])}`;
    const pages = plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
    return pages > (isSummary(sql) ? MOST_PAGES_OF_A_SUMMARY : MOST_PAGES) ? `reads ${pages} pages` : null;
  } finally {
    await client.query('rollback');
  }
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
const isLarge = (plan: Plan) => (plan['Relation Name'] ?? '') in CROWD;

/** What only the live socket, the clock and the metrics ask. */
async function liveAndUpkeep(db: TestDatabase): Promise<void> {
  await using live = await startLive({ db, time: createFakeTime(LATER) });
  const anna = await live.join('live', 'anna');
  const ben = await live.join('live', 'ben');
  const { roomId } = anna;
  await anna.client.get('room:ready', { type: 'room:ready', roomId });
  await ben.client.ask({ type: 'room:mute', roomId, participantId: ben.participantId, muted: true });
  await anna.client.ask({ type: 'room:settings', roomId, settings: { locked: true } });
  await ben.client.ask({ type: 'room:watch', room: 'room-100000' });
  await live.client(anna.joined.token);
  await ben.client.ask({ type: 'room:leave', roomId, participantId: ben.participantId });
  live.quality.report(anna.participantId, [linkSample(ben.participantId)]);
  await live.quality.flush();
  live.analytics.joinFailed({ kind: 'open', siteId: 'default' }, 'room_full');
  await live.analytics.flush();
  await live.quality.purgeSamples(new Date('2025-12-02T13:00:00Z'));
  // Writes down who is here, and clears up.
  live.time.advance(HEARTBEAT_MS);
}

const serverUrl = process.env.TEST_DATABASE_URL;
if (serverUrl) {
  test('after a million stays every statement goes by an index', { timeout: 280_000 }, async () => {
    const statements = new Map<string, Statement>();
    let url = '';
    await using db = await openOnServer(serverUrl, (own) => {
      url = own;
      const record = (statement: Statement) => statements.set(JSON.stringify(statement), statement);
      return { dialect: recordingDialect(own, record) };
    });
    await using client = Object.assign(new Client({ connectionString: url }), {
      [Symbol.asyncDispose]: () => client.end(),
    });
    await client.connect();
    await fillWithCrowd(client);
    statements.clear();

    await using api = await startApi({ ...db, close: async () => {} });
    await makeEveryRequest(api);
    const stay: JoinResult = await api.join('by-token', 'anna');
    await api.request('GET /rooms', { token: stay.token });
    assert.equal((await fetch(`${api.url}/metrics`)).status, 200);
    await liveAndUpkeep(db);

    const complaints = new Set<string>();
    let asked = 0;
    for (const statement of statements.values()) {
      if (!/^\s*(select|update|delete|with)\b/i.test(statement.sql)) continue;
      // It cannot be done twice, and looks for nothing.
      if (/\binsert into\b/i.test(statement.sql)) continue;
      asked += 1;
      const wrong = await complaint(client, statement);
      if (wrong) complaints.add(`${wrong}: ${statement.sql} ${JSON.stringify(statement.parameters)}`);
    }
    assert.ok(asked > 100, `only ${asked} statements were heard`);
    assert.deepEqual([...complaints], []);
  });
}

test('every table is filled for this, or does not grow with use', () => {
  // The sites are few, and all of them are read at a time (SiteDirectory).
  const small = ['sites'];
  const tables = ENTITIES.map((entity) => entity.meta.tableName);
  assert.deepEqual(
    tables.filter((table) => !(table in CROWD) && !small.includes(table)),
    [],
  );
});
