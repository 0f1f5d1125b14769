/**
 * `npm run bench:join`: click to first remote sound at the newcomer's speakers, with 1 and 3 people present, against a
 * bare RTCPeerConnection over a plain ws. Same browser, same run, blocks of both in turn. Both have their sockets open
 * and their microphone permitted before the click.
 */
import { launch, type Person } from '../demo/e2e/kit/people.ts';
import { startProduct } from '../demo/e2e/kit/product.ts';
import { snippet, startSite } from '../demo/e2e/kit/site.ts';
import { isIn, joinByLobby, pressJoin } from '../demo/e2e/kit/voice.ts';
import type {} from '../widget/elements/voice-room.ts';
import { startBare } from './bare/relay.ts';
import { installMarks, STEPS } from './marks.ts';
import { percentile, type Row, report } from './report.ts';

declare global {
  var join: (others: string[]) => Promise<void>;
  var leave: () => Promise<void>;
}

/** So many blocks of so many rounds each; while one side is measured, nobody talks on the other. */
const BLOCKS = 4;
const ROUNDS = Number(process.argv[2] ?? 5);
const HEARD = 0.01;
const ATTEMPTS = 3;

/** Silence first, so that what is heard next is this round's. */
const quiet = ({ page }: Person) =>
  page.evaluate((level) => globalThis.probe.when(() => globalThis.probe.rms() < level), HEARD);

/** Milliseconds after the click, by step; `resolved` is when join() was. */
type Times = Record<string, number>;

/** Presses join (in the page's own words) and waits for sound. */
function clickToSound(newcomer: Person, others: string[] | null): Promise<Times> {
  return newcomer.page.evaluate(
    async ([ids, level]) => {
      globalThis.marks.clear();
      const clicked = globalThis.probe.now();
      const heard = globalThis.probe.when(() => globalThis.probe.rms() > level);
      await (ids ? globalThis.join(ids) : document.querySelector('voice-room')?.join());
      const resolved = globalThis.probe.now();
      globalThis.marks.set('sound', await heard).set('resolved', resolved);
      return Object.fromEntries([...globalThis.marks].map(([step, time]) => [step, time - clicked]));
    },
    [others, HEARD] as const,
  );
}

async function oursOnce(newcomer: Person, present: number): Promise<Times> {
  await quiet(newcomer);
  const times = await clickToSound(newcomer, null);
  await leaveOurs(newcomer);
  await newcomer.page.waitForFunction(
    (count) => document.querySelector('voice-room')?.participants.length === count,
    present,
  );
  await lineStands(newcomer);
  return times;
}

async function bareOnce(newcomer: Person, others: string[]): Promise<Times> {
  await quiet(newcomer);
  try {
    return await clickToSound(newcomer, others);
  } finally {
    await newcomer.page.evaluate(() => globalThis.leave());
  }
}

/** A busy machine may lose a join of the bare page, which tries nothing twice: said, and done again. */
async function bareAtLast(newcomer: Person, others: string[]): Promise<Times> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await bareOnce(newcomer, others);
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      console.error(`a bare join came to nothing (${attempt})`);
    }
  }
}

const leaveOurs = ({ page }: Person) =>
  page.evaluate(async () => {
    globalThis.marks?.clear();
    await document.querySelector('voice-room')?.leave();
  });

/** The lobby has opened its line to the others again, as it has whenever a person looks at it for a second. */
const lineStands = ({ page }: Person) => page.waitForFunction(() => globalThis.marks.has('signalling'));

/** The bare hosts talk to each other, as ours do. Resolves to their ids. */
async function meetBare(hosts: Person[]): Promise<string[]> {
  const ids: string[] = [];
  for (const { page } of hosts) {
    await page.waitForFunction(() => /^\d+$/.test(document.title));
    await page.evaluate((others) => globalThis.join(others), ids);
    ids.push(await page.title());
  }
  return ids;
}

async function compare(present: number): Promise<{ rows: Row[]; steps: Row[] }> {
  const [product, site, bare, people] = await Promise.all([startProduct(), startSite(), startBare(), launch()]);
  try {
    const hosts: Person[] = [];
    const bareHosts: Person[] = [];
    for (let index = 0; index < present; index += 1) {
      hosts.push(await joinByLobby(people, site, product.url, 'bench', `Host ${index}`));
      bareHosts.push(await people.visit(`Bare ${index}`, bare.url));
    }
    const visit = async (name: string, url: string): Promise<Person> => {
      const person = await people.visit(name, 'about:blank');
      await person.page.addInitScript(installMarks);
      await person.page.goto(url);
      return person;
    };
    const newcomer = await visit('Newcomer', site.page(snippet(product.url, 'room="bench"')));
    const bareNewcomer = await visit('Bare newcomer', bare.url);
    await pressJoin(newcomer);
    await isIn(newcomer);
    for (const person of [newcomer, ...hosts]) await leaveOurs(person);
    await lineStands(newcomer);

    const ours: Times[] = [];
    const reference: Times[] = [];
    for (let block = 0; block < BLOCKS; block += 1) {
      for (const { page } of hosts) await page.evaluate(async () => document.querySelector('voice-room')?.join());
      for (let round = 0; round < ROUNDS; round += 1) ours.push(await oursOnce(newcomer, present));
      for (const host of hosts) await leaveOurs(host);

      const others = await meetBare(bareHosts);
      for (let round = 0; round < ROUNDS; round += 1) reference.push(await bareAtLast(bareNewcomer, others));
      for (const { page } of bareHosts) await page.evaluate(() => globalThis.leave());
    }
    const of = (times: Times[], step: string, share = 0.5) =>
      percentile(
        times.map((each) => each[step] ?? Number.NaN),
        share,
      );
    const row = (what: string, times: Times[], step: string): Row => ({
      present,
      what,
      'median ms': Math.round(of(times, step)),
      'p95 ms': Math.round(of(times, step, 0.95)),
      'ratio of medians': (of(times, step) / of(reference, 'sound')).toFixed(2),
    });
    return {
      rows: [
        row('voice-room, first sound', ours, 'sound'),
        row('bare WebRTC + ws, first sound', reference, 'sound'),
        row('voice-room, join() resolved', ours, 'resolved'),
      ],
      steps: STEPS.map((step) => ({
        present,
        step,
        'voice-room, ms after the click': Math.round(of(ours, step)),
        'bare, ms after the click': Math.round(of(reference, step)),
      })),
    };
  } finally {
    await people.close();
    await Promise.all([product.stop(), site.close(), bare.close()]);
  }
}

const one = await compare(1);
const three = await compare(3);
report('join', [...one.rows, ...three.rows], { rounds: BLOCKS * ROUNDS });
report('join-steps', [...one.steps, ...three.steps], { rounds: BLOCKS * ROUNDS });
