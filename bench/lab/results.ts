/** What the lab has measured: bench/results/lab.json, from which docs/recovery.md is made. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { percentile } from '../report.ts';
import type { Aim, LabCase, Sample, Unit } from './lab-case.ts';

const FILE = fileURLToPath(new URL('../results/lab.json', import.meta.url));

export interface LabRow {
  case: string;
  what: string;
  product: string;
  metric: string;
  unit: Unit;
  /** One of each run; null: it did not come to pass. */
  values: (number | null)[];
  aim?: Aim | undefined;
  notes: string[];
  measuredAt: string;
  commit: string;
  /** Processes that wanted one of the cores, on average over the last minute: by it, by ourselves and by others. */
  load: number;
}

export interface LabResults {
  machine: string;
  rows: LabRow[];
}

/** What did not come to pass is worse than anything that did. */
export function summary(values: readonly (number | null)[]): { median: number; worst: number } {
  const numbers = values.map((value) => value ?? Number.POSITIVE_INFINITY);
  return { median: percentile(numbers, 0.5), worst: Math.max(...numbers) };
}

/** Our own row, as far as it has an aim. */
export function misses({ product, values, aim }: LabRow): boolean {
  if (product !== 'voice-room' || !aim) return false;
  const { median, worst } = summary(values);
  return median > (aim.median ?? Number.POSITIVE_INFINITY) || worst > (aim.worst ?? Number.POSITIVE_INFINITY);
}

export function toRows(labCase: LabCase, samples: readonly Sample[]): LabRow[] {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const rows = new Map<string, LabRow>();
  for (const { product, metric, unit, value, aim, note } of samples) {
    const key = `${metric} ${product}`;
    const row = rows.get(key) ?? {
      case: labCase.name,
      what: labCase.what,
      product,
      metric,
      unit,
      values: [],
      aim,
      notes: [],
      measuredAt: new Date().toISOString(),
      commit,
      load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    };
    row.values.push(value);
    if (note && !row.notes.includes(note)) row.notes.push(note);
    rows.set(key, row);
  }
  return [...rows.values()];
}

export function readResults(): LabResults {
  const machine = `${cpus().length} x ${cpus()[0]?.model.trim()}, ${process.platform} ${process.arch}, Node ${process.version}`;
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as LabResults) : { machine, rows: [] };
}

export function forgetResults(): void {
  rmSync(FILE, { force: true });
}

/** In the order of `cases`. What was measured before of the same cases is replaced. */
export function writeResults(rows: readonly LabRow[], cases: readonly LabCase[]): void {
  const before = readResults();
  const measured = new Set(rows.map((row) => row.case));
  const kept = before.rows.filter((row) => !measured.has(row.case));
  const order = new Map(cases.map(({ name }, index) => [name, index]));
  const sorted = [...kept, ...rows].sort((a, b) => (order.get(a.case) ?? 0) - (order.get(b.case) ?? 0));
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, `${JSON.stringify({ machine: before.machine, rows: sorted }, undefined, 1)}\n`);
}

const shown = (value: number, unit: Unit) =>
  Number.isFinite(value) ? `${value}${unit === 'ms' ? '' : ` ${unit}`}` : 'never';

export function printRows(rows: readonly LabRow[]): void {
  console.table(
    rows.map((row) => {
      const { median, worst } = summary(row.values);
      return {
        case: row.case,
        metric: row.metric,
        product: row.product,
        median: shown(median, row.unit),
        worst: shown(worst, row.unit),
        aim: row.aim ? `${row.aim.median ?? ''} / ${row.aim.worst ?? ''}` : '',
        missed: misses(row) ? 'missed' : '',
        values: row.values.map((value) => value ?? '-').join(' '),
        notes: row.notes.join('; '),
      };
    }),
  );
}
