import type { ServerMessage } from '../../protocol/live-events.ts';
import type { Room } from '../../protocol/rest.ts';
import type { Environment } from './environment.ts';
import { RoomError } from './errors.ts';
import { createLiveFeed } from './live-feed.ts';
import type { ParticipantSnapshot } from './room-snapshot.ts';
import { EMPTY_STATE, participantsOf, type RoomState, receive } from './room-state.ts';

export interface RoomListOptions {
  /** Base URL of the server. */
  server: string;
  siteKey?: string | undefined;
  token?: string | undefined;
}

export interface ListedRoom {
  readonly room: Room;
  /** In order of joining. */
  readonly participants: readonly ParticipantSnapshot[];
}

export interface RoomListSnapshot {
  /** False until the rooms are known for the first time. */
  readonly known: boolean;
  /** By name. */
  readonly rooms: readonly ListedRoom[];
  /** There are more rooms than are listed. */
  readonly more: boolean;
  /** Joining a slug that has no room makes one. */
  readonly mayCreate: boolean;
  /** What stands in the way at present. */
  readonly error: RoomError | null;
}

export interface RoomList {
  readonly snapshot: RoomListSnapshot;
  close(): void;
}

/** Refused because it was asked too often: again after so long. */
const ASK_AGAIN_MS = 5_000;

const nameOf = ({ room }: ListedRoom) => room.name;

/** The open rooms of a site, kept current over a live socket of its own. `onChange` is called after every change. */
export function createRoomList(options: RoomListOptions, environment: Environment, onChange: () => void): RoomList {
  const states = new Map<string, RoomState>();
  let snapshot: RoomListSnapshot = { known: false, rooms: [], more: false, mayCreate: false, error: null };
  let cancel = () => {};

  function show(change: Partial<RoomListSnapshot> = {}): void {
    const rooms = [...states.values()].flatMap((state) =>
      state.room ? [{ room: state.room, participants: participantsOf(state) }] : [],
    );
    rooms.sort((a, b) => nameOf(a).localeCompare(nameOf(b)) || (a.room.id < b.room.id ? -1 : 1));
    snapshot = { ...snapshot, rooms, ...change };
    onChange();
  }

  function take(message: ServerMessage): void {
    if (message.type === 'rooms:watched') {
      const { roomIds, more, mayCreate } = message;
      for (const id of states.keys()) if (!roomIds.includes(id)) states.delete(id);
      show({ known: true, more, mayCreate, error: null });
    } else if ('roomId' in message && message.roomId) {
      const { roomId } = message;
      const before = states.get(roomId) ?? EMPTY_STATE;
      const next = receive(before, message);
      // Something was missed: the whole room again.
      if (!next) feed.request({ type: 'room:watch', room: roomId }).catch(() => {});
      else if (next !== before) {
        if (next.room) states.set(roomId, next);
        else states.delete(roomId);
        show();
      }
    }
  }

  function ask(): void {
    feed.request({ type: 'rooms:watch' }, 'rooms:watched').catch((error: unknown) => {
      if (!(error instanceof RoomError) || error.code === 'signaling_lost') return;
      if (error.code === 'rate_limited') cancel = environment.after(ASK_AGAIN_MS, ask);
      else show({ error });
    });
  }

  const feed = createLiveFeed({
    environment,
    server: () => options.server,
    credential: async () => options.token ?? options.siteKey,
    onState: () => {},
    onOpen: ask,
    onMessage: take,
    onRefused: () => false,
    onError: (error) => show({ error }),
  });
  feed.open();

  return {
    get snapshot() {
      return snapshot;
    },
    close() {
      cancel();
      feed.close();
    },
  };
}
