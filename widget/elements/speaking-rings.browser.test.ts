import { createLocalLevel } from '../client/audio/local-level.ts';
import { createSpeakingDetector } from '../client/audio/speaking-detector.ts';
import { here, toneOf } from '../client/testing/in-browser.ts';
import { loudnessOf } from './speaking-rings.ts';
import { equal, until } from './testing/assert.ts';
import { ada, deep, inCall, me, mount } from './testing/mount.ts';

describe('rings that follow the voice', () => {
  it('what the ear makes of a level', () => {
    equal([0, 0.001, 0.006, 0.05, 0.2, 0.32, 1].map(loudnessOf), [0, 0, 0, 0.5, 0.9, 1, 1]);
  });

  it('a call that goes while somebody speaks is looked at no more', async () => {
    const { room, client } = await mount('<voice-room room="lobby"></voice-room>', inCall);
    await until(() => deep(room, 'voice-participant'), 'the people');
    let looks = 0;
    Object.defineProperty(client.levels, ada.id, {
      get() {
        looks += 1;
        return 0.1;
      },
    });
    client.set({ participants: [{ ...ada, speaking: true }, me] });
    await until(() => looks > 0, 'looked at');
    client.set({
      participants: [
        { ...ada, speaking: true },
        { ...me, muted: true },
      ],
    });
    room.remove();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = looks;
    await new Promise((resolve) => setTimeout(resolve, 400));
    equal(looks, before);
  });

  it('a soft voice has a small ring, a loud one a big one, and nothing is rendered for it', async () => {
    const { room, client } = await mount('<voice-room room="lobby"></voice-room>', inCall);
    const row = await until(() => deep(room, 'voice-participant'), 'the people');
    const ring = await until(() => row.shadowRoot?.querySelector<HTMLElement>('[part="ring"]'), 'the ring');
    await until(() => row.shadowRoot?.querySelector('voice-quality')?.role, 'what is loaded besides');
    const context = new AudioContext();
    const tone = toneOf(context, 440, 0.03);
    const level = createLocalLevel(here(), context, tone.track);
    const detector = createSpeakingDetector(here(), (heard) =>
      client.set({ participants: [{ ...ada, speaking: heard.has(ada.id) }, me] }),
    );
    detector.add(ada.id, level.read);
    Object.defineProperty(client.levels, ada.id, { get: () => detector.levelOf(ada.id) });

    // A page in the background has no frames, by which a transition goes on.
    ring.style.transition = 'none';
    const size = () => ring.getBoundingClientRect().width / ring.offsetWidth;
    await until(() => row.hasAttribute('speaking') && size() > 1 && size() < 1.06, 'a soft voice');
    let rendered = 0;
    const observer = new MutationObserver((changes) => {
      rendered += changes.filter(({ target }) => target !== ring).length;
    });
    observer.observe(row, { attributes: true });
    if (row.shadowRoot)
      observer.observe(row.shadowRoot, { subtree: true, childList: true, attributes: true, characterData: true });
    tone.setLevel(0.4);
    await until(() => size() > 1.1, 'a loud voice');
    tone.setLevel(0.03);
    await until(() => size() < 1.06, 'a soft one again');
    equal(rendered, 0);
    observer.disconnect();
    tone.setLevel(0);
    await until(() => !row.hasAttribute('speaking'), 'silence');

    detector.close();
    level.close();
    await context.close();
  });
});
