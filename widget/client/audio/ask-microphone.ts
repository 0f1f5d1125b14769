import type { CallEnvironment } from '../call-environment.ts';
import type { RoomClientOptions } from '../room-client.ts';

export type MicrophoneOptions = Pick<RoomClientOptions, 'noiseSuppression' | 'echoCancellation' | 'autoGain'>;

/** Asks the browser for the microphone; undefined where the context is not secure. */
export async function askMicrophone(
  { mediaDevices }: CallEnvironment,
  { noiseSuppression, echoCancellation, autoGain }: MicrophoneOptions,
): Promise<MediaStream | undefined> {
  return mediaDevices?.getUserMedia({
    audio: {
      noiseSuppression: noiseSuppression !== 'off',
      echoCancellation: echoCancellation !== 'off',
      autoGainControl: autoGain !== 'off',
    },
  });
}
