/** In a page of somebody else's inside another one, with and without the microphone. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Frame } from 'playwright-core';
import { setStage } from './kit/stage.ts';

describe('frames', () => {
  const stage = setStage();

  /** The frame of another origin in which the room is; its microphone is the browser's own, for a stand-in would be given to anybody. */
  async function framed(allow: string): Promise<Frame> {
    const { people, site, product } = stage;
    const inner = `${product.url}/r/framed`;
    const { page } = await people.visit('Anna', site.page(`<iframe src="${inner}" ${allow}></iframe>`), 'own');
    const frame = await page.waitForSelector('iframe').then((element) => element.contentFrame());
    assert.ok(frame);
    await frame.getByLabel('Your name').fill('Anna');
    await frame.getByRole('button', { name: 'Join', exact: true }).click();
    await frame.getByRole('button', { name: 'Leave' }).waitFor();
    return frame;
  }
  const microphoneOf = (frame: Frame) =>
    frame.evaluate(async () => {
      const checks = await document.querySelector('voice-room')?.diagnose();
      return checks?.find(({ name }) => name === 'microphone')?.code;
    });

  it('a frame without the microphone: one listens, and is told what its owner must add, to the letter', async () => {
    const frame = await framed('');
    await frame.getByText('allow="microphone"').waitFor();
    await frame.waitForFunction(() => document.querySelector('voice-room')?.self?.muted);
    assert.equal(await microphoneOf(frame), 'permissions_policy');
  });

  it('a frame with it: one is heard', async () => {
    const frame = await framed('allow="microphone"');
    await frame.waitForFunction(() => document.querySelector('voice-room')?.self?.muted === false);
    assert.equal(await frame.getByText('allow="microphone"').count(), 0);
    assert.equal(await microphoneOf(frame), undefined);
  });
});
