import type { Cancel, Environment } from '../environment.ts';

/** Two clocks tell the time: what comes so soon after the other's is the same. */
const SAME = 0.8;

/**
 * `every` by the clock of the sound. The timers of a hidden page may come once a second; the ends of silent sounds come when they are
 * due. While the sound stands still (before the first click), timers do. `output` leads to the speakers.
 */
export function soundClock(environment: Environment, context: AudioContext, output: AudioNode): Environment['every'] {
  return (ms, callback) => {
    let calledAt = 0;
    let isStopped = false;

    function tick(): void {
      const now = environment.now();
      if (Math.abs(now - calledAt) < ms * SAME) return;
      calledAt = now;
      callback();
    }

    function sound(): void {
      const silence = context.createConstantSource();
      silence.offset.value = 0;
      silence.connect(output);
      silence.onended = () => {
        silence.disconnect();
        if (isStopped) return;
        tick();
        sound();
      };
      silence.start();
      silence.stop(context.currentTime + ms / 1000);
    }

    const cancel: Cancel = environment.every(ms, tick);
    sound();
    return () => {
      isStopped = true;
      cancel();
    };
  };
}
