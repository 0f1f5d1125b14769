/** The server is killed in the middle of a call and comes back: nobody notices but by a word on the screen. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page, Participant, Session } from '../../protocol/rest.ts';
import { launch, type People } from './kit/people.ts';
import { type Product, startProduct } from './kit/product.ts';
import { type Site, startSite } from './kit/site.ts';
import { hears, joinByLobby, participants, press, sees, whenSeen } from './kit/voice.ts';

describe('the server dies', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'voice-room-dies-'));
  let product: Product;
  let site: Site;
  let people: People;
  before(async () => {
    [product, site, people] = await Promise.all([startProduct({ DATA_DIR: dataDir }), startSite(), launch()]);
  });
  after(async () => {
    await people.close();
    await Promise.all([product.stop(), site.close()]);
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('people go on talking, are told so, and keep their stays when it is back', async () => {
    const anna = await joinByLobby(people, site, product.url, 'standing', 'Anna');
    const ben = await joinByLobby(people, site, product.url, 'standing', 'Ben');
    await hears(anna, [ben]);
    const before = (await participants(anna)).map(({ id }) => id);

    const { port } = new URL(product.url);
    const exited = once(product.process, 'exit');
    product.process.kill('SIGKILL');
    await exited;
    await anna.page.getByText('Reconnecting…').first().waitFor();
    await hears(anna, [ben]);
    await hears(ben, [anna]);
    await press(anna, 'Mute');
    await hears(ben, []);
    // Nobody but Anna's browser can have said so.
    await whenSeen(ben, 'Anna', 'muted', true);
    await whenSeen(anna, 'Ben', 'speaking', true);

    product = await startProduct({ DATA_DIR: dataDir, PORT: port });
    await anna.page.getByText('2 people').waitFor();
    await whenSeen(ben, 'Anna', 'muted', true);
    await press(anna, 'Mute');
    await hears(ben, [anna]);
    await sees(ben, ['Anna', 'Ben']);
    assert.deepEqual(
      (await participants(anna)).map(({ id }) => id),
      before,
    );
    const present = await get<Page<Participant>>('/rooms/standing/participants?present=true');
    assert.deepEqual(
      present.data.map(({ status }) => status),
      ['connected', 'connected'],
    );
    const sessions = await get<Page<Session>>(`/sessions?roomId=${present.data[0]?.roomId}`);
    assert.deepEqual(
      sessions.data.map(({ status }) => status),
      ['active', 'active'],
    );
  });

  async function get<T>(path: string): Promise<T> {
    return (await fetch(`${product.url}/api/v1${path}`)).json() as Promise<T>;
  }
});
