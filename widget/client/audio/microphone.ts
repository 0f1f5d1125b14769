import type { CallEnvironment } from '../call-environment.ts';
import { RoomError } from '../errors.ts';
import { type DeviceErrorCode, deviceError } from './device-error.ts';

/** DOMException names of getUserMedia (W3C Media Capture and Streams 10.2), in our words. */
const CODES: Record<string, DeviceErrorCode> = {
  NotAllowedError: 'microphone_denied',
  SecurityError: 'microphone_denied',
  NotFoundError: 'microphone_missing',
  OverconstrainedError: 'microphone_missing',
  NotReadableError: 'microphone_busy',
  AbortError: 'microphone_busy',
};
/** By then every connection has taken the new track over. */
const HANDOVER_MS = 500;

/** One refusal has four reasons: the page around ours, the person, the system, or a question that was closed. */
async function refusal(environment: CallEnvironment): Promise<DeviceErrorCode> {
  if (!environment.allowsMicrophone()) return 'permissions_policy';
  const permission = await environment.microphonePermission();
  if (permission === 'prompt') return 'microphone_dismissed';
  return permission === 'granted' ? 'microphone_blocked' : 'microphone_denied';
}

export async function microphoneError(cause: unknown, environment: CallEnvironment): Promise<RoomError> {
  const code = (cause instanceof Error && CODES[cause.name]) || 'microphone_missing';
  return deviceError(code === 'microphone_denied' ? await refusal(environment) : code, cause);
}

export interface MicrophoneEvents {
  /** Another track from now on. The one before goes on for a moment, so that nothing is missing in between. */
  onTrack(): void;
  /** The device ended the track (unplugged, taken away), or gives nothing for now (a phone call). */
  onTrouble(): void;
}

export interface Microphone {
  /** The microphone's, or a silent one while there is none: a connection needs a track to be made with. */
  readonly track: MediaStreamTrack;
  readonly live: boolean;
  /** Takes the stream once it comes, in place of the one before; rejects with a RoomError, and all is as it was. */
  open(asked: Promise<MediaStream | undefined>): Promise<void>;
  /** Silence from now on. */
  release(): void;
  /** Releases the device, also when it is given only later. */
  close(): void;
}

function silentTrack(context: AudioContext): MediaStreamTrack {
  const [track] = context.createMediaStreamDestination().stream.getAudioTracks();
  if (!track) throw new RoomError('internal', { cause: 'a MediaStreamAudioDestinationNode without a track' });
  return track;
}

export function createMicrophone(
  environment: CallEnvironment,
  context: AudioContext,
  events: MicrophoneEvents,
): Microphone {
  const silence = silentTrack(context);
  let track = silence;
  let closed = false;

  function use(next: MediaStreamTrack): MediaStreamTrack {
    const before = track;
    before.onended = before.onmute = null;
    track = next;
    if (next !== silence) next.onended = next.onmute = events.onTrouble;
    events.onTrack();
    return before;
  }

  function release(): void {
    if (track !== silence) use(silence).stop();
  }

  return {
    get track() {
      return track;
    },
    get live() {
      return track !== silence;
    },
    async open(asked) {
      const stream = await asked.catch(async (cause) => {
        throw await microphoneError(cause, environment);
      });
      const given = stream?.getAudioTracks()[0];
      if (!given) throw await deviceError(environment.isSecureContext ? 'microphone_missing' : 'insecure_context');
      if (closed) {
        given.stop();
        return;
      }
      const before = use(given);
      if (before !== silence) environment.after(HANDOVER_MS, () => before.stop());
    },
    release,
    close() {
      closed = true;
      release();
      silence.stop();
    },
  };
}
