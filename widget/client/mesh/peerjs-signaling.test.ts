/** The adapter, PeerJS and the real signalling server behind it, with real connections in Chromium. */
import assert from 'node:assert/strict';
import type { Duplex } from 'node:stream';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, chromiumPath } from '../../../.ci/chromium.mjs';
import { startPeerServer, ticket } from '../../../peer-server/testing/harness.ts';
import type { Signaling } from '../../../protocol/rest.ts';
import type {} from '../testing/peerjs-page.ts';

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));

async function bundle(): Promise<string> {
  const stubs = path('./peerjs-stubs.ts');
  const { outputFiles } = await build({
    entryPoints: [path('../testing/peerjs-page.ts')],
    bundle: true,
    format: 'esm',
    write: false,
    external: ['./call.ts'],
    alias: { 'webrtc-adapter': stubs, 'peerjs-js-binarypack': stubs },
  });
  return outputFiles[0]?.text ?? '';
}

describe('signalling over PeerJS', () => {
  let browser: Browser;
  let script: string;
  let page: Page;
  let server: Awaited<ReturnType<typeof startPeerServer>>;
  let sockets: Duplex[];

  before(async () => {
    [browser, script] = await Promise.all([
      chromium.launch({ executablePath: chromiumPath() ?? '', args: CHROMIUM_FLAGS }),
      bundle(),
    ]);
  });
  after(() => browser.close());

  beforeEach(async () => {
    server = await startPeerServer();
    sockets = [];
    server.http.on('upgrade', (_request, socket) => sockets.push(socket));
    server.http.on('request', (_request, response) => response.end('<!doctype html><title>peers</title>'));
    page = await browser.newPage();
    await page.goto(server.origin.replace('ws', 'http'));
    await page.addScriptTag({ content: script, type: 'module' });
    await page.waitForFunction(() => 'kit' in globalThis);
  });
  afterEach(async () => {
    await page.close();
    await server[Symbol.asyncDispose]();
  });

  async function signalingOf(peerId: string, token?: string): Promise<Signaling> {
    const url = `${server.origin}/peer`;
    return { url, peerId, token: token ?? (await ticket(peerId)), expiresAt: '' };
  }

  /** Opens a peer in the page; resolves with `open` or the code of the error. */
  async function open(peerId: string, first?: Signaling, renewals: (Signaling | null)[] = []): Promise<string> {
    const signaling = first ?? (await signalingOf(peerId));
    return page.evaluate(
      async ([id, own, next]) => {
        const peer = globalThis.kit.createPeer(own, next);
        globalThis.kit.peers[id] = peer;
        return peer.line.open().then(
          () => 'open',
          (error) => error.code,
        );
      },
      [peerId, signaling, renewals] as const,
    );
  }
  const call = (from: string, to: string) =>
    page.evaluate(([one, other]) => globalThis.kit.peers[one]?.call(other), [from, to] as const);
  const connected = (id: string) => page.evaluate((one) => globalThis.kit.peers[one]?.connected(), id);
  const logged = (id: string, text: string) =>
    page.evaluate(([one, entry]) => globalThis.kit.peers[one]?.logged(entry), [id, text] as const);

  it('two connect with our own ICE servers only, and ask each other for Opus at 24 kbit/s with DTX', async () => {
    assert.deepEqual([await open('anna'), await open('ben')], ['open', 'open']);
    assert.equal(await call('ben', 'anna'), true);
    await Promise.all([connected('anna'), connected('ben')]);
    await Promise.all([logged('anna', 'call from ben'), logged('anna', 'stream'), logged('ben', 'stream')]);
    const descriptions = await page.evaluate(() =>
      Object.values(globalThis.kit.peers).map(({ calls }) => calls[0]?.connection.localDescription?.sdp ?? ''),
    );
    for (const sdp of descriptions) assert.match(sdp, /a=fmtp:\d+ .*maxaveragebitrate=24000.*usedtx=1/);
    // PeerJS tries out what the browser can when it is loaded; that connection is made before ours is watched.
    const configurations = await page.evaluate(() => globalThis.kit.configurations);
    assert.deepEqual(configurations, [{ iceServers: [] }, { iceServers: [] }]);
  });

  it('fresh ICE servers are for the next call, and for a standing one at its ICE restart', async () => {
    await Promise.all([open('anna'), open('ben')]);
    await call('ben', 'anna');
    await connected('ben');
    const servers = await page.evaluate(() => {
      const { ben } = globalThis.kit.peers;
      if (!ben) throw new Error('no ben');
      const iceServers = () =>
        ben.calls.map(({ connection }) => connection.getConfiguration().iceServers?.[0]?.username);
      const seen = [iceServers()];
      ben.configuration.iceServers = [{ urls: ['turn:127.0.0.1:1'], username: 'fresh', credential: 'x' }];
      ben.call('anna');
      seen.push(iceServers());
      ben.calls[0]?.refresh();
      seen.push(iceServers());
      return seen;
    });
    assert.deepEqual(servers, [[undefined], [undefined, 'fresh'], ['fresh', 'fresh']]);
  });

  it('a bye reaches the other side, also before the connection stands', async () => {
    await open('anna');
    await open('ben');
    await page.evaluate(() => {
      const { anna, ben } = globalThis.kit.peers;
      ben?.call('anna');
      return anna?.logged('call from ben').then(() => ben?.calls[0]?.close(true));
    });
    await Promise.all([logged('anna', 'bye ben'), logged('anna', 'close')]);
  });

  it('in the room before its line stands, it is admitted when it does', async () => {
    await open('anna');
    const outside = await signalingOf('ben', await ticket('ben', { room: null }));
    const inside = await signalingOf('ben');
    await page.evaluate(
      async ([reserved, joined]) => {
        const ben = globalThis.kit.createPeer(reserved, []);
        globalThis.kit.peers.ben = ben;
        const opened = ben.line.open();
        ben.line.admit(joined, ben.events);
        await opened;
      },
      [outside, inside] as const,
    );
    await call('ben', 'anna');
    await connected('ben');
    assert.equal(sockets.length, 2);
  });

  it('somebody who is not there is told as expired', async () => {
    await open('anna');
    await call('anna', 'nobody');
    await logged('anna', 'expired nobody');
  });

  it('a refused ticket is replaced by a fresh one', async () => {
    const expired = await signalingOf('anna', await ticket('anna', { expiresInS: -5 }));
    assert.equal(await open('anna', expired, [await signalingOf('anna')]), 'open');
  });

  it('when no ticket is accepted, opening fails for good', async () => {
    const forged = await signalingOf('anna', 'forged');
    assert.equal(await open('anna', forged, [forged, forged, forged]), 'signaling_lost');
  });

  it('a server that takes no ticket of before is met with another one at every second attempt', async () => {
    const ofBefore = await signalingOf(
      'anna',
      await ticket('anna', { secret: 'that of a server of before, long enough' }),
    );
    // The API is away for the first attempt.
    await open('anna', undefined, [null, await signalingOf('anna')]);
    await page.evaluate((kept) => globalThis.kit.peers.anna?.line.keep(kept), ofBefore);
    sockets[0]?.destroy();
    // By then it knows.
    await logged('anna', 'renew');
    await page.evaluate(() => globalThis.kit.until(() => globalThis.kit.peers.anna?.call('nobody'), 'it stands again'));
    assert.equal(sockets.length, 4, 'two are refused before the one that stands: the second is tried without asking');
  });

  it('a broken line is mended with a fresh ticket; standing calls go on, and new ones work', async () => {
    await open('anna');
    await open('ben', undefined, [await signalingOf('ben')]);
    await call('ben', 'anna');
    await Promise.all([connected('anna'), connected('ben')]);
    sockets.at(-1)?.destroy();
    await logged('ben', 'renew');
    await page.evaluate(async () => {
      const { ben } = globalThis.kit.peers;
      await globalThis.kit.until(() => ben?.call('nobody'), 'the line stands again');
    });
    await logged('ben', 'expired nobody');
    const state = await page.evaluate(() => globalThis.kit.peers.ben?.calls[0]?.connection.connectionState);
    assert.equal(state, 'connected');
  });

  it('a standing line is proven by our own message coming back; a dead one is replaced, and that is proof too', async () => {
    await open('anna', undefined, [await signalingOf('anna')]);
    await page.evaluate(() => globalThis.kit.peers.anna?.prove());
    assert.equal(sockets.length, 1);
    // As after a change of address: open for both ends, and nothing arrives.
    sockets[0]?.removeAllListeners('data').pause();
    await page.evaluate(() => globalThis.kit.peers.anna?.prove());
    assert.equal(sockets.length, 2);
    await call('anna', 'nobody');
    await logged('anna', 'expired nobody');
  });

  it('while calls are silent few sockets are tried, and one at once when the network is back', async () => {
    await open('anna', undefined, [await signalingOf('anna')]);
    const takeUpgrades = server.http.listeners('upgrade') as (() => void)[];
    let tries = 0;
    server.http.removeAllListeners('upgrade');
    server.http.on('upgrade', () => {
      tries += 1;
    });
    sockets[0]?.removeAllListeners('data').pause();
    const prove = (why: 'silent' | 'reachable') =>
      page.evaluate((cause) => void globalThis.kit.peers.anna?.prove(cause), why);
    await prove('silent');
    await new Promise((resolve) => setTimeout(resolve, 8_000));
    assert.ok(tries > 0 && tries < 4, `${tries} in 8 s`);
    server.http.removeAllListeners('upgrade');
    for (const listener of takeUpgrades) server.http.on('upgrade', listener);
    const since = performance.now();
    await prove('reachable');
    await logged('anna', 'proved');
    assert.ok(performance.now() - since < 3_000, 'not when the attempt that hangs is given up');
  });

  it('a doubt that was unfounded is forgotten: a server that restarts afterwards is tried as often as ever', async () => {
    await open('anna');
    await page.evaluate(() => globalThis.kit.peers.anna?.prove('silent'));
    let tries = 0;
    server.http.removeAllListeners('upgrade');
    server.http.on('upgrade', (_request, socket) => {
      tries += 1;
      socket.destroy();
    });
    sockets[0]?.destroy();
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    assert.ok(tries >= 8, `${tries} in 10 s`);
  });

  it('steps of a restart reach the other end of that very connection, and one that is gone says so', async () => {
    await open('anna');
    await open('ben');
    await call('ben', 'anna');
    await Promise.all([connected('anna'), connected('ben')]);
    const offer = { round: 7, description: { type: 'offer', sdp: 'v=0' } } as const;
    const tell = () => page.evaluate((step) => globalThis.kit.peers.ben?.calls[0]?.tell(step), offer);
    await tell();
    await logged('anna', 'told 7 offer');
    // The same person in a page that has never heard of the connection.
    await open('anna');
    await tell();
    await logged('ben', 'told 7 gone');
  });

  it('a probe is answered by the browser of the other side, whatever its page does', async () => {
    await open('anna');
    await open('ben');
    await call('ben', 'anna');
    await Promise.all([connected('anna'), connected('ben')]);
    await page.evaluate(async () => {
      const [call] = globalThis.kit.peers.ben?.calls ?? [];
      if (!call) throw new Error('no call');
      await globalThis.kit.until(() => call.probe(), 'the channel is open');
    });
  });

  it('closing ends the line and the connections', async () => {
    await open('anna');
    await open('ben');
    await call('ben', 'anna');
    await Promise.all([connected('anna'), connected('ben')]);
    await page.evaluate(() => globalThis.kit.peers.ben?.line.close());
    await logged('anna', 'close');
    assert.equal(await call('ben', 'anna'), false);
    assert.equal(await call('anna', 'ben'), true);
    await logged('anna', 'expired ben');
  });
});
