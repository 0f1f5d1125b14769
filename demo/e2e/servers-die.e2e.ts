/** API, signalling and PostgreSQL, each a process of its own, are killed in the middle of a call: one by one, then all of them. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startPostgres, type TestPostgres } from '../../.ci/postgres.ts';
import type { Page, Participant, Room, Session } from '../../protocol/rest.ts';
import { launch, type People, type Person } from './kit/people.ts';
import { type Product, startProduct } from './kit/product.ts';
import { type Site, startSite } from './kit/site.ts';
import { hears, joinByLobby, participants, press, sees, whenSeen } from './kit/voice.ts';

const TOKEN_SECRET = 'the secret that both servers share in this test';
/** States agree again by then, counted from the last server's start. It takes 0.1 to 3.4 s. */
const AGREED_MS = 35_000;

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  assert(address && typeof address === 'object');
  return String(address.port);
}

describe('servers die one by one', () => {
  let postgres: TestPostgres;
  let signalling: ChildProcess;
  let product: Product;
  let site: Site;
  let people: People;
  let ports: { api: string; peer: string };

  async function startSignalling(): Promise<void> {
    const main = fileURLToPath(new URL('../../peer-server/main.ts', import.meta.url));
    const env = { ...process.env, PORT: ports.peer, HOST: '127.0.0.1', TOKEN_SECRET, LOG_LEVEL: 'info' };
    signalling = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    await new Promise<void>((resolve, reject) => {
      signalling.stdout?.on('data', (chunk: Buffer) => {
        said += chunk;
        if (said.includes('is listening')) resolve();
      });
      signalling.on('exit', () => reject(new Error(`The signalling server ended: ${said}`)));
    });
  }
  async function startApi(): Promise<void> {
    product = await startProduct({
      DATABASE_URL: postgres.url,
      PORT: ports.api,
      PEER_URL: `ws://127.0.0.1:${ports.peer}/peer`,
      TOKEN_SECRET,
    });
  }
  async function kill(child: ChildProcess): Promise<void> {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  before(async () => {
    ports = { api: await freePort(), peer: await freePort() };
    postgres = await startPostgres();
    [site, people] = await Promise.all([startSite(), launch(), startSignalling(), startApi()]);
  });
  after(async () => {
    await people?.close();
    signalling?.kill('SIGKILL');
    await Promise.all([product?.stop(), site?.close()]);
    await postgres?.stop();
  });

  const get = async <T>(path: string) => (await fetch(`${product.url}/api/v1${path}`)).json() as Promise<T>;

  /** What the database says is what people see: two are there, once, in the stays they had, and the room is active. */
  async function agree(stays: readonly string[], anna: Person): Promise<void> {
    const deadline = Date.now() + AGREED_MS;
    await anna.page.waitForFunction(() => document.querySelector('voice-room')?.state === 'connected', null, {
      timeout: AGREED_MS,
    });
    for (;;) {
      const { data } = await get<Page<Participant>>('/rooms/dying/participants?present=true');
      if (data.length === 2 && data.every(({ status }) => status === 'connected')) {
        assert.deepEqual(data.map(({ id }) => id).sort(), [...stays].sort());
        const room = await get<Room>('/rooms/dying');
        assert.deepEqual([room.status, room.participantCount], ['active', 2]);
        const sessions = await get<Page<Session>>(`/sessions?roomId=${room.id}`);
        assert.deepEqual(
          sessions.data.map(({ status }) => status),
          ['active', 'active'],
        );
        return;
      }
      assert.ok(Date.now() < deadline, `they do not agree: ${JSON.stringify(data)}`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  it('people hear each other all the while and see who is muted; afterwards everything agrees', async (t) => {
    const anna = await joinByLobby(people, site, product.url, 'dying', 'Anna');
    const ben = await joinByLobby(people, site, product.url, 'dying', 'Ben');
    await hears(anna, [ben]);
    await hears(ben, [anna]);
    const stays = (await participants(anna)).map(({ id }) => id);

    const database = { kill: () => postgres.kill(), start: () => postgres.start() };
    const api = { kill: () => kill(product.process), start: startApi };
    const peer = { kill: () => kill(signalling), start: startSignalling };
    for (const [name, dying] of Object.entries({
      'the signalling': [peer],
      'the database': [database],
      'the API': [api],
      'all three': [peer, api, database],
    })) {
      await Promise.all(dying.map((one) => one.kill()));
      await hears(anna, [ben]);
      await press(anna, 'Mute');
      await whenSeen(ben, 'Anna', 'muted', true);
      await hears(ben, []);
      await whenSeen(anna, 'Ben', 'speaking', true);
      await press(anna, 'Mute');
      await whenSeen(ben, 'Anna', 'muted', false);
      await hears(ben, [anna]);
      // What the others stand on first.
      for (const one of [...dying].reverse()) await one.start();
      const started = Date.now();
      await agree(stays, anna);
      t.diagnostic(`${name}: agreed ${Date.now() - started} ms after the start`);
      await hears(anna, [ben]);
      await hears(ben, [anna]);
      await sees(anna, ['Anna', 'Ben']);
    }
  });
});
