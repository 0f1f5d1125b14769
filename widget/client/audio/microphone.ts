import type { CallEnvironment } from '../call-environment.ts';
import { RoomError, type RoomErrorCode } from '../errors.ts';

/** DOMException names of getUserMedia (W3C Media Capture and Streams 10.2), in our words. */
const CODES: Record<string, RoomErrorCode> = {
  NotAllowedError: 'microphone_denied',
  SecurityError: 'microphone_denied',
  NotFoundError: 'microphone_missing',
  OverconstrainedError: 'microphone_missing',
  NotReadableError: 'microphone_busy',
  AbortError: 'microphone_busy',
};

export function microphoneError(cause: unknown, environment: CallEnvironment): RoomError {
  const code = (cause instanceof Error && CODES[cause.name]) || 'microphone_missing';
  const forbidden = code === 'microphone_denied' && !environment.allowsMicrophone();
  return new RoomError(forbidden ? 'permissions_policy' : code, { cause });
}

export interface Microphone {
  /** The microphone's, or a silent one while there is none: a connection needs a track to be made with. */
  readonly track: MediaStreamTrack;
  readonly live: boolean;
  /** Takes the stream once it comes, in place of the one before; rejects with a RoomError. */
  open(asked: Promise<MediaStream | undefined>): Promise<void>;
  /** Releases the device, also when it is given only later. */
  close(): void;
}

function silentTrack(context: AudioContext): MediaStreamTrack {
  const [track] = context.createMediaStreamDestination().stream.getAudioTracks();
  if (!track) throw new RoomError('internal', { cause: 'a MediaStreamAudioDestinationNode without a track' });
  return track;
}

/** `onLost`: the device went away by itself. */
export function createMicrophone(
  environment: CallEnvironment,
  context: AudioContext,
  onLost: (error: RoomError) => void,
): Microphone {
  const silence = silentTrack(context);
  let track = silence;
  let closed = false;

  function release(): void {
    if (track === silence) return;
    track.onended = null;
    track.stop();
    track = silence;
  }

  return {
    get track() {
      return track;
    },
    get live() {
      return track !== silence;
    },
    async open(asked) {
      const stream = await asked.catch((cause) => {
        throw microphoneError(cause, environment);
      });
      const given = stream?.getAudioTracks()[0];
      if (!given) throw new RoomError(environment.isSecureContext ? 'microphone_missing' : 'insecure_context');
      release();
      if (closed) {
        given.stop();
        return;
      }
      track = given;
      track.onended = () => {
        release();
        onLost(new RoomError('microphone_missing'));
      };
    },
    close() {
      closed = true;
      release();
      silence.stop();
    },
  };
}
