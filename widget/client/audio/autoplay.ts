import type { CallEnvironment } from '../call-environment.ts';

/** A context that may play starts within this time; in Firefox later, and without any loudspeaker never, but there we can ask. */
const START_MS = 300;

export interface Autoplay {
  /** From a click or key press; resolves when sound plays. */
  unlock(): Promise<void>;
  close(): void;
}

/** Browsers let a page play sound only after the person touched it: tells when they hold it back, starts it at the first touch. */
export function createAutoplay(
  environment: CallEnvironment,
  context: AudioContext,
  onBlocked: (blocked: boolean) => void,
): Autoplay {
  let blocked = false;

  function show(next: boolean): void {
    if (next === blocked) return;
    blocked = next;
    onBlocked(blocked);
  }

  async function unlock(): Promise<void> {
    if (context.state !== 'running') await context.resume();
    show(false);
  }

  // Where the page may not play yet, this stays pending and is settled by the first touch. It rejects when the context is closed.
  const tryToPlay = () => void unlock().catch(() => {});
  const check = () => {
    const isSilent = context.state !== 'running' && context.state !== 'closed';
    show(isSilent && environment.autoplayPolicy(context) !== 'allowed');
  };

  const cancelTimer = environment.after(START_MS, check);
  const cancelGesture = environment.onGesture(() => {
    if (context.state !== 'running') tryToPlay();
  });
  context.onstatechange = () => {
    if (context.state === 'running') show(false);
    // iOS stops a context during a phone call.
    else if (context.state !== 'closed') tryToPlay();
  };
  tryToPlay();

  return {
    unlock,
    close() {
      cancelTimer();
      cancelGesture();
      context.onstatechange = null;
      show(false);
    },
  };
}
