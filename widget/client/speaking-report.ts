import { SPEAKING_INTERVAL_MS } from '../../protocol/limits.ts';
import type { Cancel, Environment } from './environment.ts';

/** Passes on both edges of speaking, at most one every SPEAKING_INTERVAL_MS; the last one always arrives. */
export function createSpeakingReport(environment: Environment, send: (speaking: boolean) => void) {
  let sent = false;
  let now = false;
  let sentAt = Number.NEGATIVE_INFINITY;
  let cancel: Cancel = () => {};

  function flush(): void {
    cancel();
    if (now === sent) return;
    // By the clock: in a hidden page timers are late.
    const wait = sentAt + SPEAKING_INTERVAL_MS - environment.now();
    if (wait > 0 && wait <= SPEAKING_INTERVAL_MS) {
      cancel = environment.after(wait, flush);
      return;
    }
    sentAt = environment.now();
    sent = now;
    send(sent);
  }

  return {
    report(speaking: boolean): void {
      now = speaking;
      flush();
    },
    /** To a server that does not know: says it again if it is so. */
    again(): void {
      sent = false;
      flush();
    },
    /** Forgets; nothing is sent any more until the next report. */
    reset(): void {
      cancel();
      sent = false;
      now = false;
    },
  };
}
