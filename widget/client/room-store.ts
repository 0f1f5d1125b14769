import type { RoomSnapshot } from './room-snapshot.ts';

export type Listener = (now: RoomSnapshot, before: RoomSnapshot) => void;

/** Holds the snapshot: frozen, replaced as a whole, told to every listener at once. */
export interface RoomStore {
  readonly snapshot: RoomSnapshot;
  /** Returns the unsubscribe function. */
  subscribe(listener: Listener): () => void;
  /** `self` follows from `participants`. Nothing is told when nothing changed. */
  set(change: Partial<Omit<RoomSnapshot, 'self'>>): void;
  /** What is set within is told as one change. */
  batch(sets: () => void): void;
}

export const EMPTY_SNAPSHOT: RoomSnapshot = freeze({
  state: 'idle',
  room: null,
  participants: [],
  self: null,
  error: null,
  live: 'closed',
  muted: false,
  deafened: false,
  volume: 1,
  microphone: 'off',
  microphoneError: null,
  devices: null,
  talking: null,
  voiceHint: null,
  audioBlocked: false,
  leaveReason: null,
  messages: [],
  reactions: [],
  stats: [],
});

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    for (const part of Object.values(value)) freeze(part);
    Object.freeze(value);
  }
  return value;
}

/** `after`, frozen; or `before` where nothing is different. What is compared is JSON. */
const keep = <T>(before: T, after: T): T => (JSON.stringify(before) === JSON.stringify(after) ? before : freeze(after));

function keepParticipants(before: RoomSnapshot['participants'], after: RoomSnapshot['participants']) {
  const list = after.map((one) => keep(before.find(({ id }) => id === one.id) ?? one, one));
  const isUnchanged = list.length === before.length && list.every((one, index) => one === before[index]);
  return isUnchanged ? before : freeze(list);
}

/** `onListenerError` gets what a listener threw; the other listeners are told nevertheless. */
export function createRoomStore(onListenerError: (error: unknown) => void): RoomStore {
  const listeners = new Set<Listener>();
  let snapshot = EMPTY_SNAPSHOT;
  let told = snapshot;
  let busy = false;

  /** What is set meanwhile, also by a listener, is told to everybody after this: all hear of the same changes in the same order. */
  function batch(sets: () => void): void {
    if (busy) {
      sets();
      return;
    }
    busy = true;
    try {
      sets();
    } finally {
      while (told !== snapshot) {
        const before = told;
        told = snapshot;
        for (const listener of [...listeners]) {
          try {
            listener(told, before);
          } catch (error) {
            onListenerError(error);
          }
        }
      }
      busy = false;
    }
  }

  return {
    get snapshot() {
      return snapshot;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(change) {
      const before = snapshot;
      const { participants = before.participants, room = before.room } = change;
      const shared = keepParticipants(before.participants, participants);
      const self = shared.find(({ isSelf }) => isSelf) ?? null;
      const next = { ...before, ...change, participants: shared, self, room: keep(before.room, room) };
      if (Object.entries(next).some(([key, value]) => value !== before[key as keyof RoomSnapshot])) {
        batch(() => {
          snapshot = Object.freeze(next);
        });
      }
    },
    batch,
  };
}
