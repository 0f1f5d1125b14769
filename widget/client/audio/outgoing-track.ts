import type { CallEnvironment } from '../call-environment.ts';
import type { Microphone } from './microphone.ts';
import type { NoiseSuppressor } from './rnnoise.ts';

/** What is sent: the microphone as it is, or what RNNoise makes of it. */
export interface OutgoingTrack {
  readonly track: MediaStreamTrack;
  /** The microphone has another track now. */
  follow(withRnnoise: boolean): void;
  setEnabled(enabled: boolean): void;
  close(): void;
}

/** `onTrack`: another one is to be sent. `onFailed`: RNNoise cannot run here. */
export function createOutgoingTrack(
  environment: CallEnvironment,
  microphone: Microphone,
  events: { onTrack(): void; onFailed(error: unknown): void },
): OutgoingTrack {
  let suppressor: NoiseSuppressor | null = null;
  let enabled = false;

  function apply(): void {
    microphone.track.enabled = enabled;
    if (suppressor) suppressor.track.enabled = enabled;
  }

  function stop(): void {
    suppressor?.close();
    suppressor = null;
  }

  async function start(track: MediaStreamTrack): Promise<void> {
    const isCurrent = () => microphone.live && microphone.track === track;
    try {
      const { createRnnoise } = await import('./rnnoise.ts');
      const made = await createRnnoise(environment, track);
      if (!isCurrent()) {
        made.close();
        return;
      }
      suppressor = made;
      apply();
      events.onTrack();
    } catch (error) {
      if (isCurrent()) events.onFailed(error);
    }
  }

  return {
    get track() {
      return suppressor?.track ?? microphone.track;
    },
    follow(withRnnoise) {
      stop();
      apply();
      if (withRnnoise && microphone.live) void start(microphone.track);
    },
    setEnabled(next) {
      enabled = next;
      apply();
    },
    close: stop,
  };
}
