import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

export type Row = Record<string, string | number>;

/** Prints the table and writes it to bench/results/<name>.json with machine and commit, so that runs can be compared. */
export function report(name: string, rows: readonly Row[], notes: Record<string, unknown> = {}): void {
  console.log(`\n${name}`);
  console.table(rows);
  const folder = fileURLToPath(new URL('results/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  const machine = `${cpus().length} x ${cpus()[0]?.model.trim()}, ${process.platform} ${process.arch}, Node ${process.version}`;
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  writeFileSync(
    `${folder}${name}.json`,
    `${JSON.stringify({ name, date: new Date().toISOString(), commit, machine, ...notes, rows }, undefined, 2)}\n`,
  );
}

/** The value below which `share` (0..1) of the values lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
