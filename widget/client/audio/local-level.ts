import type { CallEnvironment } from '../call-environment.ts';

/** The last 43 ms at 48 kHz: about one look of the speaking detector. */
const WINDOW = 2048;

export interface LocalLevel {
  /** Root mean square of what the track carries now, 0..1. */
  read(): number;
  close(): void;
}

/** Listens to a clone, so that nothing done to the track itself is in the way. */
export function createLocalLevel(
  environment: CallEnvironment,
  context: AudioContext,
  track: MediaStreamTrack,
): LocalLevel {
  const clone = track.clone();
  clone.enabled = true;
  const source = context.createMediaStreamSource(environment.createStream([clone]));
  const analyser = context.createAnalyser();
  analyser.fftSize = WINDOW;
  source.connect(analyser);
  const samples = new Float32Array(WINDOW);
  return {
    read() {
      analyser.getFloatTimeDomainData(samples);
      return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / WINDOW);
    },
    close() {
      source.disconnect();
      clone.stop();
    },
  };
}
