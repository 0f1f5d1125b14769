/** A network without IPv4, and one with both: each person a real Chromium on a host of their own (the lab, `bench/lab`). */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it, test } from 'node:test';
import { CHROMIUM_FLAGS, chromiumPath } from '../../.ci/chromium.mjs';
import { createNetwork, type Host, type Network, whyNoNetwork } from '../../bench/lab/network.ts';
import { launch, type People, type Person } from './kit/people.ts';
import { type Product, startProduct } from './kit/product.ts';
import { snippet } from './kit/site.ts';
import { hears, isIn, pressJoin } from './kit/voice.ts';

const PORT = '8080';
const ORIGIN = `http://[fd77::1]:${PORT}`;

const run = ({ prefix }: Host, ...command: string[]) => {
  const [program = '', ...args] = [...prefix, ...command];
  execFileSync(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
};

/** Used at once, without asking whether somebody else has it. */
const give = (host: Host, address: string, device: string) =>
  run(host, 'ip', 'address', 'add', `${address}/64`, 'dev', device, 'nodad');

function whyNoIPv6(): string | null {
  const reason = whyNoNetwork();
  if (reason) return reason;
  const network = createNetwork();
  try {
    give(network.server, 'fd77::1', 'switch');
    return null;
  } catch (error) {
    return `no IPv6 in network namespaces: ${error}`;
  } finally {
    network.close();
  }
}

const reason = whyNoIPv6();

if (reason) {
  test('there is no IPv6 to be had here', (t) => t.diagnostic(`not tested: ${reason}`));
} else {
  describe('over IPv6', () => {
    let network: Network;
    let product: Product;
    const browsers: People[] = [];
    before(async () => {
      network = createNetwork();
      give(network.server, 'fd77::1', 'switch');
      const env = { HOST: '', PORT, PUBLIC_URL: ORIGIN, STUN_PORT: '3478' };
      product = await startProduct(env, network.server.prefix);
    });
    after(async () => {
      await Promise.all(browsers.map((people) => people.close()));
      await product?.stop();
      network?.close();
    });

    async function join(name: string, address: string, hasIPv4: boolean): Promise<Person> {
      const host = network.addHost();
      if (!hasIPv4) run(host, 'ip', '-4', 'address', 'flush', 'dev', 'eth0');
      give(host, address, 'eth0');
      // A browser takes the address of its default route for its own.
      run(host, 'ip', '-6', 'route', 'add', 'default', 'via', 'fd77::1');
      const flags = [
        ...CHROMIUM_FLAGS,
        `--unsafely-treat-insecure-origin-as-secure=${ORIGIN}`,
        // A page that the test makes up has no address, and may not reach a private one.
        '--disable-features=WebRtcHideLocalIpsWithMdns,LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets',
      ];
      const people = await launch(flags, host.launcher(chromiumPath() ?? 'chromium'));
      browsers.push(people);
      const person = await people.visit(name, 'about:blank');
      await person.page.addInitScript(() => {
        globalThis.connections = [];
        globalThis.RTCPeerConnection = class extends RTCPeerConnection {
          constructor(configuration?: RTCConfiguration) {
            super(configuration);
            globalThis.connections.push(this);
          }
        };
      });
      const body = `<!doctype html><title>IPv6</title>${snippet('', 'room="six"')}`;
      await person.page.route(`${ORIGIN}/six`, (route) => route.fulfill({ contentType: 'text/html', body }));
      await person.page.goto(`${ORIGIN}/six`);
      await pressJoin(person);
      await isIn(person);
      return person;
    }

    /** Both ends of the path in use. */
    const path = ({ page }: Person) =>
      page.evaluate(async () => {
        const report = (await globalThis.connections.at(-1)?.getStats()) ?? new Map();
        const transport = [...report.values()].find(({ type }) => type === 'transport');
        const pair = report.get(transport?.selectedCandidatePairId);
        return [pair?.localCandidateId, pair?.remoteCandidateId].map((id) => String(report.get(id)?.address));
      });

    it('who has no IPv4 talks with somebody who has both; page, signalling and STUN are reached by it', async (t) => {
      const anna = await join('Anna', 'fd77::a', false);
      const ben = await join('Ben', 'fd77::b', true);
      await hears(anna, [ben]);
      await hears(ben, [anna]);
      const ends = await path(ben);
      t.diagnostic(ends.join(' to '));
      assert.ok(
        ends.every((address) => /^fd77::/.test(address)),
        ends.join(),
      );
    });
  });
}
