/** `diagnose()`: what it says when all is well, and of each part that is not, with real servers that are there, wrong or gone. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, afterEach, before, describe, it } from 'node:test';
import { CHROMIUM_FLAGS } from '../../.ci/chromium.mjs';
import type { Check, CheckName } from '../../widget/client/diagnosis/check.ts';
import { type Coturn, startCoturn } from './kit/coturn.ts';
import { launch, type People, type Person } from './kit/people.ts';
import { type Product, startProduct } from './kit/product.ts';
import { type Site, snippet, startSite } from './kit/site.ts';
import { hears, isIn, pressJoin } from './kit/voice.ts';

const SECRET = 'the secret of coturn and the API';
/** A Chromium that does not allow the microphone by itself. */
const asking = CHROMIUM_FLAGS.filter((flag) => flag !== '--use-fake-ui-for-media-stream');
/** As documented, and what a busy machine adds. */
const BOUND_MS = 10_000 + 5_000;

describe('diagnose()', () => {
  let coturn: Coturn;
  let product: Product;
  let site: Site;
  let people: People;
  before(async () => {
    [coturn, site, people] = await Promise.all([startCoturn(SECRET), startSite(), launch(asking)]);
    product = await startProduct({
      STUN_PORT: '0',
      TURN_URLS: `${coturn.url},${coturn.url.replace('udp', 'tcp')}`,
      TURN_SECRET: SECRET,
    });
  });
  afterEach(() => people.leave());
  after(async () => {
    await people?.close();
    await Promise.all([product?.stop(), coturn?.stop(), site?.close()]);
  });

  const visit = (server: string, room: string, policy?: string) =>
    people.visit('Anna', site.page(snippet(server, `room="${room}" display-name="Anna"`), policy));

  /** What is wrong, or worth knowing, by name; everything else is well. */
  async function diagnose({ page }: Person): Promise<{ checks: Check[]; codes: Partial<Record<CheckName, string>> }> {
    const started = Date.now();
    await page.waitForFunction(() => document.querySelector('voice-room')?.shadowRoot);
    const checks = await page.evaluate(async () => [
      ...((await document.querySelector('voice-room')?.diagnose()) ?? []),
    ]);
    assert.ok(Date.now() - started < BOUND_MS, `took ${Date.now() - started} ms`);
    for (const { name, ok, code, message, fix, tookMs } of checks) {
      assert.ok(Number.isInteger(tookMs), `${name} took ${tookMs}`);
      assert.equal(ok || (code && message && fix) !== undefined, true, `${name}: ${code} ${message} ${fix}`);
    }
    return { checks, codes: Object.fromEntries(checks.flatMap(({ name, code }) => (code ? [[name, code]] : []))) };
  }
  const names = (checks: readonly Check[]) => checks.map(({ name }) => name);

  it('before a join everything is tried, and nobody is asked for the microphone', async (t) => {
    const anna = await visit(product.url, 'before');
    await anna.page.mouse.click(5, 5);
    const { checks, codes } = await diagnose(anna);
    t.diagnostic(checks.map(({ name, tookMs }) => `${name} ${tookMs} ms`).join(', '));
    const turn = ['turn-udp', 'turn-tcp', 'relay'] as const;
    assert.deepEqual(names(checks), ['microphone', 'autoplay', 'api', 'live', 'signaling', 'stun', ...turn]);
    assert.deepEqual(codes, { microphone: 'microphone_not_asked' });
    assert.equal(await anna.page.evaluate(() => globalThis.probe.asked()), 0);
  });

  it('in a call as well, which goes on undisturbed, with the microphone as it is', async () => {
    const anna = await visit(product.url, 'during');
    const ben = await people.visit('Ben', site.page(snippet(product.url, 'room="during" display-name="Ben"')));
    for (const person of [anna, ben]) {
      await pressJoin(person);
      await isIn(person);
    }
    await hears(ben, [anna]);
    const { codes } = await diagnose(anna);
    assert.deepEqual(codes, {}, 'all is well');
    assert.equal(await anna.page.evaluate(() => globalThis.probe.asked()), 1, 'asked by the join alone');
    await hears(ben, [anna]);
    await hears(anna, [ben]);
    assert.equal(await anna.page.evaluate(() => document.querySelector('voice-room')?.state), 'connected');
  });

  it('a microphone that is allowed is opened and let go; one that is denied is said to be', async () => {
    const anna = await visit(product.url, 'allowed');
    await anna.page.mouse.click(5, 5);
    await anna.page.context().grantPermissions(['microphone']);
    // Now its own addresses are known to Chromium, which leaves out what STUN says if it is the same.
    assert.deepEqual((await diagnose(anna)).codes, {});
    assert.equal(await anna.page.evaluate(() => globalThis.probe.asked()), 1);
    const devtools = await anna.page.context().newCDPSession(anna.page);
    const { targetInfo } = await devtools.send('Target.getTargetInfo');
    await devtools.send('Browser.setPermission', {
      permission: { name: 'microphone' },
      setting: 'denied',
      ...(targetInfo.browserContextId && { browserContextId: targetInfo.browserContextId }),
    });
    assert.equal((await diagnose(anna)).codes.microphone, 'microphone_denied');
    assert.equal(await anna.page.evaluate(() => globalThis.probe.asked()), 1);
  });

  it('with another secret than the TURN server has the credentials are refused, at once; servers that are not there', async () => {
    const gone = (await startCoturn(SECRET).then((one) => one.stop().then(() => one))).url;
    const lonely = await startProduct({
      STUN_URLS: gone.replace('turn:', 'stun:').replace(/\?.*/, ''),
      TURN_URLS: `${coturn.url},${gone.replace('udp', 'tcp')}`,
      TURN_SECRET: `${SECRET}?`,
    });
    try {
      const { checks, codes } = await diagnose(await visit(lonely.url, 'lonely'));
      assert.equal(codes.api ?? codes.live ?? codes.signaling, undefined);
      assert.equal(codes['turn-udp'], 'turn_credentials_refused');
      const { tookMs = Number.NaN } = checks.find(({ name }) => name === 'turn-udp') ?? {};
      assert.ok(tookMs < 4_000, `after ${tookMs} ms`);
      assert.deepEqual([codes.stun, codes['turn-tcp']], ['stun_unreachable', 'turn_unreachable']);
      assert.equal(codes.relay, 'turn_credentials_refused');
    } finally {
      await lonely.stop();
    }
  });

  it('a page whose policy lets no WebSocket through', async () => {
    const { url } = product;
    const anna = await visit(url, 'sockets', `default-src 'none'; script-src ${url}; connect-src ${url}`);
    const { codes } = await diagnose(anna);
    assert.deepEqual([codes.api, codes.live, codes.signaling], [undefined, 'socket_blocked', 'socket_blocked']);

    // The person sees the same: where it says what went wrong there is a button to find out why.
    await anna.page.getByRole('button', { name: 'Check connection' }).click();
    const dialog = anna.page.getByRole('dialog', { name: 'Connection check' });
    await dialog.getByText('2 things do not work.').waitFor({ timeout: BOUND_MS });
    const failing = await dialog.getByRole('listitem').filter({ hasText: 'WebSocket' }).allInnerTexts();
    assert.match(failing.join(), /Live connection to it.*Signalling/s);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'hidden' });
  });

  it('a page the server does not want; then no server at all', async () => {
    const other = await startProduct({ ALLOWED_ORIGINS: 'https://elsewhere.example' });
    const anna = await visit(other.url, 'gone');
    try {
      const { codes } = await diagnose(anna);
      assert.deepEqual([codes.api, codes.signaling], ['origin_not_allowed', 'origin_not_allowed']);
    } finally {
      other.process.kill('SIGKILL');
      await once(other.process, 'exit');
    }
    const { checks, codes } = await diagnose(anna);
    const unreachable = 'server_unreachable';
    assert.deepEqual([codes.api, codes.live, codes.signaling], [unreachable, unreachable, unreachable]);
    assert.deepEqual(names(checks), ['microphone', 'autoplay', 'api', 'live', 'signaling']);
  });
});
