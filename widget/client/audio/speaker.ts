import type { CallEnvironment } from '../call-environment.ts';
import { RoomError } from '../errors.ts';
import type { DeviceInUse } from '../room-snapshot.ts';
import type { SpeakerChoice } from './speaker-choice.ts';

/** Where the others' sound comes out. */
export interface Speaker extends SpeakerChoice {
  /** Plays what is connected to it. */
  readonly input: AudioNode;
}

export function createSpeaker(
  environment: CallEnvironment,
  context: AudioContext,
  onDevice: (device: DeviceInUse) => void,
): Speaker {
  const input = context.createGain();
  input.connect(context.destination);
  let choice: SpeakerChoice | null = null;
  let closed = false;
  return {
    input,
    async choose(deviceId) {
      // Most people never choose one.
      const { createSpeakerChoice } = await import('./speaker-choice.ts').catch((cause) => {
        throw new RoomError('server_unreachable', { cause });
      });
      if (closed) return;
      choice ??= createSpeakerChoice(environment, context, input, onDevice);
      await choice.choose(deviceId);
    },
    close() {
      closed = true;
      choice?.close();
      input.disconnect();
    },
  };
}
