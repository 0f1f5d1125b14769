import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { QUALITIES } from '../../../protocol/quality.ts';
import { countersOf } from './link-counters.ts';
import { createLinkMeter, measuresBetween } from './link-meter.ts';

type Stats = Record<string, unknown> & { id: string; type: string };
const recorded: Record<'talking' | 'otherMuted', [Stats[], Stats[]]> = JSON.parse(
  readFileSync(new URL('testing/recorded-reports.json', import.meta.url), 'utf8'),
);

const report = (stats: Stats[]) => new Map(stats.map((one) => [one.id, one]));

/** A report with members of one type replaced. */
const changed = (stats: Stats[], type: string, values: object) =>
  report(stats.map((one) => (one.type === type ? { ...one, ...values } : one)));

function takeBoth([first, second]: [Stats[], Stats[]]) {
  const meter = createLinkMeter();
  assert.equal(meter.take(report(first)), null, 'nothing to compare with yet');
  const sample = meter.take(report(second));
  assert(sample);
  return sample;
}

/** Totals of a connection with sound both ways, as they stand after `seconds`. */
interface Totals {
  seconds: number;
  received: number;
  lost?: number;
  sent?: number;
  lostOut?: number;
  jitter?: number;
  rtt?: number;
}

function totals({ seconds, received, lost = 0, sent = received, lostOut = 0, jitter = 0.002, rtt = 0.04 }: Totals) {
  const timestamp = seconds * 1000;
  return report([
    { id: 'I', type: 'inbound-rtp', kind: 'audio', timestamp, packetsReceived: received, packetsLost: lost, jitter },
    { id: 'O', type: 'outbound-rtp', kind: 'audio', timestamp, packetsSent: sent },
    { id: 'R', type: 'remote-inbound-rtp', kind: 'audio', timestamp, packetsLost: lostOut },
    { id: 'T', type: 'transport', timestamp, selectedCandidatePairId: 'P' },
    { id: 'P', type: 'candidate-pair', timestamp, currentRoundTripTime: rtt, localCandidateId: 'L' },
    { id: 'L', type: 'local-candidate', timestamp, candidateType: 'relay' },
  ]);
}

describe('real reports', () => {
  it('two who talk in one browser: nothing lost, no delay, 32 kbit/s, direct', () => {
    const { bitrateBps, ...sample } = takeBoth(recorded.talking);
    assert.ok(bitrateBps && bitrateBps > 25_000 && bitrateBps < 40_000, String(bitrateBps));
    assert.ok(Math.abs(sample.durationMs - 5000) < 100);
    assert.ok(sample.rttMs !== null && sample.rttMs < 5);
    assert.ok(sample.jitterMs !== null && sample.jitterMs <= 5);
    assert.deepEqual(
      [sample.packetLoss, sample.packetLossOut, sample.relayed, sample.quality],
      [0, 0, false, 'excellent'],
    );
    assert.ok(sample.concealment !== null && sample.concealment < 0.01);
  });

  it('the other side is muted: no packets, no loss, and the silence made up is no concealment', () => {
    const sample = takeBoth(recorded.otherMuted);
    assert.deepEqual(
      [sample.bitrateBps, sample.packetLoss, sample.jitterMs, sample.concealment, sample.quality],
      [0, null, null, 0, 'excellent'],
    );
  });

  it('a relay at either end is a relayed link', () => {
    for (const type of ['local-candidate', 'remote-candidate']) {
      const now = countersOf(changed(recorded.talking[1], type, { candidateType: 'relay' }));
      assert.equal(now?.relayed, true, type);
    }
  });

  it('a connection in place of another is measured anew', () => {
    const meter = createLinkMeter();
    const [first, second] = recorded.talking;
    meter.take(report(first));
    assert.equal(meter.take(changed(second, 'inbound-rtp', { id: 'another' })), null);
    assert.equal(meter.take(changed(first, 'inbound-rtp', { id: 'another' })), null, 'time goes forward only');
  });

  it('another path of the same connection: the rest is counted on, the delay is that of the new path', () => {
    const [first, second] = recorded.talking.map((stats) => countersOf(report(stats)));
    assert(first && second);
    const moved = measuresBetween(first, { ...second, path: 'new', checks: 1, checksMs: 80, rttMs: 80 });
    assert.deepEqual([moved.rttMs, moved.packetLoss], [80, 0]);
  });

  it('a connection that has no sound yet gives nothing', () => {
    assert.equal(countersOf(new Map()), null);
  });
});

describe('loss', () => {
  /** Five seconds of 250 packets each, with these shares lost on the way here. */
  function words(shares: number[], packets = 250) {
    const meter = createLinkMeter();
    let [received, lost] = [0, 0];
    meter.take(totals({ seconds: 0, received, lost, sent: 0 }));
    return shares.map((share, index) => {
      received += Math.round(packets * (1 - share));
      lost += Math.round(packets * share);
      return meter.take(totals({ seconds: 5 * (index + 1), received, lost }))?.quality;
    });
  }

  it('is said at once, and is over when it has been over for a while', () => {
    assert.deepEqual(words([0, 0.3, 0, 0, 0, 0]), ['excellent', 'poor', 'poor', 'good', 'excellent', 'excellent']);
  });

  it('of one packet in silence is nothing', () => {
    assert.deepEqual(words([1 / 12, 0, 1 / 12, 0], 12), ['excellent', 'excellent', 'excellent', 'excellent']);
  });

  it('is not forgotten in silence', () => {
    const meter = createLinkMeter();
    meter.take(totals({ seconds: 0, received: 0 }));
    assert.equal(meter.take(totals({ seconds: 5, received: 200, lost: 50 }))?.quality, 'poor');
    const silent = meter.take(totals({ seconds: 10, received: 200, lost: 50 }));
    assert.deepEqual([silent?.quality, silent?.packetLoss], ['poor', null]);
  });

  it('on the way out counts as well, from one report of the other side to the next', () => {
    const meter = createLinkMeter();
    meter.take(totals({ seconds: 0, received: 0 }));
    const stale = new Map([...totals({ seconds: 5, received: 250 })].map(([id, one]) => [id, one]));
    stale.set('R', { id: 'R', type: 'remote-inbound-rtp', kind: 'audio', timestamp: 0, packetsLost: 0 });
    assert.equal(meter.take(stale)?.packetLossOut, null);
    const sample = meter.take(totals({ seconds: 10, received: 500, lostOut: 100 }));
    assert.deepEqual([sample?.packetLossOut, sample?.packetLoss, sample?.quality], [0.2, 0, 'poor']);
  });

  it('never makes the word better', () => {
    const share = fc.double({ min: 0, max: 0.9, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(share, share), { minLength: 1, maxLength: 8 }), (pairs) => {
        const less = words(pairs.map(([one, other]) => Math.min(one, other)));
        const more = words(pairs.map(([one, other]) => Math.max(one, other)));
        more.forEach((word, index) => {
          assert.ok(QUALITIES.indexOf(word ?? 'excellent') >= QUALITIES.indexOf(less[index] ?? 'lost'));
        });
      }),
    );
  });
});

it('a lost link is lost, and starts anew when it is back', () => {
  const meter = createLinkMeter();
  meter.take(totals({ seconds: 0, received: 0 }));
  meter.take(totals({ seconds: 5, received: 100, lost: 150 }));
  assert.deepEqual([meter.lose(5000).quality, meter.lose(5000).rttMs], ['lost', null]);
  assert.equal(
    meter.take(totals({ seconds: 15, received: 100, lost: 650 })),
    null,
    'the outage is no loss of the next sample',
  );
  assert.equal(meter.take(totals({ seconds: 20, received: 350, lost: 650 }))?.quality, 'excellent');
});

it('whatever a browser leaves out, the sample has numbers in their bounds or null', () => {
  const number = fc.option(fc.nat(1e6), { nil: undefined });
  const stats = fc.record({
    seconds: fc.integer({ min: 0, max: 100 }),
    received: fc.nat(1e5),
    lost: fc.integer({ min: -100, max: 1e5 }),
    sent: number,
    lostOut: fc.integer({ min: -100, max: 1e5 }),
  });
  fc.assert(
    fc.property(fc.array(stats, { maxLength: 6 }), (reports) => {
      const meter = createLinkMeter();
      for (const { sent, ...one } of reports) {
        const sample = meter.take(totals({ ...one, ...(sent === undefined ? {} : { sent }) }));
        for (const share of [sample?.packetLoss, sample?.packetLossOut, sample?.concealment]) {
          assert.ok(share == null || (share >= 0 && share <= 1), String(share));
        }
        for (const value of [sample?.durationMs, sample?.bitrateBps, sample?.rttMs, sample?.jitterMs]) {
          assert.ok(value == null || (Number.isFinite(value) && value >= 0), String(value));
        }
      }
    }),
  );
});
