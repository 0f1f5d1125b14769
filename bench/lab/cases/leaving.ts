/** Somebody goes: how long the other one believes that they are there. */
import type { LabCase, Sample } from '../lab-case.ts';
import { endTalks, type Stage, type Talk } from '../stage.ts';
import { settle } from './recovery.ts';

async function whenAlone({ anna }: Talk, limitMs: number): Promise<number | null> {
  return anna.evaluate(
    (limit) => globalThis.probe.when(() => globalThis.others() === 0, limit).catch(() => null),
    limitMs,
  );
}

async function measureGone(stage: Stage, limitMs: number, aimMs: number, go: () => unknown): Promise<Sample[]> {
  await settle(stage);
  const gone = stage.talks.map((talk) => whenAlone(talk, limitMs));
  const since = Date.now();
  await go();
  return Promise.all(
    stage.talks.map(async ({ product }, index): Promise<Sample> => {
      const at = (await gone[index]) ?? null;
      const value = at === null ? null : Math.round(at - since);
      return { product: product.name, metric: 'gone after', unit: 'ms', value, aim: { worst: aimMs } };
    }),
  );
}

export const LEAVING: LabCase[] = [
  {
    name: 'closed',
    what: 'the page is closed',
    seconds: 30,
    async run(stage) {
      const samples = await measureGone(stage, 20_000, 2_000, () =>
        Promise.all(stage.talks.map(({ ben }) => ben.close())),
      );
      for (const talk of stage.talks) talk.ben = await stage.ben.openPage();
      await endTalks(stage);
      return samples;
    },
  },
  {
    name: 'vanished',
    what: 'somebody vanishes without a word',
    seconds: 50,
    async run(stage) {
      const samples = await measureGone(stage, 40_000, 30_000, () => stage.ben.host.setForwarding(false));
      await endTalks(stage);
      stage.ben.host.setForwarding(true);
      return samples;
    },
  },
];
