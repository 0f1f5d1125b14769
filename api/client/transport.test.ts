/** What happens when things go wrong between a backend and the server: real HTTP, a real API, and a line that is cut. */
import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { listen, stopListening } from '../http/listen.ts';
import { forEachApi } from '../testing/harness.ts';
import { VoiceRoomError } from './voice-room-error.ts';
import { VoiceRoomServer } from './voice-room-server.ts';

type Fate = 'pass' | 'lose the request' | 'lose the answer' | 'hang' | ((response: ServerResponse) => void);

/** A proxy in which each request has its fate; when they are used up, the rest pass. */
async function startLine(target: string, fates: Fate[]) {
  let requests = 0;
  const server = createServer(async (request, response) => {
    requests += 1;
    const fate = fates.shift() ?? 'pass';
    if (typeof fate === 'function') return fate(response);
    if (fate === 'hang') return;
    if (fate === 'lose the request') return void request.socket.destroy();
    const body = await text(request);
    const { host, connection, 'content-length': length, ...headers } = request.headers;
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method ?? 'GET',
      headers: headers as Record<string, string>,
      ...(body ? { body } : {}),
    });
    const answered = await answer.text();
    if (fate === 'lose the answer') return void request.socket.destroy();
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(answered);
  });
  const port = await listen(server, 0, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => requests,
    [Symbol.asyncDispose]: () => stopListening(server, 0),
  };
}

const busy =
  (status: number, headers: Record<string, string> = {}, code = 'rate_limited') =>
  (response: ServerResponse) =>
    void response
      .writeHead(status, { 'content-type': 'application/problem+json', ...headers })
      .end(JSON.stringify({ code, detail: 'Busy.' }));

forEachApi((api) => {
  /** A client over a line of those fates, and how long it waited each time. */
  async function connect(fates: Fate[], options: { timeoutMs?: number } = {}) {
    const line = await startLine(api.url, fates);
    const waits: number[] = [];
    const sleep = async (ms: number) => void waits.push(ms);
    const voice = new VoiceRoomServer({ url: line.url, sleep, random: () => 1, timeoutMs: 20_000, ...options });
    return { voice, line, waits, [Symbol.asyncDispose]: () => line[Symbol.asyncDispose]() };
  }

  test('a room whose answers are lost on the way is made once', async () => {
    await using it = await connect(['lose the answer', 'lose the request', 'lose the answer']);
    const room = await it.voice.rooms.create({ name: 'Lost and found' });
    const rooms = await it.voice.rooms.list().toArray();
    assert.deepEqual(
      rooms.filter(({ name }) => name === 'Lost and found').map(({ id }) => id),
      [room.id],
    );
    assert.deepEqual(it.waits, [250, 500, 1000]);
  });

  test('what was deleted, though nobody heard of it, is deleted', async () => {
    await using it = await connect(['pass', 'lose the answer']);
    const { id } = await it.voice.webhooks.create({ url: 'https://example.com/hook' });
    await it.voice.webhooks.delete(id);
    await assert.rejects(it.voice.webhooks.delete(id), { code: 'webhook_not_found' });
  });

  test('a server that is busy is asked again when it says; not for ever, and not after half a minute', async () => {
    await using it = await connect([busy(429, { 'retry-after': '2' }), busy(503, {}, 'unavailable')]);
    assert.ok(await it.voice.rooms.create({ name: 'Busy' }));
    assert.deepEqual(it.waits, [2000, 500]);
    await using stubborn = await connect(Array.from({ length: 9 }, () => busy(503, {}, 'unavailable')));
    await assert.rejects(stubborn.voice.rooms.list().page(), { code: 'unavailable', status: 503 });
    assert.equal(stubborn.line.requests(), 4);
    await using later = await connect([busy(429, { 'retry-after': '31' })]);
    await assert.rejects(later.voice.rooms.list().page(), { code: 'rate_limited', retryAfterS: 31 });
    assert.equal(later.line.requests(), 1);
  });

  test('a refusal is not asked about again, nor a change that must not be made twice', async () => {
    await using it = await connect([]);
    await assert.rejects(it.voice.rooms.get('nowhere'), { code: 'room_not_found' });
    assert.equal(it.line.requests(), 1);
    const { id } = await it.voice.rooms.create({ name: 'Versioned' });
    await using lossy = await connect(['lose the answer']);
    await assert.rejects(lossy.voice.rooms.update(id, { name: 'X' }, { ifMatch: '*' }), { code: 'network_error' });
    assert.equal(lossy.line.requests(), 1);
  });

  test('no answer in time, no server, and an answer of somebody else', async () => {
    await using slow = await connect(['hang', 'hang', 'hang', 'hang'], { timeoutMs: 100 });
    await assert.rejects(slow.voice.rooms.list().page(), { code: 'timeout', status: 0 });
    assert.equal(slow.line.requests(), 4);
    await using proxy = await connect([(response) => void response.writeHead(404).end('<h1>nginx</h1>')]);
    await assert.rejects(proxy.voice.rooms.list().page(), { code: 'unexpected_answer', status: 404 });
    await using page = await connect([(response) => void response.end('<h1>Hello</h1>')]);
    await assert.rejects(page.voice.rooms.list().page(), { code: 'unexpected_answer', status: 200 });
    const gone = new VoiceRoomServer({ url: slow.line.url, maxRetries: 0 });
    await slow[Symbol.asyncDispose]();
    await assert.rejects(gone.rooms.list().page(), VoiceRoomError);
  });

  test('an abort ends the call while it waits for an answer, and while it waits to ask again', async () => {
    await using line = await startLine(api.url, ['hang', busy(503, { 'retry-after': '20' }, 'unavailable')]);
    for (let n = 0; n < 2; n += 1) {
      const abort = new AbortController();
      const voice = new VoiceRoomServer({ url: line.url });
      const call = voice.rooms.list({}, { signal: abort.signal }).page();
      const requests = n + 1;
      while (line.requests() < requests) await new Promise((resolve) => setTimeout(resolve, 5));
      abort.abort(new Error('changed my mind'));
      await assert.rejects(call, /changed my mind/);
      assert.equal(line.requests(), requests);
    }
  });
});
