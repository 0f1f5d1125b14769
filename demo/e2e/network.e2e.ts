/** The network fails and changes under two people: each a real Chromium on a host of its own (the lab, `bench/lab`). */
import assert from 'node:assert/strict';
import { after, before, describe, it, test } from 'node:test';
import type { Page } from 'playwright-core';
import { ADDRESS_CHANGE, OUTAGE_8, OUTAGE_20 } from '../../bench/lab/cases/recovery.ts';
import type { LabCase } from '../../bench/lab/lab-case.ts';
import { whyNoNetwork } from '../../bench/lab/network.ts';
import { OURS } from '../../bench/lab/products.ts';
import { type Stage, setStage } from '../../bench/lab/stage.ts';

const reason = whyNoNetwork();

if (reason) {
  test('the network cannot be made to fail here', (t) => t.diagnostic(`not tested: ${reason}`));
} else {
  describe('the network fails', () => {
    let stage: Stage;
    let anna: Page;
    let ben: Page;
    before(async () => {
      stage = await setStage({ products: [OURS] });
      await stage.talk();
      ({ anna, ben } = stage.talks[0] ?? assert.fail());
    });
    after(() => stage?.close());

    /** Nobody was seen to leave or to join meanwhile. */
    async function passes(labCase: LabCase, limitMs: number, say: (text: string) => void): Promise<void> {
      await anna.evaluate(() => globalThis.timeline.splice(0));
      const [sample] = await labCase.run(stage, () => {});
      say(`two-way audio after ${sample?.value} ms`);
      assert.ok(sample?.value !== null && Number(sample?.value) < limitMs, `${sample?.value} ms`);
      const told = await anna.evaluate(() => globalThis.timeline.filter(([, what]) => what.startsWith('told')));
      assert.deepEqual(told, []);
    }

    it('for 8 seconds: both hear each other soon after, and for nobody anybody has left', (t) =>
      passes(OUTAGE_8, 4_000, (text) => t.diagnostic(text)));

    it('for 20 seconds, in which every line dies: the same', (t) =>
      passes(OUTAGE_20, 6_000, (text) => t.diagnostic(text)));

    it('and comes back under another address: the same', (t) =>
      passes(ADDRESS_CHANGE, 10_000, (text) => t.diagnostic(text)));

    it('who says nothing for long is not taken for lost', async () => {
      await anna.waitForFunction(
        () =>
          document
            .querySelector('voice-room')
            ?.participants.every(({ status, quality }) => status === 'connected' && quality === 'excellent'),
        undefined,
        { timeout: 60_000 },
      );
      await ben.evaluate(() => globalThis.probe.speak(false));
      const seen = await anna.evaluate(async () => {
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
