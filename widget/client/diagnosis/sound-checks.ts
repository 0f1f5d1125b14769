import { askMicrophone } from '../audio/ask-microphone.ts';
import { microphoneError } from '../audio/microphone.ts';
import type { CallEnvironment } from '../call-environment.ts';
import { RoomError } from '../errors.ts';
import type { RoomSnapshot } from '../room-snapshot.ts';

/**
 * Opens the microphone only where that is allowed already and no call has it: nobody is asked anything. Rejects with a RoomError,
 * `microphone_not_asked` where it did not open it.
 */
export async function tryMicrophone(environment: CallEnvironment, { microphone }: RoomSnapshot): Promise<void> {
  if (microphone === 'live') return;
  if (!environment.isSecureContext || !environment.mediaDevices) throw new RoomError('insecure_context');
  if (!environment.allowsMicrophone()) throw new RoomError('permissions_policy');
  const permission = await environment.microphonePermission();
  if (permission === 'denied') throw new RoomError('microphone_denied');
  const microphones = (await environment.listDevices()).filter(({ kind }) => kind === 'audioinput');
  if (!microphones.length) throw new RoomError('microphone_missing');
  // A browser that does not tell names devices only when they are allowed.
  const allowed = permission ? permission === 'granted' : microphones.some(({ label }) => label);
  if (!allowed) throw new RoomError('microphone_not_asked');
  const stream = await askMicrophone(environment, {}).catch(async (cause) => {
    throw await microphoneError(cause, environment);
  });
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** Resolves when sound may play; the caller sets the time. */
export async function tryAutoplay(
  { createAudioContext }: Pick<CallEnvironment, 'createAudioContext'>,
  { state, audioBlocked }: RoomSnapshot,
  over: AbortSignal,
): Promise<void> {
  if (audioBlocked) throw new RoomError('autoplay_blocked');
  if (state === 'connected' || state === 'reconnecting') return;
  const context = createAudioContext();
  over.addEventListener('abort', () => void context.close());
  await context.resume();
}
