import type { PeerWord } from '../../../protocol/peer-messages.ts';
import { DEVICE_ERRORS } from '../audio/device-errors.ts';
import { CALL_ERRORS } from '../call-errors.ts';
import type { CallMedia, CallMediaEvents, CreateCallMedia } from '../call-media.ts';
import { addErrorTexts, RoomError } from '../errors.ts';
import { ROOM_ERRORS } from '../room-errors.ts';

addErrorTexts({ ...CALL_ERRORS, ...ROOM_ERRORS, ...DEVICE_ERRORS });

type Call = [method: keyof CallMedia, ...parameters: unknown[]];

export interface FakeCallMedia extends CallMedia {
  readonly calls: readonly Call[];
  readonly events: CallMediaEvents;
  readonly said: PeerWord[];
  sending: boolean;
  gateOpen: boolean;
  volume: number;
  closed: boolean;
}

export interface FakeCallMediaFactory {
  readonly create: CreateCallMedia;
  /** The newest; throws before the first. */
  current(): FakeCallMedia;
  readonly made: readonly FakeCallMedia[];
  /** What `connect` does instead of succeeding. */
  connecting: Promise<void>;
  /** What choosing a device does instead of succeeding. */
  choosing: Promise<void>;
}

/** Sound without a sound system: records what it is told, and says what the test says. */
export function createFakeCallMedia(): FakeCallMediaFactory {
  const made: FakeCallMedia[] = [];

  function create(events: CallMediaEvents): FakeCallMedia {
    const calls: Call[] = [];
    const note = (...call: Call) => void calls.push(call);
    return {
      calls,
      events,
      sending: false,
      gateOpen: true,
      volume: 1,
      closed: false,
      async openMicrophone(asked) {
        if (!(await asked)) throw new RoomError('microphone_missing');
        note('openMicrophone');
      },
      async connect(joined) {
        note('connect', joined.participant.id, joined.signaling.url);
        await factory.connecting;
      },
      follow: (participants) => note('follow', [...participants.keys()]),
      setSending(sending) {
        this.sending = sending;
      },
      setGate(open) {
        this.gateOpen = open;
      },
      chooseMicrophone: async ({ microphone = '', ...processing }) => {
        note('chooseMicrophone', microphone, processing);
        await factory.choosing;
        events.onDevice('microphone', { deviceId: microphone, label: `The ${microphone}`, lost: false });
      },
      chooseSpeaker: async (deviceId) => {
        note('chooseSpeaker', deviceId);
        await factory.choosing;
        events.onDevice('speaker', { deviceId, label: `The ${deviceId}`, lost: false });
      },
      level: () => 0.1,
      levelOf: () => 0.1,
      setVolume(volume) {
        this.volume = volume;
      },
      setParticipantVolume: (id, volume) => note('setParticipantVolume', id, volume),
      setWanted: (id, wanted) => note('setWanted', id, wanted),
      said: [],
      say(word) {
        this.said.push(word);
      },
      keep: (signaling) => note('keep', signaling.token),
      revive: () => note('revive'),
      setIceServers: (servers) => note('setIceServers', ...servers.flatMap(({ urls }) => urls)),
      unlockAudio: async () => note('unlockAudio'),
      stats: async () => new Map(),
      disconnect: () => note('disconnect'),
      close() {
        this.closed = true;
      },
    };
  }

  const factory: FakeCallMediaFactory = {
    made,
    connecting: Promise.resolve(),
    choosing: Promise.resolve(),
    create(_environment, _options, events) {
      const media = create(events);
      made.push(media);
      return media;
    },
    current() {
      const media = made.at(-1);
      if (!media) throw new Error('no media yet');
      return media;
    },
  };
  return factory;
}
