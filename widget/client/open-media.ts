import type { CallMedia, CreateCallMedia } from './call-media.ts';
import type { RoomErrorCode } from './errors.ts';
import type { Hearsay } from './hearsay.ts';
import type { OwnDevices } from './own-devices.ts';
import type { OwnVoice } from './own-voice.ts';
import type { Presence } from './presence.ts';
import type { RoomStore } from './room-store.ts';
import type { StayContext } from './stay-context.ts';
import type { TransportEvents } from './transport.ts';

/** What a stay has beside it once the call runs. */
export interface Company {
  hearsay: Hearsay;
  checkLine: TransportEvents['onDoubt'];
}

/** What has to do with the sound. */
export interface MediaParts {
  devices: OwnDevices;
  voice: OwnVoice;
  /** Speaking or not, of oneself: for the others. */
  report(speaking: boolean): void;
  renewSignaling: TransportEvents['renewSignaling'];
  company(): Company | null;
}

/** In the room, and nobody is reached. */
const UNCONNECTED: readonly RoomErrorCode[] = ['connection_failed', 'network_blocked', 'turn_credentials_refused'];

/** In the room, but nobody can be heard. */
export const isUnconnected = ({ snapshot }: RoomStore) => UNCONNECTED.includes(snapshot.error?.code ?? 'internal');

/** The sound of a call; what it tells goes into the snapshot. */
export function openMedia(
  { environment, store, watch, options }: StayContext,
  here: Presence,
  createMedia: CreateCallMedia,
  { devices, voice, report, renewSignaling, company }: MediaParts,
): CallMedia {
  return createMedia(
    environment,
    { ...options(), ...devices.wanted() },
    {
      onLinks(links) {
        company()?.hearsay.follow(links);
        watch.update({ links });
        const mended = [...links.values()].includes('connected');
        if (mended && isUnconnected(store)) store.set({ error: null });
      },
      onHeard(heard) {
        watch.update({ heard });
        if (here.stay) report(heard.has(here.stay.participantId));
      },
      onAudioBlocked: (audioBlocked) => store.set({ audioBlocked }),
      onMicrophoneLost: voice.lost,
      onMicrophoneFound: voice.found,
      onDevice: devices.onDevice,
      onNoRnnoise: devices.onNoRnnoise,
      onSaid(participantId, word) {
        company()?.hearsay.said(participantId, word);
        here.media?.follow(watch.state.participants);
      },
      onConnectionFailed: (error) => store.set({ error }),
      onDoubt: (...network) => company()?.checkLine(...network),
      renewSignaling,
    },
  );
}
