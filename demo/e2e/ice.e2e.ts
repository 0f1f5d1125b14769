/** Between networks: our own STUN server, and relaying by a real TURN server (coturn) with the credentials we make for it. */
import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { CHROMIUM_FLAGS } from '../../.ci/chromium.mjs';
import { type Coturn, startCoturn } from './kit/coturn.ts';
import { startLossyLine } from './kit/lossy-line.ts';
import { launch, type People, type Person } from './kit/people.ts';
import { type Product, startProduct } from './kit/product.ts';
import { type Site, snippet, startSite } from './kit/site.ts';
import { hears, isIn, joinByLobby, pressJoin } from './kit/voice.ts';

const hasIPv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'));
const SECRET = 'the secret of coturn and the API';

describe('between networks', () => {
  let coturn: Coturn;
  let product: Product;
  let site: Site;
  let people: People;
  before(async () => {
    [coturn, site, people] = await Promise.all([
      startCoturn(SECRET, { tls: true }),
      startSite(),
      // coturn's certificate is its own.
      launch([...CHROMIUM_FLAGS, '--ignore-certificate-errors']),
    ]);
    const { udp, tcp, tls } = coturn.urls;
    product = await startProduct({ STUN_PORT: '0', TURN_URLS: [udp, tcp, tls].join(), TURN_SECRET: SECRET });
  });
  after(async () => {
    await people?.close();
    await Promise.all([product?.stop(), coturn?.stop(), site?.close()]);
  });

  /** `way`: their network lets nothing through to a relay but this. */
  async function joinRelayed(name: string, server: string, way?: keyof Coturn['urls']): Promise<Person> {
    const person = await people.visit(name, 'about:blank');
    await person.page.addInitScript((only) => {
      globalThis.connections = [];
      globalThis.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(configuration: RTCConfiguration = {}) {
          const { iceServers = [] } = configuration;
          const left = iceServers.map((one) => ({
            ...one,
            urls: [one.urls].flat().filter((url) => !only || url === only),
          }));
          super({ ...configuration, iceServers: left.filter(({ urls }) => urls.length > 0) });
          globalThis.connections.push(this);
        }
      };
    }, way && coturn.urls[way]);
    await person.page.goto(site.page(snippet(server, 'room="relayed" privacy="relay"')));
    await pressJoin(person);
    await isIn(person);
    return person;
  }

  /** By which way this person's sound goes to the relay. */
  const wayOf = ({ page }: Person) =>
    page.evaluate(async () => {
      const report = (await globalThis.connections.at(-1)?.getStats()) ?? new Map();
      const transport = [...report.values()].find(({ type }) => type === 'transport');
      return report.get(report.get(transport?.selectedCandidatePairId)?.localCandidateId)?.relayProtocol;
    });

  /** The code of the error this person sees, once there is one. */
  async function errorOf({ page }: Person, withinMs: number): Promise<string | undefined> {
    await page.waitForFunction(() => document.querySelector('voice-room')?.error, undefined, { timeout: withinMs });
    return page.evaluate(() => document.querySelector('voice-room')?.error?.code);
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

  it('two who use relays only hear each other through coturn, and the check finds each way to it', async () => {
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
    const checks = await anna.page.evaluate(async () => [
      ...((await document.querySelector('voice-room')?.diagnose()) ?? []),
    ]);
    assert.deepEqual(
      checks.filter(({ name }) => /^(turn-|relay)/.test(name)).map(({ name, ok, code }) => [name, ok, code]),
      ['turn-udp', 'turn-tcp', 'turn-tls', 'relay'].map((name) => [name, true, undefined]),
    );
    await people.leave();
  });

  it('each way to a relay carries a call by itself: UDP, TCP, and TLS', async () => {
    for (const [mine, yours] of [
      ['tcp', 'udp'],
      ['tls', 'tls'],
    ] as const) {
      const anna = await joinRelayed('Anna', product.url, mine);
      const ben = await joinRelayed('Ben', product.url, yours);
      await hears(anna, [ben]);
      await hears(ben, [anna]);
      assert.deepEqual([await wayOf(anna), await wayOf(ben)], [mine, yours]);
      await people.leave();
    }
  });

  it('with another secret than the TURN server has, both are told so at once', async () => {
    const wrong = await startProduct({ TURN_URLS: coturn.url, TURN_SECRET: `${SECRET}?` });
    try {
      const anna = await joinRelayed('Anna', wrong.url);
      const ben = await joinRelayed('Ben', wrong.url);
      const since = Date.now();
      const codes = await Promise.all([anna, ben].map((one) => errorOf(one, 30_000)));
      assert.deepEqual(codes, ['turn_credentials_refused', 'turn_credentials_refused']);
      const tookMs = Date.now() - since;
      // Before the first attempt is given up.
      assert.ok(tookMs < 7_000, `${tookMs} ms`);
      assert.match(coturn.log(), /401|Unauthorized|cannot find credentials|check_stun_auth/);
    } finally {
      await people.leave();
      await wrong.stop();
    }
  });

  it('a network that lets nothing through to the relay: “blocks voice”; when it does again, they talk', async () => {
    const line = await startLossyLine(Number(/:(\d+)\?/.exec(coturn.url)?.[1]));
    line.setWeather({ loss: 1 });
    const blocked = await startProduct({ TURN_URLS: `turn:127.0.0.1:${line.port}?transport=udp`, TURN_SECRET: SECRET });
    try {
      const anna = await joinRelayed('Anna', blocked.url);
      const ben = await joinRelayed('Ben', blocked.url);
      assert.equal(await errorOf(ben, 40_000), 'network_blocked');
      await ben.page.getByText('Your network blocks voice.').first().waitFor();
      line.setWeather({});
      await hears(ben, [anna], 40_000);
      await ben.page.waitForFunction(() => document.querySelector('voice-room')?.error === null);
    } finally {
      await people.leave();
      await Promise.all([blocked.stop(), line.close()]);
    }
  });

  it('page, API, live socket and signalling over IPv6', async (t) => {
    if (!hasIPv6) {
      t.diagnostic('not tested: this machine has no IPv6');
      return;
    }
    const far = await startProduct({ HOST: '::1', STUN_PORT: '0' });
    try {
      assert.match(far.url, /^http:\/\/\[::1\]:\d+$/);
      const anna = await joinByLobby(people, site, far.url, 'six', 'Anna');
      const ben = await joinByLobby(people, site, far.url, 'six', 'Ben');
      await hears(anna, [ben]);
      await hears(ben, [anna]);
    } finally {
      await people.leave();
      await far.stop();
    }
  });
});

declare global {
  var connections: RTCPeerConnection[];
}
