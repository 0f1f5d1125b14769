/**
 * `npm run bench:soak -- --minutes 30`, as root on Linux: four people on hosts of their own join, leave, mute and lose their network
 * at random, against the real servers. At the end everybody must see and hear the same, and nothing may be left of what was: no
 * memory, connection, socket, timer or row. Writes bench/results/soak.json. `--seed` repeats what happened.
 */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { whyNoNetwork } from '../lab/network.ts';
import { type Row, report } from '../report.ts';
import { createChaos } from './chaos.ts';
import { audit, type Inventory, takeInventory } from './inventory.ts';
import { type Party, startParty } from './party.ts';

const { values: options } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, seed: { type: 'string', default: String(Date.now() % 1e6) } },
});
const MINUTES = Number(options.minutes);
const LOOK_EVERY_MS = 60_000;
const WARM_UP_MS = 60_000;
/** What is cancelled late (sockets that close, answers under way) or opened at leisure (the lobby's line) has its time. */
const SETTLING_MS = 35_000;

const kB = (bytes: number) => Math.round(bytes / 1000);

function row(when: string, { pages, server }: Inventory, happened: number): Row {
  const most = (of: (page: Inventory['pages'][number]) => number) => Math.max(...pages.map(of));
  return {
    when,
    happened,
    'heap kB, largest page': kB(most(({ heap }) => heap)),
    connections: most(({ connections }) => connections),
    'in memory': most(({ remembered }) => remembered),
    made: most(({ made }) => made),
    sockets: most(({ sockets }) => sockets),
    intervals: most(({ intervals }) => intervals),
    timeouts: most(({ timeouts }) => timeouts),
    contexts: most(({ audioContexts }) => audioContexts),
    'server MB': Math.round(server.rss / 1e6),
    'server sockets': server.sockets,
    'live sockets': server.liveSockets,
  };
}

async function soak(party: Party): Promise<void> {
  const rows: Row[] = [];
  const look = async (when: string, happened: number) => {
    const inventory = await takeInventory(party);
    rows.push(row(when, inventory, happened));
    console.log(JSON.stringify(rows.at(-1)));
    return inventory;
  };

  const chaos = createChaos(party, Number(options.seed));
  // What is loaded, compiled and made once is there before the first look.
  await chaos.run(Date.now() + WARM_UP_MS);
  await party.everybodyIn();
  await party.everybodyOut();
  await pause(SETTLING_MS);
  const before = await look('before', chaos.happened());

  const until = Date.now() + MINUTES * 60_000;
  const working = chaos.run(until);
  while (Date.now() + LOOK_EVERY_MS < until) {
    await pause(LOOK_EVERY_MS);
    await look(`${Math.round(MINUTES - (until - Date.now()) / 60_000)} min`, chaos.happened());
  }
  await working;

  const problems: string[] = [];
  try {
    await party.everybodyIn();
    await look('everybody in', chaos.happened());
  } catch (error) {
    problems.push(String(error));
  }
  await party.everybodyOut();
  await pause(SETTLING_MS);
  const after = await look('after', chaos.happened());
  problems.push(...audit(before, after), ...(await party.auditRows()));

  console.log(chaos.tally());
  report('soak', rows, { minutes: MINUTES, seed: options.seed, did: chaos.tally(), problems });
  assert.deepEqual(problems, []);
  console.log('Nothing is left, and all agreed.');
}

const reason = whyNoNetwork();
if (reason) {
  console.error(`The soak cannot be run here: ${reason}.`);
  process.exitCode = 1;
} else {
  const party = await startParty();
  try {
    await soak(party);
  } finally {
    await party.close();
  }
}
