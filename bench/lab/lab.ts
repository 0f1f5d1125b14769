/**
 * `npm run bench:lab [rounds]`, as root on Linux: what happens to people happens to two real browsers on hosts of their own, running
 * the element; measured is when both hear each other again. Writes bench/results/lab.json.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { percentile, type Row, report } from '../report.ts';
import { addressChange, outage, restart, vanish } from './cases.ts';
import { whyNoNetwork } from './network.ts';
import { flicker, type Lab, type LabPerson, openLab, whenHeard } from './people.ts';

const ROUNDS = Number(process.argv[2] ?? 5);

type Case = (lab: Lab, pair: [LabPerson, LabPerson]) => Promise<{ ms: number; flicker: string[]; note?: string }>;

const CASES: [what: string, aimMs: number, run: Case][] = [
  ['cable out for 2 s: link up -> two-way audio', 400, outage(2_000, 'cable')],
  ['cable out for 8 s: link up -> two-way audio', 400, outage(8_000, 'cable')],
  ['cable out for 20 s: link up -> two-way audio', 1_000, outage(20_000, 'cable')],
  ['nothing forwarded for 8 s: forwarded -> two-way audio', 400, outage(8_000, 'upstream')],
  ['nothing forwarded for 20 s: forwarded -> two-way audio', 1_000, outage(20_000, 'upstream')],
  ['another address -> two-way audio', 3_500, addressChange],
  ['kill -9 and restart of API and signalling: longest silence', 0, restart],
];

async function measure(what: string, aim: number, run: Case): Promise<Row> {
  const lab = await openLab();
  try {
    const pair: [LabPerson, LabPerson] = [await lab.join('Anna'), await lab.join('Ben')];
    const times: number[] = [];
    const told: string[] = [];
    let note = '';
    await flicker(pair[0]);
    for (let round = 0; round < ROUNDS; round += 1) {
      await Promise.all(pair.map((one) => whenHeard(one)));
      // Long enough for ICE to call the connection stable.
      await pause(3_000);
      const result = await run(lab, pair);
      times.push(Math.round(result.ms));
      told.push(...result.flicker);
      note = result.note ?? note;
    }
    console.log(what, times.join(', '), note);
    return {
      what,
      rounds: ROUNDS,
      'median ms': percentile(times, 0.5),
      'worst ms': Math.max(...times),
      'aim ms': aim,
      'left/joined seen': told.length,
      note,
    };
  } finally {
    await lab.close();
  }
}

const reason = whyNoNetwork();
if (reason) {
  console.error(`The lab cannot be built here: ${reason}.`);
  process.exitCode = 1;
} else {
  const wanted = process.argv[3];
  const rows: Row[] = [];
  for (const [what, aim, run] of [...CASES, ['vanished without a word -> gone', 30_000, vanish] as (typeof CASES)[0]]) {
    if (!wanted || what.includes(wanted)) rows.push(await measure(what, aim, run));
  }
  report('lab', rows, { rounds: ROUNDS });
}
