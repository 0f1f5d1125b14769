/** Between networks: our own STUN server. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launch, type People } from './kit/people.ts';
import { type Product, startProduct } from './kit/product.ts';

describe('our own STUN server', () => {
  let product: Product;
  let people: People;
  before(async () => {
    [product, people] = await Promise.all([startProduct({ STUN_PORT: '0' }), launch()]);
  });
  after(async () => {
    await people?.close();
    await product?.stop();
  });

  it('tells Chromium its address', async () => {
    const answer = await fetch(`${product.url}/api/v1/ice-servers`);
    const { iceServers } = (await answer.json()) as { iceServers: RTCIceServer[] };
    // A page without an origin may not ask for the microphone, so Chromium hides its addresses: what is seen from outside is news.
    const { page } = await people.visit('Anna', 'about:blank');
    const candidate = await page.evaluate(async (servers) => {
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
    }, iceServers);
    assert.match(candidate, / 127\.0\.0\.1 \d+ typ srflx /);
  });
});
