/**
 * `npm run bench:lab`, as root on Linux: what happens to people happens to two real browsers on hosts of their own, which talk by
 * `<voice-room>`, by stock PeerJS and by a bare RTCPeerConnection at once. Writes bench/results/lab.json.
 *
 * All with 5 runs takes about an hour on a quiet machine with 2 cores; one run of each, a quarter of an hour.
 *
 *     --case outage-8,loss    these, or all whose names begin so (`outage` is `outage-2`, ...); all without it
 *     --runs 5                of each
 *     --jobs 1                so many cases side by side, each on a network of its own
 *     --append                what was measured before of other cases stays in the file
 *     --ours                  without the controls
 *     --timeline <folder>     what happened in every page, run by run, for whoever asks why
 */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { postgresBin } from '../../.ci/tools.ts';
import { CASES } from './cases.ts';
import { type LabCase, PROGRAMS, type Program, type Sample } from './lab-case.ts';
import { whyNoNetwork } from './network.ts';
import { OURS } from './products.ts';
import { forgetResults, type LabRow, printRows, toRows, writeResults } from './results.ts';
import { type Stage, setStage, timelineOf } from './stage.ts';

const { values: options } = parseArgs({
  options: {
    case: { type: 'string', default: '' },
    runs: { type: 'string', default: '5' },
    jobs: { type: 'string', default: '1' },
    append: { type: 'boolean', default: false },
    ours: { type: 'boolean', default: false },
    timeline: { type: 'string' },
  },
});
const runs = Number(options.runs);

async function keepTimeline(folder: string, name: string, stage: Stage): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const lines = [stage.past.splice(0), ...(await Promise.all(stage.talks.map(timelineOf)))];
  const sorted = lines.flat().sort(([a], [b]) => a - b);
  writeFileSync(join(folder, `${name}.txt`), `${sorted.map(([, line]) => line).join('\n')}\n`);
}

/** What this machine lacks for these cases; null: nothing. */
function whyNot(cases: readonly LabCase[]): string | null {
  const noNetwork = whyNoNetwork();
  if (noNetwork) return noNetwork;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const needed = new Set(cases.flatMap(({ needs = [] }) => needs));
  const isThere = (program: Program) =>
    program === 'postgres' ? postgresBin() : folders.some((folder) => existsSync(join(folder, program)));
  const missing = [...needed].filter((program) => !isThere(program));
  const packages = missing.map((program) => PROGRAMS[program]).join(' ');
  return missing.length ? `${missing.join(', ')} missing (Debian: apt-get install ${packages})` : null;
}

async function runOnce(labCase: LabCase, stage: Stage, run: number, rests = () => {}): Promise<Sample[]> {
  const samples = await labCase.run(stage, rests);
  const line = samples.map(({ product, metric, value }) => `${product} ${metric} ${value ?? 'never'}`);
  console.log(`${new Date().toISOString().slice(11, 19)} ${labCase.name} ${run}: ${line.join(', ')}`);
  if (options.timeline) await keepTimeline(options.timeline, `${labCase.name}-${run}`, stage);
  return samples;
}

async function measure(labCase: LabCase): Promise<LabRow[]> {
  const set = () => setStage({ ...labCase.stage, ...(options.ours && { products: [OURS] }) });
  const samples: Sample[] = [];
  const resting: Promise<void>[] = [];
  let stage: Stage | null = null;
  try {
    for (let run = 1; run <= runs; run += 1) {
      const current: Stage = stage ?? (await set());
      stage = current;
      const rested = Promise.withResolvers<void>();
      const done = runOnce(labCase, current, run, rested.resolve).then((measured) => void samples.push(...measured));
      const first = await Promise.race([done.then(() => 'done'), rested.promise.then(() => 'resting')]);
      if (first === 'resting') {
        const over = done.finally(current.close);
        over.catch(() => {});
        resting.push(over);
        stage = null;
      }
    }
    await Promise.all(resting);
  } finally {
    await Promise.allSettled(resting);
    await stage?.close();
  }
  return toRows(labCase, samples);
}

async function main(): Promise<void> {
  const wanted = options.case.split(',');
  const waiting = CASES.filter(({ name }) =>
    wanted.some((text) => text === '' || name === text || name.startsWith(`${text}-`)),
  );
  const reason = whyNot(waiting);
  if (reason) throw new Error(`The lab cannot be built here: ${reason}.`);
  const rows: LabRow[] = [];
  if (!options.append) forgetResults();
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      try {
        const measured = await measure(next);
        rows.push(...measured);
        writeResults(measured, CASES);
      } catch (error) {
        console.error(`${next.name}:`, error);
        process.exitCode = 1;
      }
    }
  };
  await Promise.all(Array.from({ length: Number(options.jobs) }, work));
  printRows(rows);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
