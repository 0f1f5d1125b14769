import { SPEAKING_INTERVAL_MS } from '../../protocol/limits.ts';
import type { Cancel, Environment } from './environment.ts';

/** Passes on both edges of speaking, at most one every SPEAKING_INTERVAL_MS; the last one always arrives. */
export function createSpeakingReport(environment: Environment, send: (speaking: boolean) => void) {
  let sent = false;
  let now = false;
  let cancel: Cancel | null = null;

  function flush(): void {
    if (now === sent || cancel) return;
    sent = now;
    send(sent);
    cancel = environment.after(SPEAKING_INTERVAL_MS, () => {
      cancel = null;
      flush();
    });
  }

  return {
    report(speaking: boolean): void {
      now = speaking;
      flush();
    },
    /** Forgets; nothing is sent any more until the next report. */
    reset(): void {
      cancel?.();
      cancel = null;
      sent = false;
      now = false;
    },
  };
}
