import type { ClientMessage } from '../../../protocol/live-events.ts';
import type { Participant } from '../../../protocol/rest.ts';
import type { CallEnvironment } from '../call-environment.ts';
import { createStay } from '../create-stay.ts';
import type { Environment } from '../environment.ts';
import type { PageLife } from '../page-life.ts';
import { createReloading } from '../reloading.ts';
import { createRoomClient, type RoomClient, type RoomClientOptions } from '../room-client.ts';
import { createRoomCommands } from '../room-commands.ts';
import type { RoomSnapshot } from '../room-snapshot.ts';
import { accompany } from '../running-call.ts';
import type { PrepareLine } from '../transport.ts';
import { createFakeCallMedia } from './fake-call-media.ts';
import { createFakeEnvironment } from './fake-environment.ts';
import { createFakeLiveServer } from './fake-live-server.ts';
import { wireParticipant, wireRoom } from './fake-wire.ts';

export const anna = wireParticipant({ id: 'anna', joinedAt: '2026-01-01T00:00:01.000Z' });
export const room = wireRoom();
const signaling = (token: string) => ({ url: '/peer', peerId: 'me', token, expiresAt: '2026-01-02T00:00:00.000Z' });

/** A microphone that knows whether it is still open. */
export function fakeMicrophone() {
  const track = {
    kind: 'audio',
    stopped: false,
    stop() {
      this.stopped = true;
    },
  };
  const stream = { getTracks: () => [track], getAudioTracks: () => [track] } as unknown as MediaStream;
  return { track, stream };
}

type Answers = { [K in ClientMessage['type']]?: (message: Extract<ClientMessage, { type: K }>) => object | undefined };

/** A client with a room in which Anna is, and a server that lets everybody in. */
export function setUp(
  more: {
    options?: Partial<RoomClientOptions>;
    answers?: Answers;
    microphone?: () => Promise<MediaStream>;
    storage?: Environment['storage'];
    environment?: Partial<CallEnvironment & PageLife>;
  } = {},
) {
  let seq = 1;
  let stays = 0;
  let reservations = 0;
  let grants = 0;
  let self: Participant | null = null;
  const { track, stream } = fakeMicrophone();
  const present = () => (self ? [anna, self] : [anna]);

  const answers: Answers = {
    auth: ({ credential }) => ({ type: 'auth:ok', participantId: credential?.startsWith('token-') ? self?.id : null }),
    'room:watch': () => ({ type: 'room:snapshot', roomId: room.id, seq, room, participants: present(), speaking: [] }),
    'room:reserve'() {
      const participantId = `reserved-${++reservations}`;
      return { type: 'room:reserved', participantId, signaling: { ...signaling('opens'), peerId: participantId } };
    },
    'room:join'({ agentId, muted = false, deafened = false, participantId }) {
      const id = participantId ?? `me-${++stays}`;
      self = wireParticipant({
        id,
        agentId,
        muted,
        deafened,
        status: 'connecting',
        joinedAt: '2026-01-01T00:00:09.000Z',
      });
      seq += 1;
      return {
        type: 'room:joined',
        roomId: room.id,
        participantId: id,
        seq,
        participant: self,
        session: {},
        room,
        peers: [anna],
        token: `token-${id}`,
        iceServers: [],
        iceServersTtlS: 86_400,
        signaling: signaling(`ticket-${id}`),
      };
    },
    'room:ready': () => ({
      type: 'room:ready',
      roomId: room.id,
      participants: present(),
      iceServers: [{ urls: [`turn:${++grants}`] }],
      iceServersTtlS: 86_400,
      signaling: signaling('fresh'),
    }),
    'room:mute'({ muted, deafened = false, participantId }) {
      if (!self || participantId !== self.id) return { type: 'ok' };
      self = { ...self, muted, deafened };
      seq += 1;
      return { type: 'room:participant-updated', roomId: room.id, seq, participant: self };
    },
    'room:leave'({ participantId }) {
      self = null;
      seq += 1;
      return { type: 'room:participant-left', roomId: room.id, seq, participantId, reason: 'left' };
    },
    ...more.answers,
  };
  const server = createFakeLiveServer((message) => {
    const answer = answers[message.type] as ((message: ClientMessage) => object | undefined) | undefined;
    return answer?.(message);
  });
  const media = createFakeCallMedia();
  /** Those opened in the lobby that have not been closed. */
  const lines = new Map<string, { lose: () => void }>();
  const prepareLine: PrepareLine = (_environment, { peerId }, lose) => {
    lines.set(peerId, { lose });
    return { participantId: peerId, close: () => lines.delete(peerId) };
  };
  const environment = createFakeEnvironment({
    ...more.environment,
    openSocket: server.openSocket,
    ...(more.storage && { storage: more.storage }),
    mediaDevices: { getUserMedia: more.microphone ?? (async () => stream) },
    loadCall: async () => ({
      createStay(context) {
        const called = { ...context, environment };
        const stay = createStay(called, media.create, prepareLine, async () => ({
          createReloading: () => createReloading(called, environment),
          createRoomCommands,
        }));
        accompany(called, environment, stay);
        return stay;
      },
    }),
  });
  const client = createRoomClient(
    { server: 'https://voice.example.com', room: 'lobby', displayName: 'Me', ...more.options },
    environment,
  );
  return {
    client,
    server,
    media,
    lines,
    environment,
    track,
    /** A message of the room, with the next `seq`. */
    event(type: string, fields: object) {
      seq += 1;
      server.tell({ type, roomId: room.id, seq, ...fields });
    },
    self: () => {
      if (!self) throw new Error('not in the room');
      return self;
    },
    forgetStay: () => {
      self = null;
    },
  };
}

/** Far more than a machine under load needs: what has not come by then never does. */
const PATIENCE_MS = 20_000;

export function until(client: RoomClient, matches: (snapshot: RoomSnapshot) => boolean): Promise<RoomSnapshot> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error(`it never came to pass, the client is ${client.snapshot.state}`));
    const timer = setTimeout(giveUp, PATIENCE_MS);
    const look = (snapshot: RoomSnapshot) => {
      if (!matches(snapshot)) return;
      clearTimeout(timer);
      unsubscribe();
      resolve(snapshot);
    };
    const unsubscribe = client.subscribe(look);
    queueMicrotask(() => look(client.snapshot));
  });
}

export const inState = (client: RoomClient, state: RoomSnapshot['state']) =>
  until(client, (now) => now.state === state);
export const names = (client: RoomClient) => client.snapshot.participants.map(({ id }) => id);
