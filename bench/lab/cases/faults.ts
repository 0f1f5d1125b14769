/** Servers die and come back while people talk. */
import { setTimeout as pause } from 'node:timers/promises';
import type { LabCase, Sample } from '../lab-case.ts';
import type { ServerName } from '../servers.ts';
import type { Stage, Talk } from '../stage.ts';
import { settle } from './recovery.ts';

const LIMIT_MS = 12_000;
/** Servers are away for so long, and up to so much longer. */
const DOWN_MS = 2_000;
const DOWN_MORE_MS = 4_000;
/** The controls notice a reconnection as soon as they would do something; nobody waits for what they never do. */
const WATCH_MS = 4_000;

/** What a page writes down when it can be called again: our line and PeerJS's, the bare one's, and ours when the room is whole. */
const REGISTERED = /^< (OPEN|id)$/;
const IN_THE_ROOM = /^state connected$/;

async function whenBothNoted({ anna, ben }: Talk, pattern: RegExp, from: number): Promise<number | null> {
  const times = await Promise.all(
    [anna, ben].map((page) =>
      page.evaluate(
        ([source, since, limit]) => globalThis.whenNoted(new RegExp(source), since, globalThis.probe.now() + limit),
        [pattern.source, from, LIMIT_MS] as const,
      ),
    ),
  );
  const noted = times.filter((time) => time !== null);
  return noted.length < 2 ? null : Math.max(...noted);
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

interface Again {
  /** What is measured besides the silence. */
  metric: string;
  /** That a page has written this down; without it, that the API is ready. */
  pattern?: RegExp;
  aim?: number;
}

const whenReady = ({ anna }: Talk): Promise<number | null> =>
  anna.evaluate(async (limit) => {
    const deadline = globalThis.probe.now() + limit;
    while (globalThis.probe.now() < deadline) {
      if (
        await fetch('/readyz').then(
          ({ ok }) => ok,
          () => false,
        )
      )
        return globalThis.probe.now();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return null;
  }, LIMIT_MS);

const since = (at: number | null, from: number) => (at === null ? null : Math.max(0, Math.round(at - from)));

function killed(
  name: string,
  what: string,
  servers: readonly ServerName[],
  { metric, pattern, aim }: Again,
  more: Pick<LabCase, 'stage' | 'needs'> = {},
): LabCase {
  return {
    name,
    what,
    seconds: 20,
    ...more,
    async run(stage) {
      await settle(stage);
      const gaps = await watchGaps(stage);
      const present = stage.talks.length > 1 ? servers : servers.filter((one) => one !== 'peerjs' && one !== 'relay');
      await stage.servers.kill(present);
      // What is tried again at intervals is not to be met at one of them.
      await pause(DOWN_MS + Math.random() * DOWN_MORE_MS);
      const killedAt = Date.now();
      await stage.servers.start(present);
      const startedAt = Date.now();
      const measured = stage.talks.filter(({ product }) => product.name === 'voice-room' || servers.includes('relay'));
      const samples = await Promise.all(
        measured.map(async (talk): Promise<Sample> => {
          const ours = talk.product.name === 'voice-room';
          // Some are there before the last server says that it listens.
          const at = pattern ? await whenBothNoted(talk, ours ? pattern : REGISTERED, killedAt) : await whenReady(talk);
          const value = since(at, startedAt);
          return {
            product: talk.product.name,
            metric,
            unit: 'ms',
            value,
            aim: aim ? { median: aim, worst: aim } : undefined,
          };
        }),
      );
      await pause(Math.max(0, startedAt + WATCH_MS - Date.now()));
      return [...(await gaps()), ...samples];
    },
  };
}

export const FAULTS: LabCase[] = [
  killed('kill-signalling', 'kill -9 of signalling, restarted after 2 to 6 s', ['signalling', 'peerjs', 'relay'], {
    metric: 'registered again after',
    pattern: REGISTERED,
    aim: 1_500,
  }),
  killed('kill-api', 'kill -9 of the API, restarted after 2 to 6 s', ['api'], {
    metric: 'in the room again after',
    pattern: IN_THE_ROOM,
  }),
  killed(
    'kill-db',
    'kill -9 of PostgreSQL, restarted after 2 to 6 s',
    ['database'],
    { metric: 'the API is ready again after' },
    { stage: { postgres: true }, needs: ['postgres'] },
  ),
  killed(
    'kill-all',
    'kill -9 of all servers and PostgreSQL, restarted after 2 to 6 s',
    ['database', 'api', 'signalling', 'peerjs', 'relay'],
    { metric: 'in the room again after', pattern: IN_THE_ROOM },
    { stage: { postgres: true }, needs: ['postgres'] },
  ),
];
