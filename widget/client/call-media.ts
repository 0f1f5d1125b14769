import { isAllowedVoice } from '../../protocol/hearing.ts';
import type { PeerWord } from '../../protocol/peer-messages.ts';
import type { IceServer, Participant, Signaling } from '../../protocol/rest.ts';
import { createAutoplay } from './audio/autoplay.ts';
import { createLocalLevel } from './audio/local-level.ts';
import { createMicrophone } from './audio/microphone.ts';
import { createMicrophoneKeeper } from './audio/microphone-keeper.ts';
import type { MicrophoneOptions } from './audio/microphone-options.ts';
import { createOutgoingTrack } from './audio/outgoing-track.ts';
import { createRemoteAudio } from './audio/remote-audio.ts';
import { soundClock } from './audio/sound-clock.ts';
import { createSpeaker } from './audio/speaker.ts';
import { createSpeakingDetector } from './audio/speaking-detector.ts';
import type { CallEnvironment } from './call-environment.ts';
import type { RoomError } from './errors.ts';
import type { DeviceInUse } from './room-snapshot.ts';
import type { LinkState } from './room-state.ts';
import type { Arrival, CreateTransport, Transport, TransportEvents } from './transport.ts';

export interface CallMediaEvents {
  onLinks(links: ReadonlyMap<string, LinkState>): void;
  /** Who is heard speaking; self under the own id. */
  onHeard(heard: ReadonlySet<string>): void;
  onAudioBlocked(blocked: boolean): void;
  /** Unplugged, or taken away by the person, and nothing else in its place. */
  onMicrophoneLost(error: RoomError): void;
  /** There is one again. */
  onMicrophoneFound(): void;
  /** In use from now on. */
  onDevice(kind: 'microphone' | 'speaker', device: DeviceInUse): void;
  /** RNNoise cannot run here: the browser suppresses noise in its place. */
  onNoRnnoise(): void;
  /** A participant says, from browser to browser, how its own sound is. */
  onSaid(participantId: string, word: PeerWord): void;
  /** Nobody can be reached. */
  onConnectionFailed(error: RoomError): void;
  /** Nothing comes from somebody who should be heard: the network may be gone, and every line with it. */
  onDoubt: TransportEvents['onDoubt'];
  /** A fresh signalling ticket for this stay. */
  renewSignaling(): Promise<Signaling>;
}

/** Sound in both directions: microphone, connections, loudspeaker, and who speaks. */
export interface CallMedia {
  /** Takes the stream once it comes; rejects with a RoomError when there is none. */
  openMicrophone(asked: Promise<MediaStream | undefined>): Promise<void>;
  /** Another microphone or other processing, without a gap; rejects with a RoomError, and all is as it was. */
  chooseMicrophone(options: MicrophoneOptions): Promise<void>;
  /** '' is the system's default; rejects with a RoomError, and all is as it was. */
  chooseSpeaker(deviceId: string): Promise<void>;
  /** How loud the microphone is at this moment, muted or not: RMS, 0..1. Null without one. */
  level(): number | null;
  /** How loud somebody is heard at this moment, 0..1; self under the own id. */
  levelOf(id: string): number;
  /** Resolves when the others can reach us. */
  connect(arrival: Arrival): Promise<void>;
  /** Who is in the room now: connects and disconnects accordingly. */
  follow(participants: ReadonlyMap<string, Participant>): void;
  /** How our own sound is: told to the others without a server. Of the present `connect`. */
  say(word: PeerWord): void;
  /** Whether a connection to this participant is tried on when there is none. */
  setWanted(participantId: string, wanted: boolean): void;
  /** Whether anything of the microphone is sent. */
  setSending(sending: boolean): void;
  /** Closed, silence is sent in its place: opens and closes quicker than sending. */
  setGate(open: boolean): void;
  setVolume(volume: number): void;
  setParticipantVolume(id: string, volume: number): void;
  /** A signalling ticket for the next line to the others: each opens one. */
  keep(signaling: Signaling): void;
  /** The network is back: the line to the others is proven, or tried anew. */
  revive(): void;
  /** For connections and ICE restarts from now on. */
  setIceServers(servers: IceServer[]): void;
  unlockAudio(): Promise<void>;
  stats(): Promise<ReadonlyMap<string, RTCStatsReport>>;
  /** Hangs up; microphone and loudspeaker stay open for the next `connect`. */
  disconnect(): void;
  close(): void;
}

export interface CallMediaOptions extends MicrophoneOptions {
  privacy?: 'direct' | 'relay' | undefined;
}

export type CreateCallMedia = (
  environment: CallEnvironment,
  options: CallMediaOptions,
  events: CallMediaEvents,
) => CallMedia;

/** `createTransport` decides over what the sound goes. */
export function createCallMedia(
  createTransport: CreateTransport,
  environment: CallEnvironment,
  options: CallMediaOptions,
  events: CallMediaEvents,
): CallMedia {
  const context = environment.createAudioContext();
  const autoplay = createAutoplay(environment, context, events.onAudioBlocked);
  const speaker = createSpeaker(environment, context, (device) => events.onDevice('speaker', device));
  const remoteAudio = createRemoteAudio(environment, context, speaker.input);
  const detector = createSpeakingDetector(
    { now: environment.now, every: soundClock(environment, context, speaker.input) },
    events.onHeard,
  );
  const microphone = createMicrophone(environment, context, { onTrack: useTrack, onTrouble: () => keeper.onTrouble() });
  const keeper = createMicrophoneKeeper(environment, microphone, options, {
    onDevice: (device) => events.onDevice('microphone', device),
    onLost: events.onMicrophoneLost,
    onFound: events.onMicrophoneFound,
  });
  const outgoing = createOutgoingTrack(environment, microphone, {
    onTrack: () => transport?.setTrack(outgoing.track),
    onFailed(error) {
      environment.reportError(error);
      // The browser's own is better than none.
      keeper.choose({ ...keeper.options, noiseSuppression: 'browser' }).catch(() => {});
      events.onNoRnnoise();
    },
  });
  let links = new Map<string, LinkState>();
  let transport: Transport | null = null;
  let selfId = '';
  let sending = false;
  let gateOpen = true;
  let localLevel: ReturnType<typeof createLocalLevel> | null = null;

  function useTrack(): void {
    localLevel?.close();
    localLevel = microphone.live ? createLocalLevel(environment, context, microphone.track) : null;
    applySending();
    outgoing.follow(keeper.options.noiseSuppression === 'rnnoise');
    transport?.setTrack(outgoing.track);
  }

  function applySending(): void {
    outgoing.setEnabled(sending && gateOpen);
    if (localLevel && transport && sending && gateOpen) detector.add(selfId, localLevel.read);
    else detector.remove(selfId);
  }

  function setLink(id: string, state: LinkState | null): void {
    links = new Map(links);
    if (state) links.set(id, state);
    else links.delete(id);
    if (!state) {
      detector.remove(id);
      remoteAudio.remove(id);
    }
    events.onLinks(links);
  }

  function disconnect(): void {
    for (const id of links.keys()) remoteAudio.remove(id);
    transport?.close();
    transport = null;
    links = new Map();
    detector.clear();
  }

  return {
    openMicrophone: keeper.open,
    chooseMicrophone: keeper.choose,
    chooseSpeaker: speaker.choose,
    level: () => localLevel?.read() ?? null,
    levelOf: detector.levelOf,
    async connect(joined) {
      disconnect();
      selfId = joined.participant.id;
      transport = createTransport(environment, {
        onLink: setLink,
        onSound(id, { stream, level }) {
          remoteAudio.add(id, stream);
          detector.add(id, level);
        },
        onSaid: events.onSaid,
        onConnectionFailed: events.onConnectionFailed,
        onDoubt: events.onDoubt,
        renewSignaling: events.renewSignaling,
      });
      transport.setTrack(outgoing.track);
      transport.setSending(sending);
      applySending();
      await transport.open(joined, options.privacy ?? 'direct');
    },
    follow(participants) {
      // Whoever does not keep to it, and goes on sending, is not heard.
      for (const [id, one] of participants) remoteAudio.setAllowed(id, isAllowedVoice(one));
      transport?.follow(participants);
    },
    setSending(next) {
      if (sending === next) return;
      sending = next;
      transport?.setSending(sending);
      applySending();
    },
    setGate(open) {
      gateOpen = open;
      applySending();
    },
    say: (word) => transport?.say(word),
    setWanted: (id, wanted) => transport?.setWanted(id, wanted),
    setVolume: remoteAudio.setMaster,
    setParticipantVolume: remoteAudio.setVolume,
    keep: (signaling) => transport?.keep(signaling),
    revive: () => transport?.revive(),
    setIceServers: (servers) => transport?.setIceServers(servers),
    unlockAudio: autoplay.unlock,
    stats: async () => (await transport?.stats()) ?? new Map(),
    disconnect,
    close() {
      disconnect();
      detector.close();
      keeper.close();
      outgoing.close();
      microphone.close();
      remoteAudio.close();
      speaker.close();
      autoplay.close();
      void context.close();
    },
  };
}
