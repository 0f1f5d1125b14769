/** People talk: the widget on a page of another origin, real Chromium, each person a tone of their own. */
import { describe, it } from 'node:test';
import type { Person } from './kit/people.ts';
import { setStage } from './kit/stage.ts';
import { assertBest, hears, isIn, press, pressedAt, pressJoin, sees, whenSeen, whenSilent } from './kit/voice.ts';

describe('people talk', () => {
  const stage = setStage();
  const { join } = stage;

  it('two hear each other, each not themselves', async () => {
    const anna = await join('Anna', 'two');
    const ben = await join('Ben', 'two');
    await hears(anna, [ben]);
    await hears(ben, [anna]);
    await sees(anna, ['Anna', 'Ben']);
    await sees(ben, ['Anna', 'Ben']);
  });

  it('a third and a fourth join; everybody hears everybody', async () => {
    const four = [await join('Anna', 'four'), await join('Ben', 'four')];
    four.push(...(await Promise.all([join('Cleo', 'four'), join('Dan', 'four')])));
    for (const one of four) {
      await sees(one, ['Anna', 'Ben', 'Cleo', 'Dan']);
      await hears(
        one,
        four.filter((other) => other !== one),
      );
    }
  });

  it('mute silences within 300 ms and the others see it; unmute is heard again', async (t) => {
    const anna = await join('Anna', 'mute');
    const ben = await join('Ben', 'mute');
    await hears(ben, [anna]);
    const times: number[] = [];
    const seen: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      await hears(ben, [anna]);
      const silent = whenSilent(ben);
      const shown = whenSeen(ben, 'Anna', 'muted', true);
      const pressed = await pressedAt(anna, 'Mute');
      times.push(Math.round((await silent) - pressed));
      seen.push(Math.round((await shown) - pressed));
      await hears(ben, []);
      await hears(anna, [ben]);
      await press(anna, 'Mute');
    }
    assertBest(times, 300);
    t.diagnostic(`click to silence ${times.join(', ')} ms; click to seen ${seen.join(', ')} ms`);
    await whenSeen(ben, 'Anna', 'muted', false);
    await hears(ben, [anna]);
  });

  it('deafen silences everybody here, mutes, and restores both', async () => {
    const anna = await join('Anna', 'deaf');
    const ben = await join('Ben', 'deaf');
    await hears(anna, [ben]);
    const shown = whenSeen(ben, 'Anna', 'deafened', true);
    await press(anna, 'Deafen');
    await shown;
    await hears(anna, []);
    await hears(ben, []);
    await press(anna, 'Deafen');
    await hears(anna, [ben]);
    await hears(ben, [anna]);
  });

  it('speaking rings appear and go with the sound', async (t) => {
    const anna = await join('Anna', 'rings');
    const ben = await join('Ben', 'rings');
    await whenSeen(ben, 'Anna', 'speaking', true);
    const quiet = whenSeen(ben, 'Anna', 'speaking', false);
    await anna.page.evaluate(() => globalThis.probe.speak(false));
    await quiet;
    const edge = async (watcher: Person, on: boolean) => {
      const seen = whenSeen(watcher, 'Anna', 'speaking', on);
      const sounded = await anna.page.evaluate((value) => globalThis.probe.speak(value), on);
      const took = Math.round((await seen) - sounded);
      await anna.page.waitForTimeout(600);
      return took;
    };
    for (const [watcher, where] of [
      [ben, 'the other page'],
      [anna, 'the own page'],
    ] as const) {
      const on: number[] = [];
      const off: number[] = [];
      for (let round = 0; round < 4; round += 1) {
        on.push(await edge(watcher, true));
        off.push(await edge(watcher, false));
      }
      t.diagnostic(`${where}: on after ${on.join(', ')} ms, off after ${off.join(', ')} ms`);
      // Generous: how quick they are says `npm run bench:speaking`.
      assertBest(on, 2_000);
      assertBest(off, 2_000);
    }
  });

  it('leave: silent and gone for the others, back in the lobby, and able to come again', async () => {
    const anna = await join('Anna', 'leave');
    const ben = await join('Ben', 'leave');
    await hears(anna, [ben]);
    await press(ben, 'Leave');
    await sees(anna, ['Anna']);
    await hears(anna, []);
    await hears(ben, []);
    await pressJoin(ben);
    await isIn(ben);
    await hears(anna, [ben]);
    await hears(ben, [anna]);
  });
});
