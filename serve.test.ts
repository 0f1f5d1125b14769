/** What `npm start` says and does when things are not as it needs them, and how it ends. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Product, startProduct } from './demo/e2e/kit/product.ts';
import type { JoinResult } from './protocol/rest.ts';

/** Runs serve.ts until it ends by itself. */
async function fails(env: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['serve.ts'], {
    env: { ...process.env, DATABASE_URL: '', HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said: said.trim() };
}

function assertOneSentence({ code, said }: { code: number | null; said: string }, words: RegExp): void {
  assert.equal(code, 1);
  assert.match(said, words);
  assert.equal(said.split('\n').length, 1, said);
}

describe('npm start', () => {
  let dataDir: string;
  let product: Product;
  before(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'voice-room-serve-'));
    product = await startProduct({ DATA_DIR: dataDir });
  });
  after(async () => {
    await product.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('prints the address and the two lines to paste', () => {
    assert.match(product.output(), /<script type="module" src="http:\/\/[^"]+\/voice-room\.js"><\/script>/);
    assert.match(product.output(), /<voice-room room="lobby"><\/voice-room>/);
  });

  it('serves loader, chunks, demo, API and 404s on one port', async () => {
    const loader = await fetch(`${product.url}/voice-room.js`);
    assert.equal(loader.headers.get('access-control-allow-origin'), '*');
    assert.equal(loader.headers.get('cache-control'), 'public, no-cache');
    const chunk = /chunks\/[\w.-]+\.js/.exec(await loader.text())?.[0];
    const lobby = await fetch(`${product.url}/${chunk}`, { headers: { 'accept-encoding': 'gzip' } });
    assert.equal(lobby.status, 200);
    assert.match(lobby.headers.get('cache-control') ?? '', /immutable/);
    assert.equal(lobby.headers.get('content-encoding'), 'gzip');
    for (const [path, type] of [
      ['/', 'text/html'],
      ['/r/amber-otter-42', 'text/html'],
      ['/headless.html', 'text/html'],
      ['/healthz', 'application/json'],
      ['/api/v1/rooms', 'application/json'],
      ['/docs', 'text/html'],
      ['/metrics', 'text/plain'],
    ]) {
      const answer = await fetch(product.url + path);
      assert.equal(answer.status, 200, path);
      assert.ok(answer.headers.get('content-type')?.startsWith(type ?? ''), path);
    }
    for (const path of ['/nothing', '/e2e/talk.e2e.ts', '/tsconfig.json', '/../package.json', '/%2e%2e/package.json']) {
      const answer = await fetch(product.url + path);
      assert.equal(answer.status, 404, path);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    }
  });

  it('signalling messages that are passed on are counted', async () => {
    const relayed = async () =>
      /relayed_messages_total\{type="RESTART"\} (\d+)/.exec(await (await fetch(`${product.url}/metrics`)).text())?.[1];
    assert.equal(await relayed(), undefined);
    const answer = await fetch(`${product.url}/api/v1/rooms/counted/participants`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"agentId":"anna"}',
    });
    const { signaling } = (await answer.json()) as JoinResult;
    const query = new URLSearchParams({
      key: 'peerjs',
      id: signaling.peerId,
      token: signaling.token,
      version: '1.5.5',
    });
    const socket = new WebSocket(`${product.url.replace('http', 'ws')}/peer/peerjs?${query}`);
    await once(socket, 'message');
    // To oneself: it comes back.
    socket.send(JSON.stringify({ type: 'RESTART', dst: signaling.peerId }));
    await once(socket, 'message');
    assert.equal(await relayed(), '1');
    socket.close();
  });

  it('an upgrade to nowhere is refused, and the server lives on', async () => {
    const answer = await fetch(`${product.url}/elsewhere`, {
      headers: { connection: 'upgrade', upgrade: 'websocket' },
    }).catch(() => undefined);
    assert.notEqual(answer?.status, 101);
    assert.equal((await fetch(`${product.url}/healthz`)).status, 200);
  });

  it('an offer of another protocol is ignored', async () => {
    for (const path of ['/', '/api/v1/rooms', '/healthz', '/peer/peerjs']) {
      const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c' };
      const [offered] = await once(get(product.url + path, { headers }), 'response');
      const plain = await fetch(product.url + path);
      assert.equal(offered.statusCode, plain.status, path);
      assert.equal(offered.headers['content-type'], plain.headers.get('content-type'), path);
      offered.resume();
    }
  });

  it('a second process on the same data directory: one sentence, exit code 1, the first goes on', async () => {
    assertOneSentence(await fails({ DATA_DIR: dataDir }), /data directory/);
    assert.equal((await fetch(`${product.url}/readyz`)).status, 200);
  });

  it('a taken port: one sentence, exit code 1', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const free = mkdtempSync(join(tmpdir(), 'voice-room-port-'));
    try {
      assertOneSentence(await fails({ DATA_DIR: free, PORT: String(port) }), new RegExp(`Port ${port} is taken`));
    } finally {
      rmSync(free, { recursive: true, force: true });
      other.close();
    }
  });

  it('a data directory that cannot be written: one sentence, exit code 1', async () => {
    // A file in its place stops root too, whom permissions do not.
    const file = join(dataDir, 'a-file');
    writeFileSync(file, '');
    assertOneSentence(await fails({ DATA_DIR: join(file, 'data') }), /Cannot write to the data directory/);
  });

  it('production without its secrets names each of them', async () => {
    const { code, said } = await fails({ DATA_DIR: dataDir, NODE_ENV: 'production' });
    assert.equal(code, 1);
    for (const name of ['TOKEN_SECRET', 'ADMIN_KEY', 'ALLOWED_ORIGINS']) assert.match(said, new RegExp(name));
  });

  it('Ctrl-C ends it at once with exit code 0, sockets open or not', async () => {
    const other = await startProduct();
    const socket = new WebSocket(`${other.url.replace('http', 'ws')}/api/v1/live`);
    await once(socket, 'open');
    const exited = once(other.process, 'exit');
    const started = performance.now();
    other.process.kill('SIGINT');
    const [code] = await exited;
    assert.equal(code, 0);
    assert.ok(performance.now() - started < 3000);
  });
});
