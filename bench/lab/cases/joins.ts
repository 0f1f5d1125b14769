/** Joining over a long way: from the click to the first sound, with one person present. */
import type { LabCase, Sample } from '../lab-case.ts';
import { joinBoth, type Stage, showBoth, timelineOf, whenWell } from '../stage.ts';

const LIMIT_MS = 20_000;
/** From the click to the first sound. */
const AIM_ROUND_TRIPS = 7;

const inRoundTrips = (sample: Sample, roundTripMs: number): Sample => ({
  ...sample,
  unit: 'RTT',
  value: sample.value === null ? null : Math.round((sample.value / roundTripMs) * 10) / 10,
});

/** `loss`: in per cent, each way; of the pages' sockets, too. */
function farAway(roundTripMs: number, loss = 0): LabCase {
  return {
    name: loss ? `join-loss-${loss}` : `rtt-${roundTripMs}`,
    what: `joining with a round trip of ${roundTripMs} ms${loss ? `, ${loss} % lost each way` : ''}`,
    seconds: 25,
    needs: ['python3'],
    async run(stage: Stage) {
      await stage.ben.host.setLine({ delayMs: roundTripMs / 2, lossUp: loss / 100, lossDown: loss / 100 });
      const samples: Sample[] = [];
      for (const talk of stage.talks) {
        await showBoth(talk, {});
        const pressed = await joinBoth(talk);
        const heard = await whenWell(talk, pressed, LIMIT_MS);
        const first = await talk.ben.evaluate((from) => globalThis.ear.well(from, 0), pressed);
        const of = (metric: string, at: number | null): Sample => ({
          product: talk.product.name,
          metric,
          unit: 'ms',
          value: at === null ? null : Math.round(at - pressed),
        });
        const aim = loss ? undefined : { median: AIM_ROUND_TRIPS };
        samples.push(
          of('first sound after the click', first),
          { ...inRoundTrips(of('the same, counted in round trips', first), roundTripMs), aim },
          of('two-way audio after the click', heard),
        );
        stage.past.push(...(await timelineOf(talk)));
        await Promise.all([talk.anna.goto('about:blank'), talk.ben.goto('about:blank')]);
      }
      return samples;
    },
  };
}

export const JOINS: LabCase[] = [farAway(50), farAway(100), farAway(200), farAway(400), farAway(300, 10)];
