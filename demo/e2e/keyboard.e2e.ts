import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { goTo, isOn } from './kit/keyboard.ts';
import { snippet } from './kit/site.ts';
import { setStage } from './kit/stage.ts';
import { isIn, participants, sees } from './kit/voice.ts';

describe('by keyboard alone', () => {
  const stage = setStage();

  it('from the lobby through everything a call has, and out again', async () => {
    const url = stage.site.page(snippet(stage.product.url, 'room="keys" chat'));
    const anna = await stage.people.visit('Anna', url);
    const { page } = anna;
    const press = (key: string) => page.keyboard.press(key);
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    const isPressed = (name: string, pressed: boolean) =>
      page.getByRole('button', { name, exact: true, pressed }).waitFor();
    const dialog = page.getByRole('dialog');

    await button('Join').waitFor();
    await goTo(page, 'Your name');
    await page.keyboard.type('Anna');
    await goTo(page, 'Join');
    await press('Enter');
    await isIn(anna);
    await isOn(page, 'Mute');

    await press('Enter');
    await isPressed('Mute', true);
    await press('Space');
    await isPressed('Mute', false);
    await goTo(page, 'Deafen');
    await press('Space');
    await isPressed('Deafen', true);
    await isPressed('Mute', true);
    await press('Enter');
    await isPressed('Deafen', false);

    const ben = await stage.join('Ben', 'keys');
    await sees(anna, ['Anna', 'Ben']);
    const shown = async () => (await participants(anna)).find(({ displayName }) => displayName === 'Ben');
    await goTo(page, 'Volume of Ben', 'Shift+Tab');
    await press('Enter');
    await dialog.waitFor();
    assert.equal(
      await page.getByRole('slider', { name: 'Volume of Ben' }).evaluate((each) => each.matches(':focus')),
      true,
    );
    await press('ArrowLeft');
    await press('ArrowLeft');
    await page.waitForFunction(() => document.querySelector('voice-room')?.participants[1]?.volume === 0.9);
    await press('Tab');
    await isOn(page, 'Mute Ben for me');
    await press('Space');
    await page.waitForFunction(() => document.querySelector('voice-room')?.participants[1]?.volume === 0);
    await press('Space');
    await page.waitForFunction(() => document.querySelector('voice-room')?.participants[1]?.volume === 0.9);
    await press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await isOn(page, 'Volume of Ben');

    await goTo(page, 'Moderate Ben');
    await press('Enter');
    await isOn(page, 'Mute for everybody');
    await press('ArrowDown');
    await isOn(page, 'Make a listener');
    await press('End');
    await isOn(page, 'Close');
    await press('ArrowDown');
    await isOn(page, 'Mute for everybody');
    await press('ArrowUp');
    await press('Home');
    await press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    await isOn(page, 'Moderate Ben');
    assert.equal((await shown())?.serverMuted, true);

    await goTo(page, 'Settings');
    await press('Enter');
    await dialog.waitFor();
    await goTo(page, 'Play a test tone');
    await press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await isOn(page, 'Settings');

    await goTo(page, 'Chat');
    assert.equal(await button('Chat').getAttribute('aria-expanded'), 'false');
    await press('Enter');
    await isOn(page, 'Message to everybody here');
    assert.equal(await button('Chat').getAttribute('aria-expanded'), 'true');
    await page.keyboard.type('Hello Ben');
    await press('Enter');
    await page.locator('voice-chat li').getByText('Hello Ben').waitFor();
    await press('Escape');
    await isOn(page, 'Chat');

    await goTo(page, 'Leave', 'Shift+Tab');
    await press('Enter');
    await isOn(page, 'Join again');
    await sees(ben, ['Ben']);
  });

  it('the themes of the demo are chosen with arrow keys, and change how the element looks', async () => {
    const { page } = await stage.people.visit('Anna', `${stage.product.url}/themes.html?theme=corporate`);
    const panel = page.locator('voice-room [part="panel"]');
    const looks = async (radius: string) =>
      page.waitForFunction(([element, wanted]) => element && getComputedStyle(element).borderRadius === wanted, [
        await panel.elementHandle(),
        radius,
      ] as const);
    await panel.waitFor();
    await looks('4px');
    await page.getByRole('radio', { name: 'Corporate' }).focus();
    await page.keyboard.press('ArrowDown');
    await looks('32px');
    await page.keyboard.press('ArrowDown');
    await looks('16px');
    assert.match(page.url(), /theme=none$/);
  });
});
