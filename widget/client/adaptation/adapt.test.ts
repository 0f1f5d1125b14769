import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Adaptation, adapt, type SendReport, type SendSettings, UNADAPTED } from './adapt.ts';

/** Written by `npm run bench:adaptation`: two Chromiums, the line as named from the fifth second on. */
const RECORDED: Record<string, SendReport[]> = JSON.parse(
  readFileSync(new URL('testing/recorded-reports.json', import.meta.url), 'utf8'),
);

interface Told {
  /** Every change, in words. */
  changes: string[];
  last: SendSettings;
}

const words = ({ bitrate, packetMs, red }: SendSettings) =>
  `${bitrate / 1000} kbit/s, ${packetMs} ms${red ? ', RED' : ''}`;
const NORMAL = words(UNADAPTED.settings);

function tell(reports: Iterable<SendReport> | ((settings: SendSettings, at: number) => SendReport | null)): Told {
  let adaptation: Adaptation = UNADAPTED;
  const changes: string[] = [];
  const take = (report: SendReport) => {
    const before = words(adaptation.settings);
    adaptation = adapt(adaptation, report);
    const now = words(adaptation.settings);
    if (now !== before) changes.push(now);
  };
  if (typeof reports === 'function') {
    for (let at = 0; ; at += 5_000) {
      const report = reports(adaptation.settings, at);
      if (!report) break;
      take(report);
    }
  } else for (const report of reports) take(report);
  return { changes, last: adaptation.settings };
}

const recorded = (name: string) => tell(RECORDED[name] ?? assert.fail(`no record of ${name}`));
const MINUTE = 60_000;

test('recorded, clean: nothing changes', () => assert.deepEqual(recorded('clean').changes, []));

for (const name of ['5 %', '10 %', '20 %', '5 % in bursts of 3']) {
  test(`recorded, ${name} lost: RED comes on once, and stays`, () => {
    assert.deepEqual(recorded(name).changes, ['24 kbit/s, 20 ms, RED']);
  });
}

const report = (at: number, loss: number, rttMs = 50): SendReport => ({ at, sent: 250, lost: 250 * loss, rttMs });

test('when nothing has been lost for a while RED goes; coming back at once, it stays for twice as long', () => {
  const ends: number[] = [];
  let wasRed = false;
  tell((settings, at) => {
    if (wasRed && !settings.red) ends.push(at);
    wasRed = settings.red;
    const sinceEnd = at - (ends.at(-1) ?? Number.NEGATIVE_INFINITY);
    return at > 10 * MINUTE ? null : report(at, at < MINUTE || sinceEnd < 10_000 ? 0.1 : 0);
  });
  const gaps = ends.slice(1).map((at, index) => at - (ends[index] ?? 0));
  assert.ok(gaps.length >= 2, ends.join());
  gaps.reduce((before, gap) => {
    assert.ok(gap > before * 1.4, `longer each time: ${gaps.join()}`);
    return gap;
  });
});

/** The same numbers, 0 <= x < 1, for the same seed. */
function* chance(seed: number): Generator<number, never> {
  for (let state = seed; ; state = (state * 1_664_525 + 1_013_904_223) >>> 0) yield state / 2 ** 32;
}

for (const loss of [0.005, 0.01, 0.015]) {
  test(`an hour of ${loss * 100} % lost at random: RED seldom comes or goes`, () => {
    const counts = Array.from({ length: 21 }, (_, index) => {
      const numbers = chance(index * 7_919 + 13);
      const isLost = () => numbers.next().value < loss;
      return tell((_settings, at) => {
        if (at > 60 * MINUTE) return null;
        const sent = 250;
        return { at, sent, lost: Array.from({ length: sent }, isLost).filter(Boolean).length, rttMs: 50 };
      }).changes.length;
    }).sort((a, b) => a - b);
    assert.ok((counts[10] ?? 99) <= 4 && (counts.at(-1) ?? 99) <= 12, counts.join());
  });
}

/** What a line of so many kbit/s does to what is sent: too much is lost, or waits first. */
const thin = (kbitPerS: number, queueMs: number) => (settings: SendSettings, at: number) => {
  if (at > 60 * MINUTE) return null;
  const sent = (settings.bitrate * (settings.red ? 2 : 1)) / 1000 + (27 * 20) / settings.packetMs;
  const lost = Math.max(0, 1 - kbitPerS / sent);
  return report(at, lost, lost > 0 ? 50 + queueMs : 50);
};

for (const queueMs of [0, 400]) {
  test(`a line too thin for normal, with a queue of ${queueMs} ms: an hour of what fits, tried seldom`, () => {
    const { changes } = tell(thin(40, queueMs));
    assert.ok(changes.includes('16 kbit/s, 40 ms'), changes.join('; '));
    assert.ok(changes.length < 40, `${changes.length} changes: ${changes.join('; ')}`);
  });
}

test('RED that fills the line goes at once', () => {
  const { changes } = tell((settings, at) =>
    at < 20_000 ? report(at, 0) : at < MINUTE ? report(at, settings.red ? 0.4 : 0.05) : null,
  );
  assert.deepEqual(changes.slice(0, 2), ['24 kbit/s, 20 ms, RED', '12 kbit/s, 60 ms']);
});

test('RED that came when a loss had only begun is not taken for its reason', () => {
  const { changes } = tell((_, at) => (at > MINUTE ? null : report(at, at < 10_000 ? 0 : at < 15_000 ? 0.03 : 0.2)));
  assert.deepEqual(changes, ['24 kbit/s, 20 ms, RED']);
});

test('another path that is longer and loses is no queue for long: in a few minutes all is sent again, with RED', () => {
  const { last } = tell((_, at) => (at < MINUTE ? report(at, 0) : at < 8 * MINUTE ? report(at, 0.05, 450) : null));
  assert.equal(words(last), '24 kbit/s, 20 ms, RED');
});

test('calm again for long, everything is as at first', () => {
  const { last } = tell((settings, at) =>
    at < MINUTE ? report(at, 0.3, 600) : at < 20 * MINUTE ? report(at, 0, settings.red ? 60 : 50) : null,
  );
  assert.equal(words(last), NORMAL);
});
