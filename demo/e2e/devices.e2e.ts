/** Choosing and losing microphones in a call, and push-to-talk: with real connections, every microphone a tone of its own. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Person, TONES } from './kit/people.ts';
import { snippet } from './kit/site.ts';
import { setStage } from './kit/stage.ts';
import { hears, isIn, press, pressJoin } from './kit/voice.ts';

/** A gap longer than this would be noticed as one; a handover without care takes seconds. */
const GAP_MS = 400;
const PATIENCE_MS = 15_000;
const [, , , USB, HEADSET] = TONES;

describe('devices and push-to-talk', () => {
  const stage = setStage();

  async function visit(
    name: string,
    attributes: string,
    microphones: Record<string, number>,
    extra = '',
  ): Promise<Person> {
    const { people, site, product } = stage;
    const person = await people.visit(name, site.page(`${snippet(product.url, attributes)}${extra}`));
    await person.page.evaluate((all) => globalThis.probe.plug(all), microphones);
    await pressJoin(person);
    await isIn(person);
    return person;
  }

  const sounds = (person: Person, tone: number): Person => ({ ...person, tone });

  /** The longest silence at this person's speakers until it is asked for, in ms. */
  async function listenForGaps({ page }: Person): Promise<() => Promise<number>> {
    const gaps = await page.evaluateHandle(() => {
      let longest = 0;
      let heardAt = performance.now();
      const timer = setInterval(() => {
        const now = performance.now();
        if (globalThis.probe.rms() > 0.001) heardAt = now;
        longest = Math.max(longest, now - heardAt);
      }, 10);
      return () => {
        clearInterval(timer);
        return longest;
      };
    });
    return () => gaps.evaluate((stop) => stop());
  }

  const shows = ({ page }: Person, words: string) => page.getByText(words).first().waitFor({ timeout: PATIENCE_MS });

  it('another microphone is heard at once, without a gap, and remembered', async (t) => {
    const anna = await visit('Anna', 'room="switch"', { built: TONES[0], usb: USB });
    const ben = await stage.join('Ben', 'switch');
    await hears(ben, [anna]);
    const longestGap = await listenForGaps(ben);
    await anna.page.evaluate(() => document.querySelector('voice-room')?.setMicrophone('usb'));
    await hears(ben, [sounds(anna, USB)]);
    const gap = await longestGap();
    t.diagnostic(`longest silence while switching: ${Math.round(gap)} ms`);
    assert.ok(gap <= GAP_MS, `${gap} ms of silence`);

    await press(anna, 'Leave');
    await pressJoin(anna);
    await isIn(anna);
    await hears(ben, [sounds(anna, USB)]);
  });

  it('unplugged: the default is heard, the page and the person are told; plugged in again: back to it', async () => {
    const anna = await visit('Anna', 'room="unplug"', { built: TONES[0], usb: USB });
    const ben = await stage.join('Ben', 'unplug');
    await anna.page.evaluate(async () => {
      const room = document.querySelector('voice-room');
      await room?.setMicrophone('usb');
      Object.assign(globalThis, { said: [] });
      room?.addEventListener('voice-device-change', ({ kind, deviceId, lost }) =>
        (globalThis as unknown as { said: unknown[] }).said.push([kind, deviceId, lost]),
      );
    });
    await hears(ben, [sounds(anna, USB)]);
    await anna.page.evaluate((built) => globalThis.probe.plug({ built }), TONES[0]);
    await hears(ben, [anna]);
    await shows(anna, 'Your microphone is gone.');
    await anna.page.evaluate(([built, usb]) => globalThis.probe.plug({ built, usb }), [TONES[0], USB] as const);
    await hears(ben, [sounds(anna, USB)]);
    assert.deepEqual(await anna.page.evaluate(() => (globalThis as unknown as { said: unknown[] }).said), [
      ['microphone', '', true],
      ['microphone', 'usb', false],
    ]);
  });

  it('nothing left to speak with: muted and told; a headset plugged in speaks after unmuting', async () => {
    const anna = await visit('Anna', 'room="nothing"', { built: TONES[0] });
    const ben = await stage.join('Ben', 'nothing');
    await hears(ben, [anna]);
    await anna.page.evaluate(() => globalThis.probe.plug({}));
    await shows(anna, 'No microphone was found.');
    await hears(ben, []);
    await anna.page.evaluate((headset) => globalThis.probe.plug({ headset }), HEADSET);
    await anna.page.waitForFunction(() => !document.querySelector('voice-room')?.error);
    await press(anna, 'Mute');
    await hears(ben, [sounds(anna, HEADSET)]);
  });

  it('push-to-talk: silence until the key is down, sound while it is held, silence after; not in a text field', async () => {
    const anna = await visit('Anna', 'room="ptt" ptt-key="KeyV"', { built: TONES[0] }, '<input aria-label="Notes">');
    const ben = await stage.join('Ben', 'ptt');
    const { page } = anna;
    await page.getByRole('button', { name: 'Hold to talk' }).waitFor();
    await hears(anna, [ben]);
    await hears(ben, []);
    await page.keyboard.down('v');
    await hears(ben, [anna]);
    await page.keyboard.up('v');
    await hears(ben, []);

    await page.getByLabel('Notes').click();
    await page.keyboard.down('v');
    await hears(ben, []);
    await page.keyboard.up('v');
    assert.equal(await page.getByLabel('Notes').inputValue(), 'v');

    await page.getByRole('button', { name: 'Hold to talk' }).hover();
    await page.mouse.down();
    await hears(ben, [anna]);
    await page.mouse.move(0, 0);
    await hears(ben, [anna]);
    await page.mouse.up();
    await hears(ben, []);

    await press(anna, 'Mute');
    await page.keyboard.down('v');
    await hears(ben, []);
    await page.keyboard.up('v');
  });

  it('the settings by keyboard: opened, another microphone chosen, closed, and the focus is where it was', async () => {
    const anna = await visit('Anna', 'room="keys"', { built: TONES[0], usb: USB });
    const ben = await stage.join('Ben', 'keys');
    const { page } = anna;
    const button = page.getByRole('button', { name: 'Settings' });
    await button.focus();
    await page.keyboard.press('Enter');
    const choice = page.getByLabel('Microphone', { exact: true });
    await choice.waitFor();
    await page.getByRole('option', { name: 'Microphone usb' }).waitFor({ state: 'attached' });
    await choice.focus();
    await page.keyboard.type('Microphone u');
    await hears(ben, [sounds(anna, USB)]);
    await page.keyboard.press('Escape');
    await choice.waitFor({ state: 'hidden' });
    assert.ok(await button.evaluate((element) => element.matches(':focus')), 'the focus is on the button again');
  });

  // (Where WebAssembly is forbidden: strict-page.e2e.ts.)
  it('RNNoise runs under a strict policy that allows WebAssembly', async () => {
    const { people, site, product } = stage;
    const { url } = product;
    const policy = `default-src 'none'; script-src ${url} 'wasm-unsafe-eval'; connect-src ${url} ${url.replace('http', 'ws')}`;
    const anna = await people.visit(
      'Anna',
      site.page(snippet(url, 'room="rnnoise" noise-suppression="rnnoise"'), policy),
    );
    await pressJoin(anna);
    await isIn(anna);
    const ben = await stage.join('Ben', 'rnnoise');
    await hears(anna, [ben]);
    const files = () =>
      anna.page.evaluate(
        () => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.wasm')).length,
      );
    for (const deadline = Date.now() + PATIENCE_MS; (await files()) === 0 && Date.now() < deadline; )
      await anna.page.waitForTimeout(50);
    assert.equal(await files(), 1, 'loaded once');
    await anna.page.waitForTimeout(1_000);
    await anna.page.getByRole('button', { name: 'Settings' }).click();
    assert.equal(await anna.page.getByLabel('Noise suppression').inputValue(), 'rnnoise');
  });
});
