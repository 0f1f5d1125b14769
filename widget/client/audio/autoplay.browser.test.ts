import { equal, here, until } from '../testing/in-browser.ts';
import { createAutoplay } from './autoplay.ts';

/** A context that starts only when it may. */
function blockedContext() {
  const target = Object.assign(new EventTarget(), {
    state: 'suspended' as AudioContextState,
    onstatechange: null,
    allowed: false,
    waiting: [] as (() => void)[],
    resume: () =>
      new Promise<void>((resolve) => {
        target.waiting.push(resolve);
        if (target.allowed) target.start();
      }),
    start() {
      target.allowed = true;
      target.state = 'running';
      for (const resolve of target.waiting.splice(0)) resolve();
    },
  });
  return target;
}

describe('autoplay', () => {
  it('a context that may play is not blocked', async () => {
    const context = new AudioContext();
    const told: boolean[] = [];
    const autoplay = createAutoplay(here(), context, (blocked) => told.push(blocked));
    await autoplay.unlock();
    equal([context.state, told], ['running', []]);
    autoplay.close();
    await context.close();
  });

  it('one that may not is told, and plays at the first touch of the page', async () => {
    const context = blockedContext();
    const told: boolean[] = [];
    const environment = here({ autoplayPolicy: () => 'disallowed' });
    const autoplay = createAutoplay(environment, context as unknown as AudioContext, (blocked) => told.push(blocked));
    await until(() => told.length === 1, 'told');
    equal(told, [true]);
    context.allowed = true;
    document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    await until(() => told.length === 2, 'plays');
    equal(told, [true, false]);
    autoplay.close();
  });

  it('one that could, but does not yet, is not blocked: Firefox waits for a loudspeaker', async () => {
    const told: boolean[] = [];
    const looks: (() => void)[] = [];
    const environment = here({
      autoplayPolicy: () => 'allowed',
      after(_, look) {
        looks.push(look);
        return () => {};
      },
    });
    const autoplay = createAutoplay(environment, blockedContext() as unknown as AudioContext, (blocked) =>
      told.push(blocked),
    );
    for (const look of looks) look();
    equal([looks.length, told], [1, []]);
    autoplay.close();
  });
});
