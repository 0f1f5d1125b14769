import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnalyticsSummary } from '../../protocol/analytics.ts';
import { forEachDatabase } from '../testing/databases.ts';
import { ADMIN_KEY, createTestClock, startApi } from '../testing/harness.ts';
import { linkSample } from '../testing/link-sample.ts';

const MINUTE_S = 60;
const DAY_S = 24 * 3600;

forEachDatabase((open) => {
  async function start() {
    const db = await open();
    const clock = createTestClock();
    const api = await startApi(db, { clock });
    return {
      ...api,
      clock,
      now: () => clock().toISOString(),
      leave: ({ participant }: Awaited<ReturnType<typeof api.join>>) =>
        api.request(`DELETE /rooms/${participant.roomId}/participants/${participant.id}`),
      async summary(from?: string, to?: string): Promise<AnalyticsSummary> {
        await api.api.services.quality.flush();
        await api.api.services.analytics.flush();
        const query = new URLSearchParams({ ...(from ? { from } : {}), ...(to ? { to } : {}) });
        const answer = await api.request<AnalyticsSummary>(`GET /analytics/summary?${query}`);
        assert.equal(answer.status, 200, JSON.stringify(answer.body));
        return answer.body;
      },
      async [Symbol.asyncDispose]() {
        await api[Symbol.asyncDispose]();
      },
    };
  }
  const rounded = ({ rooms, sessions, minutes, peakConcurrency }: AnalyticsSummary) => [
    rooms,
    sessions,
    Math.round(minutes),
    peakConcurrency,
  ];

  test('rooms, sessions, minutes and the most at once, cut to the time asked for', async () => {
    await using api = await start();
    const begin = api.now();
    const anna = await api.join('one', 'anna');
    api.clock.advance(10 * MINUTE_S);
    const middle = api.now();
    const ben = await api.join('one', 'ben');
    const carl = await api.join('two', 'carl');
    api.clock.advance(10 * MINUTE_S);
    await api.leave(anna);
    await api.leave(ben);
    const later = api.now();
    await api.join('two', 'dora');
    api.clock.advance(10 * MINUTE_S);
    const end = api.now();

    assert.deepEqual(rounded(await api.summary(begin, end)), [2, 4, 20 + 10 + 20 + 10, 3]);
    assert.deepEqual(rounded(await api.summary(begin, middle)), [1, 1, 10, 1]);
    assert.deepEqual(rounded(await api.summary(middle, later)), [2, 3, 30, 3]);
    assert.deepEqual(rounded(await api.summary(later, end)), [1, 2, 20, 2]);
    api.clock.advance(5 * MINUTE_S);
    const future = new Date(Date.parse(api.now()) + DAY_S * 1000).toISOString();
    assert.deepEqual(rounded(await api.summary(later, future)), [1, 2, 30, 2], 'who is there counts to now');
    assert.deepEqual(
      rounded(await api.summary(future, new Date(Date.parse(future) + 1000).toISOString())),
      [0, 0, 0, 0],
    );
    await api.leave(carl);
  });

  test('who comes as another goes was not there together with them; a stay of weeks counts in each of them', async () => {
    await using api = await start();
    const first = await api.join('one', 'anna');
    await api.leave(first);
    for (let takeover = 0; takeover < 3; takeover += 1) {
      api.clock.advance(MINUTE_S);
      await api.join('one', 'anna', { multiAgent: 'takeover' });
    }
    api.clock.advance(10 * DAY_S);
    const from = api.now();
    api.clock.advance(DAY_S);
    const week = await api.summary(from, api.now());
    assert.deepEqual(rounded(week), [1, 1, 24 * 60, 1]);
    assert.equal((await api.summary()).peakConcurrency, 1);
  });

  test('refused joins by code, kept by the hour', async () => {
    await using api = await start();
    await api.request('POST /rooms', { json: { name: 'Full', slug: 'full', maxParticipants: 1 } });
    await api.join('full', 'anna');
    const knock = (room: string) => api.request(`POST /rooms/${room}/participants`, { json: { agentId: 'ben' } });
    await knock('full');
    await knock('full');
    assert.deepEqual((await api.summary()).joinFailures, { total: 2, byCode: { room_full: 2 } });
    api.clock.advance(3600);
    const from = api.now();
    await knock('full');
    await api.request('PATCH /rooms/full', { json: { settings: { locked: true } } });
    await knock('full');
    assert.deepEqual((await api.summary()).joinFailures, { total: 4, byCode: { room_full: 3, room_locked: 1 } });
    assert.deepEqual((await api.summary(from)).joinFailures, { total: 2, byCode: { room_full: 1, room_locked: 1 } });
  });

  test('how good it was: seconds of each word, and percentiles', async () => {
    await using api = await start();
    const anna = await api.join('one', 'anna');
    const ben = await api.join('one', 'ben');
    const { quality } = api.api.services;
    for (let ms = 1; ms <= 100; ms += 1) {
      const values = { rttMs: ms, packetLoss: null, ...(ms > 90 ? { quality: 'poor' as const } : {}) };
      quality.report(anna.participant.id, [linkSample(ben.participant.id, values)]);
    }
    const end = api.now();
    const { quality: measured } = await api.summary(undefined, end);
    const { rttMs, packetLoss, ...rest } = measured;
    const near = (value: number | undefined, wanted: number) => assert.ok(Math.abs((value ?? 0) - wanted) < 0.001);
    near(rttMs?.p50, 50.5);
    near(rttMs?.p95, 95.05);
    near(rttMs?.p99, 99.01);
    assert.equal(packetLoss, null);
    assert.deepEqual(rest, {
      samples: 100,
      seconds: { excellent: 450, good: 0, poor: 50, lost: 0 },
      jitterMs: { p50: 2, p95: 2, p99: 2 },
    });
    assert.equal((await api.summary(end)).quality.samples, 0);
  });

  test('another site has numbers of its own', async () => {
    await using api = await start();
    const { participants, sessions, analytics, sites } = api.api.services;
    const { id: siteId } = await sites.create({ kind: 'admin', siteId: 'default' }, { name: 'Other' });
    const other = { kind: 'site', siteId, keyId: 'key' } as const;
    await api.join('one', 'anna');
    await participants.join(other, 'one', { agentId: 'ben' });
    analytics.joinFailed(other, 'room_full');
    await analytics.flush();
    assert.equal((await sessions.list(other, { limit: 10 })).data.length, 1);
    const theirs = await analytics.summary(other, {});
    assert.deepEqual([theirs.rooms, theirs.sessions, theirs.joinFailures.total], [1, 1, 1]);
    const ours = await api.summary();
    assert.deepEqual([ours.rooms, ours.sessions, ours.joinFailures.total], [1, 1, 0]);
  });

  test('a time that is none, or too long, is refused; participants may not ask', async () => {
    await using api = await start();
    const anna = await api.join('one', 'anna');
    const codeOf = async (query: string, token?: string) =>
      (await api.request(`GET /analytics/summary?${query}`, token ? { token } : {})).body.code;
    assert.equal(await codeOf('from=2026-01-01T00:00:00Z&to=2025-12-31T00:00:00Z'), 'validation_failed');
    assert.equal(await codeOf('from=2025-01-01T00:00:00Z&to=2025-06-01T00:00:00Z'), 'validation_failed');
    assert.equal(await codeOf('from=2025-01-01T00:00:00Z'), 'validation_failed');
    assert.equal(await codeOf('from=yesterday'), 'validation_failed');
    assert.equal(await codeOf('', anna.token), 'forbidden');
    assert.equal(await codeOf('', ADMIN_KEY), undefined);
  });
});
