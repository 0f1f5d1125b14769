/** Levels are amplitudes, 0..1 (1 is full scale): speech with automatic gain is about 0.05, a quiet room 0.001. */
const ON_LEVEL = 0.012;
const OFF_LEVEL = 0.006;
/** Pauses between words shorter than this do not end speaking. */
const HOLD_MS = 150;

/** Turns a level into speaking or not, without flicker: quick on, off after some quiet, two thresholds. */
export function createSpeakingGate(): (level: number, now: number) => boolean {
  let speaking = false;
  let loudAt = 0;
  return (level, now) => {
    if (level > (speaking ? OFF_LEVEL : ON_LEVEL)) {
      speaking = true;
      loudAt = now;
    } else if (now - loudAt >= HOLD_MS) {
      speaking = false;
    }
    return speaking;
  };
}
