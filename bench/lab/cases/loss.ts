/** A line that loses packets: how much of what is heard the browser had to make up. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { LabCase, Sample } from '../lab-case.ts';
import { endTalks, type Stage } from '../stage.ts';
import { settle } from './recovery.ts';

const DELAY_MS = 75;
/** Until what adapts has adapted. */
const ADAPT_S = 15;
const MEASURE_S = 25;

interface Heard {
  concealed: number;
  total: number;
}

const heardBy = (page: Page): Promise<Heard> =>
  page.evaluate(async () => {
    const sum = { concealed: 0, total: 0 };
    for (const connection of globalThis.connections) {
      if (connection.connectionState !== 'connected') continue;
      for (const report of (await connection.getStats()).values()) {
        if (report.type !== 'inbound-rtp') continue;
        sum.concealed += report.concealedSamples;
        sum.total += report.totalSamplesReceived;
      }
    }
    return sum;
  });

const countAll = (stage: Stage) =>
  Promise.all(stage.talks.map(({ anna, ben }) => Promise.all([heardBy(anna), heardBy(ben)])));

/** Share of the samples in per cent, of both, between two countings. */
function concealment(before: readonly Heard[], after: readonly Heard[]): number {
  const sum = (field: keyof Heard, of: readonly Heard[]) => of.reduce((total, each) => total + each[field], 0);
  const total = sum('total', after) - sum('total', before);
  return Math.round(((sum('concealed', after) - sum('concealed', before)) / total) * 10_000) / 100;
}

function lossy(percent: number, aim?: number): LabCase {
  return {
    name: `loss-${percent}`,
    what: `${percent} % of the packets are lost each way, 150 ms round trip`,
    seconds: 10 + ADAPT_S + MEASURE_S,
    needs: ['python3'],
    stage: { page: () => ({ speech: true }) },
    async run(stage) {
      await settle(stage);
      await stage.ben.host.setLine({ delayMs: DELAY_MS, lossUp: percent / 100, lossDown: percent / 100 });
      // The delay itself makes the buffer stretch what there is.
      await pause(2_000);
      const first = await countAll(stage);
      await pause(ADAPT_S * 1000);
      const second = await countAll(stage);
      await pause(MEASURE_S * 1000);
      const third = await countAll(stage);
      const samples = stage.talks.flatMap(({ product: { name: product } }, index): Sample[] => {
        const [a, b, c] = [first[index] ?? [], second[index] ?? [], third[index] ?? []];
        return [
          { product, metric: `concealed in the first ${ADAPT_S} s`, unit: '%', value: concealment(a, b) },
          {
            product,
            metric: 'concealed afterwards',
            unit: '%',
            value: concealment(b, c),
            aim: aim ? { median: aim } : {},
          },
        ];
      });
      await stage.ben.host.setLine(null);
      await endTalks(stage);
      return samples;
    },
  };
}

export const LOSS: LabCase[] = [lossy(5, 0.5), lossy(10, 1), lossy(20)];
