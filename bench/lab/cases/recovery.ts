/** The network fails, and is back: how long until both hear each other again. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Aim, LabCase, Sample } from '../lab-case.ts';
import { type Stage, whenWell } from '../stage.ts';

/** Long enough for ICE to call a connection stable. */
const SETTLE_MS = 3_000;
/** A sleep so long leaves time for all the runs to begin. */
const LONG_S = 120;
/** Nobody waits longer. */
const LIMIT_MS = 15_000;

const SHORT: Aim = { median: 400, worst: 400 };
const LONG: Aim = { median: 1_000, worst: 1_500 };

/** Each product's time from `since` to two-way audio. */
export async function measureRecovery(stage: Stage, since: number, aim?: Aim): Promise<Sample[]> {
  return Promise.all(
    stage.talks.map(async (talk) => {
      await talk.ben.evaluate((at) => globalThis.timeline.push([at, '--- measured from here']), since);
      const well = await whenWell(talk, since, LIMIT_MS);
      const value = well === null ? null : Math.max(0, Math.round(well - since));
      return { product: talk.product.name, metric: 'two-way audio after', unit: 'ms', value, aim } satisfies Sample;
    }),
  );
}

export async function settle(stage: Stage): Promise<void> {
  await stage.talk();
  await pause(SETTLE_MS);
}

function outage(
  name: string,
  what: string,
  seconds: number,
  aim: Aim,
  set: (stage: Stage, up: boolean) => unknown,
  needs: LabCase['needs'] = [],
) {
  return {
    name,
    what,
    seconds: seconds + 15,
    needs,
    async run(stage) {
      await settle(stage);
      await set(stage, false);
      await pause(seconds * 1000);
      await set(stage, true);
      // Up by now: what it took to start the command is no outage.
      const since = Date.now();
      return measureRecovery(stage, since, aim);
    },
  } satisfies LabCase;
}

const upstream = ({ ben }: Stage, up: boolean) => ben.host.setForwarding(up);
const cable = ({ ben }: Stage, up: boolean) => ben.host.setCable(up);
const oneWay =
  (...ways: ('lossUp' | 'lossDown')[]) =>
  ({ ben }: Stage, up: boolean) =>
    ben.host.setLine({
      delayMs: 0,
      lossUp: !up && ways.includes('lossUp') ? 1 : 0,
      lossDown: !up && ways.includes('lossDown') ? 1 : 0,
    });

function signal(stage: Stage, name: 'SIGSTOP' | 'SIGCONT'): void {
  for (const pid of stage.ben.host.processes()) process.kill(pid, name);
}

export const OUTAGE_2 = outage('outage-2', 'nothing gets through for 2 s', 2, SHORT, upstream);
export const OUTAGE_8 = outage('outage-8', 'nothing gets through for 8 s', 8, SHORT, upstream);
export const OUTAGE_20 = outage('outage-20', 'nothing gets through for 20 s', 20, LONG, upstream);

export const ADDRESS_CHANGE: LabCase = {
  name: 'address-change',
  what: 'another address (from Wi-Fi to mobile)',
  seconds: 25,
  async run(stage) {
    await settle(stage);
    stage.ben.host.changeAddress();
    const since = Date.now();
    return measureRecovery(stage, since, { median: 3_500, worst: 6_000 });
  },
};

function sleep(name: string, seconds: number): LabCase {
  return {
    name,
    what: `the computer sleeps for ${seconds >= 120 ? `${seconds / 60} min` : `${seconds} s`}`,
    seconds: seconds + 25,
    async run(stage, rests) {
      await settle(stage);
      signal(stage, 'SIGSTOP');
      if (seconds >= LONG_S) rests();
      await pause(seconds * 1000);
      const since = Date.now();
      signal(stage, 'SIGCONT');
      return measureRecovery(stage, since);
    },
  };
}

export const RECOVERY: LabCase[] = [
  OUTAGE_2,
  OUTAGE_8,
  OUTAGE_20,
  outage('outage-60', 'nothing gets through for 60 s', 60, LONG, upstream),
  outage('cable-8', 'the cable is out for 8 s', 8, SHORT, cable),
  outage('cable-20', 'the cable is out for 20 s', 20, LONG, cable),
  outage('deaf-20', 'nothing comes in for 20 s, all goes out', 20, LONG, oneWay('lossDown'), ['python3']),
  outage('dumb-20', 'nothing goes out for 20 s, all comes in', 20, LONG, oneWay('lossUp'), ['python3']),
  ADDRESS_CHANGE,
  sleep('sleep-20', 20),
  sleep('sleep-300', 300),
];
