/** The network fails and changes under two people: each a real Chromium on a host of its own (the lab, `bench/lab`). */
import assert from 'node:assert/strict';
import { after, before, describe, it, test } from 'node:test';
import { addressChange, outage } from '../../bench/lab/cases.ts';
import { whyNoNetwork } from '../../bench/lab/network.ts';
import { flicker, type Lab, type LabPerson, openLab, whenHeard } from '../../bench/lab/people.ts';

const reason = whyNoNetwork();

if (reason) {
  test('the network cannot be made to fail here', (t) => t.diagnostic(`not tested: ${reason}`));
} else {
  describe('the network fails', () => {
    let lab: Lab;
    let pair: [LabPerson, LabPerson];
    before(async () => {
      lab = await openLab();
      pair = [await lab.join('Anna'), await lab.join('Ben')];
      await Promise.all(pair.map((one) => whenHeard(one)));
      await flicker(pair[0]);
    });
    after(() => lab?.close());

    it('for 8 seconds: both hear each other soon after, and for nobody anybody has left', async (t) => {
      const { ms, flicker: seen } = await outage(8_000, 'upstream')(lab, pair);
      t.diagnostic(`two-way audio after ${Math.round(ms)} ms`);
      assert.ok(ms < 4_000, `${ms} ms`);
      assert.deepEqual(seen, []);
    });

    it('and comes back under another address: the same', async (t) => {
      const { ms, flicker: seen } = await addressChange(lab, pair);
      t.diagnostic(`two-way audio after ${Math.round(ms)} ms`);
      assert.ok(ms < 10_000, `${ms} ms`);
      assert.deepEqual(seen, []);
    });

    it('carries a part of what is said: poor for both, until it carries everything again', async () => {
      const [anna, ben] = pair;
      const sees = (one: LabPerson, word: string) =>
        one.page.waitForFunction(
          (quality) => document.querySelector('voice-room')?.participants.every((each) => each.quality === quality),
          word,
          { timeout: 60_000 },
        );
      await sees(anna, 'excellent');
      ben.host.setRate(32);
      await Promise.all([sees(anna, 'poor'), sees(ben, 'poor')]);
      const [heard, said] = await Promise.all(
        pair.map((one) => one.page.evaluate(() => document.querySelector('voice-room')?.stats[0])),
      );
      assert.ok((heard?.packetLoss ?? 0) > 0.05, JSON.stringify(heard));
      assert.ok((said?.packetLoss ?? 0) < 0.05, JSON.stringify(said));
      ben.host.setRate(null);
      await Promise.all([sees(anna, 'excellent'), sees(ben, 'excellent')]);
    });

    it('who says nothing for long is not taken for lost', async () => {
      const [anna, ben] = pair;
      await anna.page.waitForFunction(() =>
        document.querySelector('voice-room')?.participants.every(({ status }) => status === 'connected'),
      );
      await ben.page.evaluate(() => globalThis.probe.speak(false));
      const seen = await anna.page.evaluate(async () => {
        const qualities = new Set<string>();
        const look = () => {
          for (const { quality } of document.querySelector('voice-room')?.participants ?? []) qualities.add(quality);
          return false;
        };
        await globalThis.probe.when(look, 4_000).catch(() => {});
        return [...qualities];
      });
      assert.ok(!seen.includes('lost'), seen.join());
    });
  });
}
