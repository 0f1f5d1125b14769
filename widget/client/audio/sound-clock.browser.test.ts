import { here, ok, until } from '../testing/in-browser.ts';
import { soundClock } from './sound-clock.ts';

const LOOK_MS = 50;
/** A busy machine is slow; a hidden page's timers would come once a second. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 1_000));

describe('the clock of the sound', () => {
  it('goes on without timers, without them and sound it stands, and it stops', async () => {
    const context = new AudioContext();
    const timers: (() => void)[] = [];
    const environment = here({
      every(_, tick) {
        timers.push(tick);
        return () => timers.splice(timers.indexOf(tick), 1);
      },
    });
    let looks = 0;
    const stop = soundClock(
      environment,
      context,
      context.destination,
    )(LOOK_MS, () => {
      looks += 1;
    });
    await until(() => looks > 10, 'looks without a timer');

    await context.suspend();
    await pause();
    const before = looks;
    await pause();
    ok(looks === before, 'stands still with the sound');
    for (const tick of timers) tick();
    ok(looks === before + 1, 'a timer does it then');
    for (const tick of timers) tick();
    ok(looks === before + 1, 'not twice at once');

    await context.resume();
    await until(() => looks > before + 5, 'goes on with the sound');
    stop();
    const last = looks;
    await pause();
    ok(looks === last && timers.length === 0, 'stopped');
    await context.close();
  });
});
