/** What happens to people, each as a function that makes it happen to Ben and says how long it took until all was well. */
import { setTimeout as pause } from 'node:timers/promises';
import { flicker, type Lab, type LabPerson, longestGap, whenConnected, whenHeard, whenQuiet } from './people.ts';

type Pair = [LabPerson, LabPerson];
export interface Outcome {
  ms: number;
  /** Who left and joined, as Anna was told. */
  flicker: string[];
  note?: string;
}

async function untilBothHear(pair: Pair, since: number): Promise<number> {
  return Math.max(...(await Promise.all(pair.map((one) => whenHeard(one))))) - since;
}

async function quiet(pair: Pair): Promise<void> {
  await Promise.all(pair.map(whenQuiet));
}

/** `cable`: the host sees it; `upstream`: it does not. */
export function outage(ms: number, where: 'cable' | 'upstream') {
  return async (_lab: Lab, pair: Pair): Promise<Outcome> => {
    const { host } = pair[1];
    const set = where === 'cable' ? host.setCable : host.setForwarding;
    set(false);
    await Promise.all([quiet(pair), pause(ms)]);
    const since = Date.now();
    set(true);
    const took = await untilBothHear(pair, since);
    await Promise.all(pair.map(whenConnected));
    return { ms: took, flicker: await flicker(pair[0]) };
  };
}

export async function addressChange(_lab: Lab, pair: Pair): Promise<Outcome> {
  const since = Date.now();
  if (process.env.TRACE) console.log('SINCE', since);
  pair[1].host.changeAddress();
  await quiet(pair);
  const ms = await untilBothHear(pair, since);
  await Promise.all(pair.map(whenConnected));
  return { ms, flicker: await flicker(pair[0]) };
}

export async function restart(lab: Lab, pair: Pair): Promise<Outcome> {
  const back = lab.restartServer().then(async () => {
    const listening = Date.now();
    await pause(100);
    const times = await Promise.all(pair.map(whenConnected));
    return Math.max(...times) - listening;
  });
  const ms = Math.max(...(await Promise.all(pair.map((one) => longestGap(one, back)))));
  return {
    ms,
    flicker: await flicker(pair[0]),
    note: `in the room again ${Math.round(await back)} ms after the start`,
  };
}

/** Ben's host vanishes; a new one comes for the next round. */
export async function vanish(lab: Lab, pair: Pair): Promise<Outcome> {
  const [anna, ben] = pair;
  const since = Date.now();
  if (process.env.TRACE) console.log('SINCE', since);
  ben.host.setCable(false);
  const gone = await anna.page.evaluate(() =>
    globalThis.probe.when(() => document.querySelector('voice-room')?.participants.length === 1, 60_000),
  );
  await ben.browser.close();
  pair[1] = await lab.join('Ben');
  await flicker(anna);
  return { ms: gone - since, flicker: [] };
}
