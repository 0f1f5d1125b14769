import { DEVICE_ERRORS } from '../audio/device-errors.ts';
import { CALL_ERRORS } from '../call-errors.ts';
import { clampVolume } from '../clamp-volume.ts';
import { commandsBy } from '../commands.ts';
import { addErrorTexts } from '../errors.ts';
import type { RoomClient } from '../room-client.ts';
import { ROOM_ERRORS } from '../room-errors.ts';
import type { ParticipantSnapshot, RoomSnapshot } from '../room-snapshot.ts';
import { createRoomStore } from '../room-store.ts';
import { wireParticipant } from './fake-wire.ts';

addErrorTexts({ ...CALL_ERRORS, ...ROOM_ERRORS, ...DEVICE_ERRORS });

type Method = Exclude<keyof RoomClient, 'snapshot' | 'subscribe'>;
type Call = { [K in Method]: [method: K, ...parameters: Parameters<RoomClient[K]>] }[Method];

export interface FakeRoomClient extends RoomClient {
  /** Every call so far, `subscribe` excepted: `['setMuted', true]`. */
  readonly calls: readonly Call[];
  /** Changes the snapshot and tells the listeners. `self` is whoever in `participants` has `isSelf`. */
  set(change: Partial<RoomSnapshot>): void;
  /** From now on the method rejects with `error` (null: works again). */
  fail(method: Method, error: Error | null): void;
  /** From now on the method settles as `answer` does. */
  answer(method: Method, answer: Promise<void>): void;
  /** How loud everybody is, by id. */
  readonly levels: Record<string, number>;
}

/** A participant with everything filled in. */
export function fakeParticipant(values: Partial<ParticipantSnapshot> & { id: string }): ParticipantSnapshot {
  const { roomId, leftAt, leaveReason, ...wire } = wireParticipant({ id: values.id });
  return { ...wire, speaking: false, volume: 1, quality: 'unknown', isSelf: false, link: null, ...values };
}

/** A RoomClient that does nothing but record what it was asked and show what it is told to; only a volume is taken at once. */
export function createFakeRoomClient(initial: Partial<RoomSnapshot> = {}): FakeRoomClient {
  const store = createRoomStore((error) => {
    throw error;
  });
  const calls: Call[] = [];
  const levels: Record<string, number> = {};
  const failures = new Map<Method, Error>();
  const answers = new Map<Method, Promise<void>>();
  store.set(initial);

  const note = (...call: Call): Promise<void> => {
    calls.push(call);
    const error = failures.get(call[0]);
    return error ? Promise.reject(error) : (answers.get(call[0]) ?? Promise.resolve());
  };

  return {
    ...commandsBy((name, parameters) => note(...([name, ...parameters] as Call))),
    calls,
    levels,
    get snapshot() {
      return store.snapshot;
    },
    subscribe: store.subscribe,
    set: store.set,
    fail(method, error) {
      if (error) failures.set(method, error);
      else failures.delete(method);
    },
    answer: (method, answer) => void answers.set(method, answer),
    configure: (options) => void note('configure', options),
    watch: () => void note('watch'),
    join: (...options) => note('join', ...options),
    leave: () => note('leave'),
    setMuted: (muted) => note('setMuted', muted),
    setDeafened: (deafened) => note('setDeafened', deafened),
    setVolume(volume) {
      void note('setVolume', volume);
      store.set({ volume: clampVolume(volume) });
    },
    setParticipantVolume: (id, volume) => note('setParticipantVolume', id, volume),
    level: () => null,
    levelOf: (id) => levels[id] ?? 0,
    unlockAudio: () => note('unlockAudio'),
    dispose: () => note('dispose'),
  };
}
