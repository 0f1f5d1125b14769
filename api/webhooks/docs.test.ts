/** What docs/webhooks.md says is so. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DELIVERY_ERRORS, RESERVED_EVENT_TYPES, WEBHOOK_EVENT_TYPES } from '../../protocol/webhooks.ts';
import { openInMemory } from '../testing/databases.ts';
import { RETRY_DELAYS_MS } from './retry-schedule.ts';
import { startTestDelivering } from './testing/delivering.ts';
import { newSecret } from './webhook-secrets.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/webhooks.md'), 'utf8').replaceAll(/\s+/g, ' ');
const source = readFileSync(join(import.meta.dirname, '../../docs/webhooks.md'), 'utf8');

test('every event, error and pause is named', () => {
  for (const name of [...WEBHOOK_EVENT_TYPES, ...RESERVED_EVENT_TYPES, ...DELIVERY_ERRORS]) {
    assert.ok(text.includes(`\`${name}\``), name);
  }
  const spoken = RETRY_DELAYS_MS.map((ms) =>
    ms < 60_000 ? `${ms / 1000} s` : ms < 3600_000 ? `${ms / 60_000} min` : `${ms / 3600_000} h`,
  );
  assert.ok(text.includes(`${spoken.slice(0, -1).join(', ')} and ${spoken.at(-1)}`), spoken.join(', '));
});

test('the program that verifies lets our events in, and nothing else', async () => {
  const program = /```ts verify\.ts\n(.*?)```/s.exec(source)?.[1];
  assert.ok(program);
  const folder = mkdtempSync(join(tmpdir(), 'voice-room-verify-'));
  const file = join(folder, 'verify.ts');
  writeFileSync(file, program);
  await using db = await openInMemory();
  await using here = startTestDelivering(db);
  const { id, secret } = await here.create('http://127.0.0.1:9/', { events: ['room.created'] });
  const child = spawn(process.execPath, [file], {
    env: { WEBHOOK_SECRET: secret, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = await once(child.stdout, 'data');
    const url = `http://127.0.0.1:${/\d+/.exec(String(line))?.[0]}/`;
    await here.update(id, { url });
    const roomId = await here.makeRoom('verified');
    const heard = once(child.stdout, 'data');
    const [delivery] = await here.until(id, ([one]) => one?.attemptCount === 1);
    assert.equal(delivery?.attempts[0]?.statusCode, 204, JSON.stringify(delivery));
    assert.equal(String((await heard)[0]), `room.created ${roomId}\n`);

    const other = await here.create(url, { events: ['room.closed'] });
    assert.notEqual(other.secret, newSecret());
    await here.services.rooms.close({ kind: 'system' }, roomId, 'closed');
    const [refused] = await here.until(other.id, ([one]) => one?.attemptCount === 1);
    assert.equal(refused?.attempts[0]?.statusCode, 401, 'signed with another secret');
    const headers = { 'webhook-id': 'x', 'webhook-timestamp': '1', 'webhook-signature': 'v1,x' };
    assert.equal((await fetch(url, { method: 'POST', body: '{}', headers })).status, 401);
  } finally {
    child.kill();
    rmSync(folder, { recursive: true });
  }
});
