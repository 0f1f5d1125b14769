/** A process that is killed between a change and its delivery loses nothing: the next one on the same data sends it. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openOnServer } from '../testing/databases.ts';
import { startReceiver } from './testing/receiver.ts';

const folder = mkdtempSync(join(tmpdir(), 'voice-room-killed-'));
const running = new Set<ChildProcess>();
after(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** The API in a process of its own; resolves when it listens. */
async function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../main.ts')], {
    env: { HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  const exit = once(child, 'exit').finally(() => running.delete(child));
  let out = '';
  for await (const chunk of child.stdout) {
    out += String(chunk);
    const port = /"port":(\d+)/.exec(out)?.[1];
    if (port) return { child, exit, url: `http://127.0.0.1:${port}/api/v1` };
  }
  throw new Error(`It never listened: ${out}`);
}

async function post(url: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const { status } = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  assert.equal(status, 201);
}

async function survives(env: Record<string, string>): Promise<void> {
  await using receiver = await startReceiver(() => undefined);
  const first = await start(env);
  await post(`${first.url}/webhooks`, { url: receiver.url, events: ['room.created', 'participant.joined'] });
  await post(`${first.url}/rooms`, { name: 'Kept', slug: 'kept' });
  await post(`${first.url}/rooms/kept/participants`, { agentId: 'anna' });
  await receiver.until(({ length }) => length === 1);
  first.child.kill('SIGKILL');
  await first.exit;

  receiver.answer = () => 204;
  const second = await start(env);
  await receiver.until(({ length }) => length === 3);
  const [before, again, next] = receiver.messages.map(({ event }) => event);
  assert.deepEqual(again, before, 'what was under way comes again, with the same id');
  assert.deepEqual([again?.type, next?.type], ['room.created', 'participant.joined']);
  second.child.kill('SIGTERM');
  assert.deepEqual(await second.exit, [0, null]);
}

test('on the embedded database', { timeout: 240_000 }, () => survives({ DATA_DIR: join(folder, 'embedded') }));

const serverUrl = process.env.TEST_DATABASE_URL;
if (serverUrl) {
  test('on PostgreSQL', { timeout: 240_000 }, async () => {
    let url = '';
    await using _db = await openOnServer(serverUrl, (own) => {
      url = own;
      return { url: own };
    });
    await survives({ DATA_DIR: join(folder, 'server'), DATABASE_URL: url });
  });
}
