import { createSpeakingGate } from './audio/speaking-gate.ts';
import type { Cancel, Environment } from './environment.ts';
import type { VoiceHint } from './room-snapshot.ts';
import type { RoomStore } from './room-store.ts';

const POLL_MS = 200;
/** Speaking for so long is no cough. */
const SPEAKING_MS = 800;
/** The hint stays for so long after the last word. */
const STAY_MS = 4_000;
/** A microphone that gives nothing at all, not even noise, is switched off somewhere. */
const SILENCE_MS = 6_000;
const SILENCE_LEVEL = 1e-6;

/** Notices that somebody speaks while muted, and that a microphone gives nothing. Runs until it is cancelled. */
export function watchVoice(environment: Environment, store: RoomStore, level: () => number | null): Cancel {
  const isSpeaking = createSpeakingGate();
  let speakingSince: number | null = null;
  let spokenUntil = Number.NEGATIVE_INFINITY;
  let soundAt = environment.now();

  function hint(): VoiceHint | null {
    const { muted, microphone, talking } = store.snapshot;
    const now = environment.now();
    const loudness = level();
    if (microphone !== 'live' || loudness === null) {
      soundAt = now;
      speakingSince = null;
      return null;
    }
    if (loudness > SILENCE_LEVEL) soundAt = now;
    speakingSince = isSpeaking(loudness, now) && muted ? (speakingSince ?? now) : null;
    if (speakingSince !== null && now - speakingSince >= SPEAKING_MS) spokenUntil = now;
    if (muted) return now - spokenUntil < STAY_MS ? 'muted' : null;
    spokenUntil = Number.NEGATIVE_INFINITY;
    return talking !== false && now - soundAt >= SILENCE_MS ? 'silent' : null;
  }

  const cancel = environment.every(POLL_MS, () => store.set({ voiceHint: hint() }));
  return () => {
    cancel();
    store.set({ voiceHint: null });
  };
}
