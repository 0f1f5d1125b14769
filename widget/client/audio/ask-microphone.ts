import type { CallEnvironment } from '../call-environment.ts';
import type { MicrophoneOptions } from './microphone-options.ts';

/**
 * Asks the browser for the microphone; undefined where the context is not secure. `exactly`: no other one will do, where without it the
 * system's default stands in.
 */
export async function askMicrophone(
  { mediaDevices }: CallEnvironment,
  { microphone, noiseSuppression, echoCancellation, autoGain }: MicrophoneOptions,
  exactly = false,
): Promise<MediaStream | undefined> {
  return mediaDevices?.getUserMedia({
    audio: {
      ...(microphone && { deviceId: exactly ? { exact: microphone } : microphone }),
      // Two of them make a voice sound like a robot's.
      noiseSuppression: (noiseSuppression ?? 'browser') === 'browser',
      echoCancellation: echoCancellation !== 'off',
      autoGainControl: autoGain !== 'off',
    },
  });
}
