import type { Metadata, MultiAgent } from '../../protocol/rest.ts';
import type { Processing } from './audio/microphone-options.ts';
import { clampVolume } from './clamp-volume.ts';
import { type Commands, commandsBy } from './commands.ts';
import type { Environment } from './environment.ts';
import { RoomError, type RoomErrorCode } from './errors.ts';
import { keptStayKey } from './kept-stay-key.ts';
import { createLiveFeed } from './live-feed.ts';
import type { RoomSnapshot } from './room-snapshot.ts';
import { EMPTY_STATE } from './room-state.ts';
import { createRoomStore } from './room-store.ts';
import { createRoomWatch } from './room-watch.ts';
import type { Stay, Voice } from './stay.ts';

export interface RoomClientOptions extends Processing {
  /** Base URL of the voice-room server, e.g. `https://voice.example.com`. */
  server: string;
  /** Slug or id. */
  room: string;
  siteKey?: string | undefined;
  token?: string | undefined;
  /** Asked for a join token at every join; wins over `token`. */
  tokenProvider?: (() => Promise<string>) | undefined;
  displayName?: string | undefined;
  avatar?: string | undefined;
  /** Who this is to the site; by default an id made once per browser (per page with `multiTab: 'allow'`). */
  agentId?: string | undefined;
  metadata?: Metadata | undefined;
  /** `relay`: media goes over TURN only. */
  privacy?: 'direct' | 'relay' | undefined;
  multiTab?: MultiAgent | undefined;
  /** Push-to-talk: a `KeyboardEvent.code`. With one, nothing is heard of the microphone until `setTalking(true)`. */
  pttKey?: string | undefined;
}

export interface JoinOptions {
  /** False: to listen only; unmuting asks for the microphone. By default true. */
  microphone?: boolean | undefined;
}

/**
 * One room seen from one page: watch it, be in it, talk. Framework-free; everything it knows is in `snapshot`.
 * Promises settle when the thing is true and reject with a RoomError.
 */
export interface RoomClient extends Commands {
  readonly snapshot: RoomSnapshot;
  /** Called after every change with the snapshot now and before. Returns the unsubscribe function. */
  subscribe(listener: (now: RoomSnapshot, before: RoomSnapshot) => void): () => void;
  /**
   * Other options from now on. A change of server, room or credential leaves the room first and watches the new one;
   * one `tokenProvider` instead of another is asked from then on.
   */
  configure(options: Partial<RoomClientOptions>): void;
  /** Opens the live socket and keeps `room` and `participants` current without being in the room. */
  watch(): void;
  /**
   * Resolves when in the room and reachable; the others' sound follows. A denied microphone still joins, listening only.
   * Asked again meanwhile, it is the same promise; `leave()` or `dispose()` meanwhile reject it with an `AbortError`.
   */
  join(options?: JoinOptions): Promise<void>;
  /** Resolves when the server knows (or cannot be reached); the microphone is off at once. Goes on watching. */
  leave(): Promise<void>;
  setMuted(muted: boolean): Promise<void>;
  /** Deafening also mutes; undeafening restores the microphone as it was, or as `setMuted` said meanwhile. It asks for none. */
  setDeafened(deafened: boolean): Promise<void>;
  /** 0..1. */
  setVolume(volume: number): void;
  /** From a click or key press, when `audioBlocked`. */
  unlockAudio(): Promise<void>;
  /** How loud the microphone is at this moment, muted or not: RMS, 0..1. Null without one. */
  level(): number | null;
  /** How loud somebody in the room is heard at this moment, self included: amplitude, 0..1. For what moves with a voice. */
  levelOf(participantId: string): number;
  /** Leaves, closes every socket and device. The client cannot be used afterwards. */
  dispose(): Promise<void>;
}

const PLACE: (keyof RoomClientOptions)[] = ['server', 'room', 'siteKey', 'token'];

/**
 * Where options put us and as whom: when that changes, we leave. One token provider for another is no other place (a page may
 * write a new function at every render); with or without one is.
 */
export const placeOf = (options: RoomClientOptions): string => JSON.stringify(options, PLACE) + !options.tokenProvider;

/** Errors of the line, which are over once it stands. */
const OF_THE_LINE: readonly (RoomErrorCode | undefined)[] = ['server_unreachable', 'origin_not_allowed'];

function noop(): void {}

/** A client for one room. Nothing happens before `watch()` or `join()`. */
export function createRoomClient(initial: RoomClientOptions, environment: Environment): RoomClient {
  const store = createRoomStore(environment.reportError);
  let options = initial;
  /** Of the stay we are in. */
  let token: string | null = null;
  let resumed = false;
  let stay: Stay | null = null;
  let loading: Promise<Stay> | null = null;
  let joining: Promise<void> | null = null;
  let attempt = new AbortController();
  /** The last word on it, for when we hear again. After a reload nobody knows it any more: silence is safe. */
  let mutedBefore = true;
  let cancelIdle = noop;

  const feed = createLiveFeed({
    environment,
    server: () => options.server,
    async credential() {
      resumed = token !== null;
      return token ?? (await options.tokenProvider?.()) ?? options.token ?? options.siteKey;
    },
    onState(live) {
      store.set({ live });
      if (live !== 'open') stay?.feedLost();
    },
    async onOpen(participantId) {
      const { state, error } = store.snapshot;
      if (state === 'error' && OF_THE_LINE.includes(error?.code)) store.set({ state: 'idle', error: null });
      stay?.feedOpened(participantId);
      // With a stay the server sends its room by itself.
      if (!participantId) await watch.start();
      // Not before it is known who is there, and what is loaded then does not hold that up.
      if (store.snapshot.live === 'open') cancelIdle = environment.whenIdle(() => load().catch(noop));
    },
    onMessage(message) {
      store.batch(() => {
        watch.receive(message);
        stay?.receive(message);
      });
    },
    onRefused(error) {
      if (!token) return false;
      token = null;
      stay?.resumeRefused(error);
      return true;
    },
    onError(error) {
      const { state, live, error: known } = store.snapshot;
      if (state === 'reconnecting' && live === 'closed') stay?.fail(error);
      else if (state !== 'joining' && known?.code !== error.code) {
        store.set({ error, ...(state === 'idle' && { state: 'error' }) });
      }
    },
  });
  const watch = createRoomWatch(feed, store, () => options.room);

  function resumeWith(next: string | null): void {
    token = next;
    // What the socket may do, it may do by the token of a stay that is over.
    if (resumed && !token) feed.restart();
  }

  function load(): Promise<Stay> {
    loading ??= environment.loadCall().then(
      ({ createStay }) => {
        stay = createStay({ environment, store, feed, watch, options: () => options, join, resumeWith });
        return stay;
      },
      (cause) => {
        loading = null;
        throw new RoomError('server_unreachable', { cause });
      },
    );
    return loading;
  }

  async function enter(current: AbortController, joinOptions: JoinOptions): Promise<void> {
    store.set({ state: 'joining', error: null, leaveReason: null });
    // The line opens while the code loads.
    feed.open();
    try {
      const loaded = await load();
      current.signal.throwIfAborted();
      await loaded.join(current, joinOptions);
    } catch (error) {
      if (error instanceof RoomError) store.set({ state: 'error', error });
      throw error;
    }
  }

  function join(joinOptions: JoinOptions = {}): Promise<void> {
    if (isIn()) return Promise.resolve();
    if (joining) return joining;
    attempt = new AbortController();
    const entering = enter(attempt, joinOptions).finally(() => {
      if (joining === entering) joining = null;
    });
    joining = entering;
    return entering;
  }

  const isIn = () => ['connected', 'reconnecting'].includes(store.snapshot.state);

  async function leave(): Promise<void> {
    if (!joining && !isIn()) return;
    joining = null;
    attempt.abort();
    if (stay) await stay.leave();
    else store.set({ state: 'idle', leaveReason: 'left' });
  }

  async function setVoice(voice: Voice): Promise<void> {
    if (stay) await stay.setVoice(voice);
    else store.set(voice);
  }

  async function run(name: keyof Commands, parameters: unknown[]): Promise<unknown> {
    const loaded = await load();
    return Reflect.apply(loaded[name], loaded, parameters);
  }

  return {
    ...commandsBy(run),
    get snapshot() {
      return store.snapshot;
    },
    subscribe: store.subscribe,
    configure(change) {
      const next = { ...options, ...change };
      const isElsewhere = placeOf(next) !== placeOf(options);
      if (isElsewhere) leave().catch(noop);
      options = next;
      stay?.configure(change);
      if (!isElsewhere) return;
      watch.update(EMPTY_STATE);
      store.set({ error: null, state: 'idle' });
      feed.restart();
    },
    watch() {
      feed.open();
      // The server waits but a moment for a page that is reloaded.
      if (environment.tabStorage?.getItem(keptStayKey(options))) load().catch(noop);
    },
    join,
    leave,
    setMuted(muted) {
      mutedBefore = muted;
      return setVoice({ muted, deafened: store.snapshot.deafened });
    },
    async setDeafened(deafened) {
      const { muted, deafened: wasDeafened } = store.snapshot;
      if (deafened === wasDeafened) return;
      if (deafened) mutedBefore = muted;
      await setVoice({ deafened, muted: deafened || mutedBefore });
    },
    setVolume(volume) {
      store.set({ volume: clampVolume(volume) });
      stay?.applyOutput();
    },
    level: () => stay?.level() ?? null,
    levelOf: (id) => stay?.levelOf(id) ?? 0,
    unlockAudio: async () => stay?.unlockAudio(),
    async dispose() {
      await leave();
      cancelIdle();
      feed.close();
    },
  };
}
