/**
 * The embedded database is killed at random moments: while it is made, while it is opened, while it writes. It opens again, migrated, with
 * every row that was acknowledged and none by halves. `KILLS=200` (`npm run bench:kills`) for more than a few.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseJson } from '../../protocol/guards.ts';
import type { Line } from '../testing/unlucky-writer.ts';

const KILLS = Number(process.env.KILLS ?? 6);
const WRITER = fileURLToPath(new URL('../testing/unlucky-writer.ts', import.meta.url));
/** After the start: whatever it does then. After it is open: while it writes. */
const WITHIN_MS = { start: 2_500, open: 400 };
const PATIENCE_MS = 60_000;

interface Life {
  ready: Extract<Line, { ready: unknown }>['ready'] | null;
  wrote: string[];
}

/** Starts a writer and kills it when `until` resolves; what it said until then. */
async function live(
  dataDir: string,
  round: number,
  until: (ready: Promise<unknown>) => Promise<unknown>,
): Promise<Life> {
  const child = spawn(process.execPath, [WRITER, dataDir, String(round)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const life: Life = { ready: null, wrote: [] };
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk;
  });
  const ended = once(child, 'close');
  const ready = new Promise<void>((resolve, reject) => {
    createInterface(child.stdout).on('line', (text) => {
      // The last line may be cut off in the middle.
      const line = parseJson(text) as Line | undefined;
      if (!line) return;
      if ('wrote' in line) life.wrote.push(line.wrote);
      else {
        life.ready = line.ready;
        resolve();
      }
    });
    ended.then(() => reject(new Error(`It ended by itself: ${complaint}`)));
  });
  ready.catch(() => {});
  await Promise.race([until(ready), pause(PATIENCE_MS, undefined, { ref: false })]);
  assert.equal(child.exitCode, null, `round ${round}: it ended by itself: ${complaint}`);
  child.kill('SIGKILL');
  await ended;
  return life;
}

test(`killed ${KILLS} times, it opens again with every acknowledged row`, { timeout: KILLS * 30_000 }, async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'voice-room-killed-'));
  const acknowledged = new Set<string>();
  let opened = 0;
  const check = ({ ready, wrote }: Life): void => {
    if (ready) {
      opened += 1;
      const there = new Set(ready.slugs);
      assert.deepEqual(
        [...acknowledged].filter((slug) => !there.has(slug)),
        [],
        'acknowledged, and gone',
      );
      assert.equal(there.size, ready.slugs.length, 'no row twice');
      assert.deepEqual([ready.halves, ready.pending, ready.difference], [0, 0, ''], 'no halves, migrated');
    }
    for (const slug of wrote) acknowledged.add(slug);
  };
  try {
    for (let round = 1; round <= KILLS; round += 1) {
      const isAnytime = round % 2 === 1;
      const ms = Math.random() * (isAnytime ? WITHIN_MS.start : WITHIN_MS.open);
      const life = await live(dataDir, round, isAnytime ? () => pause(ms) : (ready) => ready.then(() => pause(ms)));
      if (!isAnytime) assert.ok(life.ready, `round ${round}: not open after ${PATIENCE_MS} ms`);
      check(life);
    }
    const last = await live(dataDir, KILLS + 1, (ready) => ready);
    assert.ok(last.ready);
    check(last);
    t.diagnostic(`${KILLS} kills, opened ${opened} times, ${acknowledged.size} transactions acknowledged, none lost`);
    assert.ok(acknowledged.size > KILLS);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});
