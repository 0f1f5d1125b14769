/** Between networks: our own STUN server, and relaying by a real TURN server (coturn) with the credentials we make for it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Coturn, startCoturn } from './kit/coturn.ts';
import { launch, type People, type Person } from './kit/people.ts';
import { type Product, startProduct } from './kit/product.ts';
import { type Site, snippet, startSite } from './kit/site.ts';
import { hears, isIn, pressJoin } from './kit/voice.ts';

const SECRET = 'the secret of coturn and the API';

describe('between networks', () => {
  let coturn: Coturn;
  let product: Product;
  let site: Site;
  let people: People;
  before(async () => {
    [coturn, site, people] = await Promise.all([startCoturn(SECRET), startSite(), launch()]);
    product = await startProduct({ STUN_PORT: '0', TURN_URLS: coturn.url, TURN_SECRET: SECRET });
  });
  after(async () => {
    await people?.close();
    await Promise.all([product?.stop(), coturn?.stop(), site?.close()]);
  });

  async function joinRelayed(name: string, server: string): Promise<Person> {
    const person = await people.visit(name, site.page(snippet(server, 'room="relayed" privacy="relay"')));
    await pressJoin(person);
    await isIn(person);
    return person;
  }

  it('Chromium learns its address from our own STUN server', async () => {
    const answer = await fetch(`${product.url}/api/v1/ice-servers`);
    const { iceServers } = (await answer.json()) as { iceServers: RTCIceServer[] };
    // A page without an origin may not ask for the microphone, so Chromium hides its addresses: what is seen from outside is news.
    const { page } = await people.visit('Anna', 'about:blank');
    const candidate = await page.evaluate(
      async (servers) => {
        const connection = new RTCPeerConnection({ iceServers: servers });
        const found = new Promise<string>((resolve) => {
          connection.onicecandidate = ({ candidate }) => {
            if (candidate === null) resolve('none');
            else if (candidate.type === 'srflx') resolve(candidate.candidate);
          };
        });
        connection.createDataChannel('any');
        await connection.setLocalDescription();
        return found.finally(() => connection.close());
      },
      iceServers.slice(0, 1),
    );
    assert.match(candidate, / 127\.0\.0\.1 \d+ typ srflx /);
    await people.leave();
  });

  it('two who use relays only hear each other through coturn', async () => {
    const anna = await joinRelayed('Anna', product.url);
    const ben = await joinRelayed('Ben', product.url);
    await hears(anna, [ben]);
    await hears(ben, [anna]);
    for (const { page } of [anna, ben]) {
      await page.waitForFunction(
        () =>
          [...(document.querySelector('voice-room')?.stats?.values() ?? [])].some(({ relayed }) => relayed === true),
        undefined,
        { timeout: 20_000 },
      );
    }
    await people.leave();
  });

  it('with another secret than the TURN server has, whoever calls is told that nobody can be reached', async () => {
    const wrong = await startProduct({ TURN_URLS: coturn.url, TURN_SECRET: `${SECRET}?` });
    try {
      const anna = await joinRelayed('Anna', wrong.url);
      const ben = await joinRelayed('Ben', wrong.url);
      const failed = () => document.querySelector('voice-room')?.error?.code === 'connection_failed';
      await ben.page.waitForFunction(failed, undefined, { timeout: 80_000 });
      await hears(anna, []);
      assert.match(coturn.log(), /401|Unauthorized|cannot find credentials|check_stun_auth/);
    } finally {
      await people.leave();
      await wrong.stop();
    }
  });
});
