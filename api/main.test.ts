import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';

const folder = mkdtempSync(join(tmpdir(), 'voice-room-main-'));
const running = new Set<ChildProcess>();
after(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: { HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const exit = once(child, 'exit').finally(() => running.delete(child));
  return { child, exit, said: text(child.stderr) };
}

/** Waits until it listens and returns its address. */
async function listening(child: ChildProcess): Promise<string> {
  let out = '';
  for await (const chunk of child.stdout ?? []) {
    out += String(chunk);
    const port = /"port":(\d+)/.exec(out)?.[1];
    if (port) return `http://127.0.0.1:${port}`;
  }
  throw new Error(`It never listened: ${out}`);
}

async function refusal(env: Record<string, string>): Promise<{ code: number; said: string }> {
  const { exit, said } = start(env);
  const [code] = await exit;
  return { code, said: (await said).trim() };
}

test('it keeps its data for itself, over restarts and crashes, and stops when asked', async () => {
  const dataDir = join(folder, 'kept');
  const json = { 'content-type': 'application/json' };
  const first = start({ DATA_DIR: dataDir });
  const url = await listening(first.child);
  const made = await fetch(`${url}/api/v1/rooms`, { method: 'POST', headers: json, body: '{"name":"Kept"}' });
  assert.equal(made.status, 201);

  const second = await refusal({ DATA_DIR: dataDir });
  assert.equal(second.code, 1);
  assert.match(second.said, /^Another process is using the data directory ".*kept\/database": [^\n]+$/);

  first.child.kill('SIGKILL');
  await first.exit;
  const third = start({ DATA_DIR: dataDir });
  const again = await fetch(`${await listening(third.child)}/api/v1/rooms/kept`);
  assert.equal(again.status, 200, 'the lock of a killed process is free, its data is there');
  third.child.kill('SIGINT');
  assert.deepEqual(await third.exit, [0, null]);
  assert.equal(await third.said, '');
});

test('settings that are not right are all named, a database that is not there is one sentence', async () => {
  const [settings, database] = await Promise.all([
    refusal({ NODE_ENV: 'production' }),
    refusal({ DATA_DIR: join(folder, 'server'), DATABASE_URL: 'postgres://u:secret@127.0.0.1:1/voice' }),
  ]);
  assert.equal(settings.code, 1);
  assert.match(settings.said, /TOKEN_SECRET.*ADMIN_KEY.*ALLOWED_ORIGINS/s);
  assert.equal(database.code, 1);
  assert.match(database.said, /^Cannot use the database at 127\.0\.0\.1:1\/voice \(ECONNREFUSED\): [^\n]+$/);
});

test('an offer of another protocol is ignored: the request is answered as it is', async () => {
  const { child, exit } = start({ DATA_DIR: join(folder, 'offered') });
  const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAEAAEAAAAIAAAAB' };
  const made = request(`${await listening(child)}/api/v1/rooms`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
  });
  made.end('{"name":"Offered"}');
  const [answer] = await once(made, 'response');
  assert.equal(answer.statusCode, 201);
  assert.match(await text(answer), /"slug":"offered"/);
  child.kill('SIGINT');
  await exit;
});
