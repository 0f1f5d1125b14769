import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_QUALITY_LINKS, QUALITY_INTERVAL_MS } from '../../protocol/limits.ts';
import type { LinkSample } from '../../protocol/quality.ts';
import { createQualityService, SAMPLES_KEPT_MS } from '../sessions/quality.service.ts';
import { NO_STATS } from '../sessions/quality-store.ts';
import { forEachDatabase } from '../testing/databases.ts';
import { linkSample as sample } from '../testing/link-sample.ts';
import { WRITE_BEHIND_MS } from '../write-behind.ts';
import { createFakeTime } from './testing/fake-time.ts';
import { startLive } from './testing/live-harness.ts';

const ADMIN = { kind: 'admin', siteId: 'default' } as const;
const NOBODY = '6f1f3f5e-0000-4000-8000-000000000001';

forEachDatabase((open) => {
  test('what a client measured becomes history, and comes to sums', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const anna = await live.join('lobby', 'anna');
    const ben = await live.join('lobby', 'ben');
    const carl = await live.join('lobby', 'carl');
    const report = async (...links: LinkSample[]) => {
      await anna.client.get('ok', { type: 'voice:quality', links });
      live.time.advance(QUALITY_INTERVAL_MS);
    };
    await report(sample(ben.participantId));
    await report(
      sample(ben.participantId, { packetLoss: 0.25, quality: 'poor', relayed: true }),
      sample(carl.participantId),
    );
    const lost = { packetLoss: null, packetLossOut: null, jitterMs: null, rttMs: null, bitrateBps: null } as const;
    await report(sample(ben.participantId, { ...lost, concealment: null, relayed: null, quality: 'lost' }));
    await live.quality.flush();

    const sessionId = anna.joined.session.id;
    const { data } = await live.quality.list(ADMIN, sessionId, { limit: 100 });
    assert.deepEqual(
      data.map(({ participantId, quality }) => [participantId, quality]),
      [
        [ben.participantId, 'excellent'],
        ...[
          [ben.participantId, 'poor'],
          [carl.participantId, 'excellent'],
        ].sort(),
        [ben.participantId, 'lost'],
      ],
    );
    const { at, ...first } = data[0] ?? assert.fail();
    assert.deepEqual(first, sample(ben.participantId));
    assert.equal(Date.parse(data[3]?.at ?? '') - Date.parse(at), 2 * QUALITY_INTERVAL_MS);

    const spans = (await live.quality.list(ADMIN, sessionId, { limit: 100, resolutionS: 3600 })).data;
    const ofBen = spans.find(({ participantId }) => participantId === ben.participantId) ?? assert.fail();
    const { packetLoss, rttMs, bitrateBps, relayed, durationMs } = ofBen;
    assert.deepEqual([spans.length, packetLoss, rttMs, bitrateBps, relayed], [2, 0.125, 40, 32_000, true]);
    assert.equal(durationMs, 3 * first.durationMs);

    const { stats } = await live.sessions.get(ADMIN, sessionId);
    assert.deepEqual(stats, {
      samples: 4,
      packetLoss: { average: 0.25 / 3, max: 0.25 },
      packetLossOut: { average: 0, max: 0 },
      jitterMs: { average: 2, max: 2 },
      rttMs: { average: 40, max: 40 },
      bitrateBps: { average: 32_000, max: 32_000 },
      concealment: { average: 0, max: 0 },
      relayedShare: 1 / 3,
      qualityS: { excellent: 10, good: 0, poor: 5, lost: 5 },
    });

    assert.equal(await live.quality.purgeSamples(new Date(Date.parse(at) + 1)), 1);
    assert.equal((await live.quality.list(ADMIN, sessionId, { limit: 100 })).data.length, 3);
    assert.deepEqual((await live.sessions.get(ADMIN, sessionId)).stats, stats, 'the sums outlive the samples');
    assert.equal(
      (await live.sessions.get(ADMIN, ben.joined.session.id)).stats.samples,
      0,
      'what anna measured is hers',
    );
    assert.ok(
      [ben, carl].every(({ client }) => !client.types().some((type) => type.startsWith('voice:'))),
      'nobody is told',
    );
  });

  test('the samples come page by page, and of a time', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const anna = await live.join('lobby', 'anna');
    const others = [await live.join('lobby', 'ben'), await live.join('lobby', 'carl')];
    const start = live.time.clock().getTime();
    for (let round = 0; round < 3; round += 1) {
      await anna.client.get('ok', {
        type: 'voice:quality',
        links: others.map(({ participantId }) => sample(participantId)),
      });
      live.time.advance(QUALITY_INTERVAL_MS);
    }
    await live.quality.flush();
    const sessionId = anna.joined.session.id;
    const all = (await live.quality.list(ADMIN, sessionId, { limit: 100 })).data;
    assert.equal(all.length, 6);
    const read = [];
    let cursor: { at: Date; id: string } | undefined;
    do {
      const page = await live.quality.list(ADMIN, sessionId, { limit: 4, cursor });
      read.push(...page.data);
      const last = page.data.at(-1) ?? assert.fail();
      cursor = page.nextCursor ? { at: new Date(last.at), id: last.participantId } : undefined;
    } while (cursor);
    assert.deepEqual(read, all);
    const spans = (await live.quality.list(ADMIN, sessionId, { limit: 100, resolutionS: 3600 })).data;
    const sum = (of: typeof all) => of.reduce((total, { durationMs }) => total + durationMs, 0);
    assert.equal(sum(spans), sum(all));
    assert.ok(spans.length < all.length && spans.every(({ at }) => Date.parse(at) % 3600_000 === 0));
    const [from, to] = [start + 1, start + 2 * QUALITY_INTERVAL_MS].map((time) => new Date(time));
    assert.equal((await live.quality.list(ADMIN, sessionId, { limit: 100, from, to })).data.length, 2);
  });

  test('about oneself, strangers and people of other rooms nothing is kept; of somebody who left it is', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const anna = await live.join('lobby', 'anna');
    const ben = await live.join('lobby', 'ben');
    const else_ = await live.join('elsewhere', 'carl');
    await ben.client.ask({ type: 'room:leave', roomId: ben.roomId, participantId: ben.participantId });
    const links = [anna, ben, else_].map(({ participantId }) => sample(participantId));
    await anna.client.get('ok', { type: 'voice:quality', links: [...links, sample(NOBODY)] });
    const watcher = await live.client();
    await watcher.get('ok', { type: 'voice:quality', links });
    await live.quality.flush();
    const { data } = await live.quality.list(ADMIN, anna.joined.session.id, { limit: 100 });
    assert.deepEqual(
      data.map(({ participantId }) => participantId),
      [ben.participantId],
    );
    assert.deepEqual((await live.sessions.get(ADMIN, else_.joined.session.id)).stats, NO_STATS);
  });

  test('samples are kept for a month', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const anna = await live.join('lobby', 'anna');
    const ben = await live.join('lobby', 'ben');
    const report = async () => {
      live.time.advance(1);
      live.quality.report(anna.participantId, [sample(ben.participantId)]);
      await live.quality.flush();
      await live.quality.tidy();
      return (await live.quality.list(ADMIN, anna.joined.session.id, { limit: 100 })).data.length;
    };
    const kept = createFakeTime(live.time.clock().getTime() + SAMPLES_KEPT_MS);
    assert.equal(await report(), 1);
    const later = createQualityService({ db, clock: kept.clock, sessions: live.sessions });
    await later.tidy();
    assert.equal(await report(), 2, 'not yet');
    kept.advance(1);
    await later.tidy();
    assert.equal(await report(), 3, 'once an hour');
    kept.advance(3600_000);
    await later.tidy();
    assert.equal(await report(), 1);
  });

  test('it is written every few seconds, and at the end', async () => {
    await using db = await open();
    const live = await startLive({ db });
    const anna = await live.join('lobby', 'anna');
    const ben = await live.join('lobby', 'ben');
    const count = async () =>
      (
        await db.sql
          .selectFrom('quality_samples')
          .select((eb) => eb.fn.countAll<string>().as('count'))
          .execute()
      )[0]?.count;
    const links = [sample(ben.participantId)];
    await anna.client.get('ok', { type: 'voice:quality', links });
    assert.equal(Number(await count()), 0);
    live.time.advance(WRITE_BEHIND_MS);
    while (Number(await count()) === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await anna.client.get('ok', { type: 'voice:quality', links });
    await live[Symbol.asyncDispose]();
    assert.equal(Number(await count()), 2);
  });

  test('what is no measurement, or too often, is refused', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const anna = await live.join('lobby', 'anna');
    const ben = await live.join('lobby', 'ben');
    const one = sample(ben.participantId);
    const wrong: unknown[] = [
      undefined,
      {},
      [one, one],
      [{ ...one, packetLoss: 1.1 }],
      [{ ...one, packetLoss: -0.1 }],
      [{ ...one, rttMs: 1e9 }],
      [{ ...one, jitterMs: '2' }],
      [{ ...one, durationMs: 0 }],
      [{ ...one, quality: 'unknown' }],
      [{ ...one, participantId: 'ben' }],
      [{ ...one, more: 1 }],
      Array.from({ length: MAX_QUALITY_LINKS + 1 }, (_, index) => ({
        ...one,
        participantId: `6f1f3f5e-0000-4000-8000-${String(index).padStart(12, '0')}`,
      })),
    ];
    for (const links of wrong) {
      assert.equal(
        await anna.client.refusal({ type: 'voice:quality', links }),
        'validation_failed',
        JSON.stringify(links),
      );
      live.time.advance(QUALITY_INTERVAL_MS);
    }
    const answers: string[] = [];
    for (let index = 0; index < 6; index += 1) {
      answers.push((await anna.client.ask({ type: 'voice:quality', links: [one] })).type);
    }
    assert.deepEqual(answers, ['ok', 'ok', 'ok', 'ok', 'room:error', 'room:error']);
  });

  test('what cannot be written waits, but not without end', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const anna = await live.join('lobby', 'anna');
    const ben = await live.join('lobby', 'ben');
    let isAway = true;
    const quality = createQualityService({
      clock: live.time.clock,
      sessions: live.sessions,
      db: {
        ...db,
        get sql() {
          if (isAway) throw new Error('away');
          return db.sql;
        },
      },
    });
    const report = () => {
      live.time.advance(1);
      quality.report(anna.participantId, [sample(ben.participantId)]);
    };
    report();
    await assert.rejects(quality.flush(), /away/);
    for (let index = 0; index < 25_000; index += 1) report();
    isAway = false;
    await quality.flush();
    assert.equal((await live.sessions.get(ADMIN, anna.joined.session.id)).stats.samples, 20_000);
  });

  test('numbers next to nothing are nothing', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const anna = await live.join('lobby', 'anna');
    const ben = await live.join('lobby', 'ben');
    const links = [
      sample(ben.participantId, { packetLoss: 1e-300, jitterMs: 5e-324, rttMs: 0.123_456_7, concealment: 1e-46 }),
    ];
    await anna.client.get('ok', { type: 'voice:quality', links });
    await live.quality.flush();
    const [{ packetLoss, jitterMs, rttMs, concealment } = assert.fail()] = (
      await live.quality.list(ADMIN, anna.joined.session.id, { limit: 1 })
    ).data;
    assert.deepEqual([packetLoss, jitterMs, rttMs, concealment], [0, 0, 0.123457, 0]);
  });

  test('a sample that the database refuses is left out, and those around it are written', async () => {
    await using db = await open();
    await using live = await startLive({ db });
    const anna = await live.join('lobby', 'anna');
    const ben = await live.join('lobby', 'ben');
    const report = (count: number, values: Partial<LinkSample> = {}) => {
      for (let index = 0; index < count; index += 1) {
        live.time.advance(1);
        live.quality.report(anna.participantId, [sample(ben.participantId, values)]);
      }
    };
    report(4);
    report(1, { packetLoss: 1e-300 });
    report(5);
    report(1, { quality: 'unheard-of' as 'lost' });
    await assert.rejects(live.quality.flush(), /refused 2 of 11 samples/);
    await live.quality.flush();
    const { stats } = await live.sessions.get(ADMIN, anna.joined.session.id);
    assert.deepEqual([stats.samples, stats.qualityS.excellent], [9, 45]);
  });
});
