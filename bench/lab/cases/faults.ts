/** Servers die and come back while people talk. */
import { setTimeout as pause } from 'node:timers/promises';
import type { LabCase, Sample } from '../lab-case.ts';
import type { ServerName } from '../servers.ts';
import type { Stage, Talk } from '../stage.ts';
import { settle } from './recovery.ts';

const LIMIT_MS = 12_000;
/** The controls notice a reconnection as soon as they would do something; nobody waits for what they never do. */
const WATCH_MS = 4_000;

/** What a page writes down when it can be called again: our line and PeerJS's, the bare one's, and ours when the room is whole. */
const REGISTERED = /^< (OPEN|id)$/;
const IN_THE_ROOM = /^state connected$/;

async function whenBothNoted({ anna, ben }: Talk, pattern: RegExp, since: number): Promise<number | null> {
  const times = await Promise.all(
    [anna, ben].map((page) =>
      page.evaluate(
        ([source, from, limit]) => globalThis.whenNoted(new RegExp(source), from, globalThis.probe.now() + limit),
        [pattern.source, since, LIMIT_MS] as const,
      ),
    ),
  );
  const noted = times.filter((time) => time !== null);
  return noted.length < 2 ? null : Math.max(...noted) - since;
}

const pagesOf = (stage: Stage) => stage.talks.flatMap(({ anna, ben }) => [anna, ben]);

/** The longest silence either of them hears; starts now. */
export async function watchGaps(stage: Stage): Promise<() => Promise<Sample[]>> {
  await Promise.all(pagesOf(stage).map((page) => page.evaluate(() => globalThis.ear.forget())));
  return () =>
    Promise.all(
      stage.talks.map(async ({ product, anna, ben }) => {
        const gaps = await Promise.all([anna, ben].map((page) => page.evaluate(() => globalThis.ear.longestGap)));
        const value = Math.round(Math.max(...gaps));
        return { product: product.name, metric: 'longest silence', unit: 'ms', value } satisfies Sample;
      }),
    );
}

function killed(
  name: string,
  what: string,
  servers: readonly ServerName[],
  again: { metric: string; pattern: RegExp; aim?: number },
): LabCase {
  return {
    name,
    what,
    seconds: 20,
    async run(stage) {
      await settle(stage);
      const gaps = await watchGaps(stage);
      const present = stage.talks.length > 1 ? servers : servers.filter((one) => one === 'api' || one === 'signalling');
      await stage.servers.kill(present);
      await pause(2_000);
      const killedAt = Date.now();
      await stage.servers.start(present);
      const since = Date.now();
      const samples = await Promise.all(
        stage.talks.map(async (talk): Promise<Sample> => {
          const ours = talk.product.name === 'voice-room';
          const pattern = ours ? again.pattern : REGISTERED;
          // Some are there before the last server says that it listens.
          const value = await whenBothNoted(talk, pattern, killedAt);
          return {
            product: talk.product.name,
            metric: again.metric,
            unit: 'ms',
            value: value === null ? null : Math.max(0, Math.round(value - (since - killedAt))),
            aim: again.aim ? { median: again.aim, worst: again.aim } : undefined,
          };
        }),
      );
      await pause(Math.max(0, since + WATCH_MS - Date.now()));
      return [
        ...(await gaps()),
        ...samples.filter(({ product }) => product === 'voice-room' || servers.includes('relay')),
      ];
    },
  };
}

export const FAULTS: LabCase[] = [
  killed('kill-signalling', 'kill -9 of signalling, restarted after 2 s', ['signalling', 'peerjs', 'relay'], {
    metric: 'registered again after',
    pattern: REGISTERED,
    aim: 1_500,
  }),
  killed('kill-api', 'kill -9 of the API, restarted after 2 s', ['api'], {
    metric: 'in the room again after',
    pattern: IN_THE_ROOM,
  }),
  killed('kill-all', 'kill -9 of all servers, restarted after 2 s', ['api', 'signalling', 'peerjs', 'relay'], {
    metric: 'in the room again after',
    pattern: IN_THE_ROOM,
  }),
];
