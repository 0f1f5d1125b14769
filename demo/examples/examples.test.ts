/** The examples do what they say, against the product as it is started. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { VoiceRoomServer } from '../../api/client/server.entry.ts';
import { type Product, startProduct } from '../e2e/kit/product.ts';

let product: Product;
let voice: VoiceRoomServer;
before(async () => {
  product = await startProduct();
  voice = new VoiceRoomServer({ url: product.url });
});
after(() => product.stop());

const path = (file: string) => `${import.meta.dirname}/${file}`;
const env = () => ({ ...process.env, VOICE_ROOM_URL: product.url });
/** From the source, as long as nothing is built. */
const node = (file: string, ...args: string[]) => ['--conditions=voice-room-source', path(file), ...args];

async function output(file: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, node(file, ...args), { env: env(), timeout: 60_000 });
  return stdout;
}

test('create-room: the same room for the same appointment; the token lets its customer in', async () => {
  const made = async () =>
    /^<voice-room room="([0-9a-f-]{36})" token="(\S+)"><\/voice-room>\n$/.exec(await output('create-room.ts', '7'));
  const [, room = '', token = ''] = (await made()) ?? [];
  assert.equal((await made())?.[1], room);
  const customer = new VoiceRoomServer({ url: product.url, key: token });
  const { participant } = await customer.participants.join(room, { agentId: 'somebody else' });
  assert.deepEqual([participant.agentId, participant.displayName], ['customer-7', 'Anna']);
  await assert.rejects(customer.participants.join('another', { agentId: 'customer-7' }), { code: 'forbidden' });
});

test('moderate: all are muted, one is out and stays out', async () => {
  for (const agentId of ['anna', 'ben', 'eve']) await voice.participants.join('loud', { agentId });
  assert.equal(await output('moderate.ts', 'loud', 'eve'), 'anna is muted\nben is muted\neve is out for an hour\n');
  const here = await voice.participants.list('loud', { present: true }).toArray();
  assert.deepEqual(
    here.map(({ agentId, serverMuted }) => [agentId, serverMuted]),
    [
      ['anna', true],
      ['ben', true],
    ],
  );
  await assert.rejects(voice.participants.join('loud', { agentId: 'eve' }), { code: 'banned' });
});

test('export-sessions: a line for each, whatever people are called', async () => {
  const { session, room } = await voice.participants.join('books', { agentId: 'a "b", c' });
  const lines = (await output('export-sessions.ts')).split('\n');
  assert.equal(lines[0], 'session,room,agent,started,seconds,status');
  const line = lines.find((each) => each.startsWith(session.id)) ?? '';
  assert.ok(line.startsWith(`${session.id},${room.id},"a ""b"", c",${session.startedAt},`), line);
});

test('receive-webhooks: hears who comes and what closes, and believes nobody else', { timeout: 60_000 }, async () => {
  const port = await freePort();
  const child = spawn(process.execPath, node('receive-webhooks.ts'), {
    env: { ...env(), PORT: port },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const said = collect(child);
    await said(/listening/);
    const forged = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{"type":"room.closed"}' });
    assert.equal(forged.status, 400);
    await voice.participants.join('hooked', { agentId: 'anna', displayName: 'Anna' });
    await voice.rooms.close('hooked');
    await said(/Anna is here\nhooked is closed/);
  } finally {
    const exited = once(child, 'exit');
    child.kill('SIGINT');
    await exited;
  }
  assert.deepEqual(await voice.webhooks.list().toArray(), [], 'it takes its webhook with it');
});

test('rooms.sh: the same with curl', async () => {
  const { stdout } = await promisify(execFile)('sh', [path('rooms.sh')], { env: env(), timeout: 60_000 });
  const [made, again, locked, sessions] = stdout.split('\n').map((line) => line && JSON.parse(line));
  assert.deepEqual(again, made);
  assert.deepEqual([locked.id, locked.settings.locked], [made.id, true]);
  assert.ok(Array.isArray(sessions.data));
  assert.equal((await voice.rooms.get(made.id)).status, 'closed');
});

/** Resolves when the program has said that. */
function collect(child: ChildProcess): (pattern: RegExp) => Promise<void> {
  let text = '';
  const waiting = new Set<() => void>();
  child.stdout?.on('data', (chunk) => {
    text += chunk;
    for (const look of waiting) look();
  });
  return (pattern) =>
    new Promise((resolve) => {
      const look = () => {
        if (!pattern.test(text)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = Object(server.address());
  server.close();
  await once(server, 'close');
  return String(port);
}
