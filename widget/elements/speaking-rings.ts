import type { ReactiveController } from 'lit';
import type { VoiceCall } from './voice-call.ts';

/** As quick as a look is made at the sound; the ring's transition makes one movement of it. */
const LOOK_MS = 100;
/** Levels between which the ring grows: where speaking ends, and a loud voice. */
const SOFT_DB = -44;
const LOUD_DB = -10;

/** Of an amplitude (0..1) what the ear makes of it: 0..1, in steps that can be seen. */
export function loudnessOf(level: number): number {
  const db = 20 * Math.log10(level);
  const share = (db - SOFT_DB) / (LOUD_DB - SOFT_DB);
  return Math.round(Math.min(1, Math.max(0, share)) * 10) / 10;
}

/** While somebody speaks, the ring around them follows how loud, without anything being rendered again. */
export class SpeakingRings implements ReactiveController {
  readonly #host: VoiceCall;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: VoiceCall) {
    this.#host = host;
    host.addController(this);
  }

  #look(): void {
    const { client, renderRoot } = this.#host;
    for (const row of renderRoot.querySelectorAll('voice-participant'))
      if (row.speaking && client) row.showLoudness(loudnessOf(client.levelOf(row.participant.id)));
  }

  hostConnected(): void {
    this.hostUpdated();
  }

  hostUpdated(): void {
    const { client, isConnected } = this.#host;
    const isSpoken = client?.snapshot.participants.some(({ speaking }) => speaking);
    // The last update may come when it is gone.
    if (!isSpoken || !isConnected) this.hostDisconnected();
    else this.#timer ??= setInterval(() => this.#look(), LOOK_MS);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
