import type { ServerMessage } from '../../protocol/live-events.ts';
import { abortable } from './abortable.ts';
import { createAccess } from './access.ts';
import { askMicrophone } from './audio/ask-microphone.ts';
import type { CreateCallMedia } from './call-media.ts';
import type { Commands } from './commands.ts';
import type { Cancel } from './environment.ts';
import { RoomError, type RoomErrorCode } from './errors.ts';
import type { Hearsay } from './hearsay.ts';
import { createJoining, type Entry } from './joining.ts';
import { keptStayKey } from './kept-stay-key.ts';
import { createOwnDevices } from './own-devices.ts';
import { createOwnVoice } from './own-voice.ts';
import { createParticipantVolumes } from './participant-volumes.ts';
import type { Presence } from './presence.ts';
import { createReadiness } from './readiness.ts';
import { reconnectDelay } from './reconnect-policy.ts';
import type { Reloading } from './reloading.ts';
import { createRememberedSettings } from './remembered-settings.ts';
import type { JoinOptions, RoomClientOptions } from './room-client.ts';
import { createRoomCommands } from './room-commands.ts';
import { createSpeakingReport } from './speaking-report.ts';
import type { StayContext } from './stay-context.ts';
import { createTalk } from './talk.ts';
import type { Arrival, PrepareLine } from './transport.ts';

export interface Voice {
  muted: boolean;
  deafened: boolean;
}

/** What a stay has beside it once the call runs. */
interface Company {
  hearsay: Hearsay;
  checkLine(): void;
}

/** Being in the room: joining, staying through broken lines, muting, leaving. */
export interface Stay extends Commands {
  /** Resolves when in the room and reachable. Aborting the attempt turns back, with the reason given. */
  join(attempt: AbortController, options?: JoinOptions): Promise<void>;
  leave(): Promise<void>;
  setVoice(voice: Voice): Promise<void>;
  /** The page asks for something else now. */
  configure(change: Partial<RoomClientOptions>): void;
  /** Plays as loud as the snapshot says. */
  applyOutput(): void;
  setParticipantVolume(id: string, volume: number): void;
  unlockAudio(): Promise<void>;
  level(): number | null;
  stats(): Promise<ReadonlyMap<string, RTCStatsReport>>;
  /** After the watch has taken the message in. */
  receive(message: ServerMessage): void;
  feedLost(): void;
  /** `participantId`: the stay the server took up again. */
  feedOpened(participantId: string | null): void;
  /** The server did not take the stay up again. */
  resumeRefused(error: RoomError): void;
  /** There is no way back into the room. */
  fail(error: RoomError): void;
  /** What being in the room began with; null while out of it. */
  entry(): Entry | null;
  accompanyBy(company: Company): void;
}

/** Ends of a stay that a person must be told of. The others are one's own doing, or mended by joining anew. */
const ENDS = ['removed', 'replaced', 'banned', 'room_closed'] as const satisfies RoomErrorCode[];

/** Failures that do not stand at the next attempt. */
const PASSING: readonly RoomErrorCode[] = ['signaling_lost', 'server_unreachable', 'rate_limited', 'internal'];

/** In the room, and nobody is reached. */
const UNCONNECTED: readonly RoomErrorCode[] = ['connection_failed', 'network_blocked', 'turn_credentials_refused'];

const endOf = (reason: string) => ENDS.find((end) => end === reason);

function stopTracks(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** What only a page needs that comes after one in a call; rejects if it cannot be had. */
type LoadReloading = () => Promise<Reloading>;

export function createStay(
  context: StayContext,
  createMedia: CreateCallMedia,
  prepareLine: PrepareLine,
  loadReloading: LoadReloading,
): Stay {
  const { environment, store, feed, watch } = context;
  const here: Presence = { stay: null, media: null, attempt: new AbortController() };
  const settings = createRememberedSettings(environment.storage, context.options().server);
  const devices = createOwnDevices(context, here, settings);
  const volumes = createParticipantVolumes(settings, watch, (id, volume) =>
    here.media?.setParticipantVolume(id, volume),
  );
  const voice = createOwnVoice(context, here, devices);
  const readiness = createReadiness(context, prepareLine);
  const joining = createJoining(context, () => ({
    ...readiness.identity(),
    ...reload?.identity,
  }));
  const access = createAccess(context, here);
  const talk = createTalk(store);
  const report = createSpeakingReport(environment, (speaking) => feed.send({ type: 'voice:speaking', speaking }));
  let entry: Entry | null = null;
  let company: Company | null = null;
  let reload: Reloading | null = null;
  /** Until it is known whether there is a stay to take up. */
  let reloading: Promise<unknown> | null = null;
  let rejoins = 0;
  let rejoining = false;
  let cancelRejoin: Cancel = () => {};

  /** In the room, but nobody can be heard. */
  const isUnconnected = () => UNCONNECTED.includes(store.snapshot.error?.code ?? 'internal');

  function openMedia() {
    const media = createMedia(
      environment,
      { ...context.options(), ...devices.wanted() },
      {
        onLinks(links) {
          company?.hearsay.follow(links);
          watch.update({ links });
          const mended = [...links.values()].includes('connected');
          if (mended && isUnconnected()) store.set({ error: null });
        },
        onHeard(heard) {
          watch.update({ heard });
          if (here.stay) report.report(heard.has(here.stay.participantId));
        },
        onAudioBlocked: (audioBlocked) => store.set({ audioBlocked }),
        onMicrophoneLost: voice.lost,
        onMicrophoneFound: voice.found,
        onDevice: devices.onDevice,
        onNoRnnoise: devices.onNoRnnoise,
        onSaid(participantId, word) {
          company?.hearsay.said(participantId, word);
          here.media?.follow(watch.state.participants);
        },
        onConnectionFailed: (error) => store.set({ error }),
        onDoubt: () => company?.checkLine(),
        renewSignaling: access.renew,
      },
    );
    for (const [id, volume] of watch.state.volumes) media.setParticipantVolume(id, volume);
    here.media = media;
    devices.open();
    voice.apply();
  }

  function enter({ roomId, participantId, token }: Entry): void {
    entry = { roomId, participantId, token };
    here.stay = { roomId, participantId };
    context.resumeWith(token);
    watch.update({ selfId: participantId, links: new Map(), heard: new Set() });
  }

  /** Into the stay of before the reload if there is one and it is not over, else anew. */
  async function comeIn(): Promise<Entry & Arrival> {
    await reloading;
    if (!reload?.isPending) return joining.ask();
    try {
      return await reload.resume(enter);
    } catch {
      here.stay = null;
      context.resumeWith(null);
      reload.over();
      return joining.ask();
    }
  }

  async function look(): Promise<void> {
    try {
      reload = await loadReloading();
    } catch {
      // Then one joins by hand.
    }
    reloading = null;
  }

  function begin(): void {
    if (reload?.isPending) context.join().catch(() => {});
    else if (store.snapshot.live === 'open') readiness.begin();
  }

  /** From the server's yes to being reachable. */
  async function connect(joined: Arrival): Promise<void> {
    await here.media?.connect({ ...joined, signaling: access.absolute(joined.signaling) });
    readiness.end();
    voice.apply();
    here.media?.follow(watch.state.participants);
    await access.renew();
    voice.tellMicrophone();
  }

  function settle(): Promise<void> {
    rejoins = 0;
    store.set({ state: 'connected', ...(!isUnconnected() && { error: null }) });
    return voice.tell();
  }

  /** Out of the room as far as this page is concerned; a join under way is rejected with the error, or as aborted. */
  function end(reason: string | null, error: RoomError | null): void {
    here.attempt.abort(error ?? undefined);
    cancelRejoin();
    access.stop();
    report.reset();
    const participants = new Map(watch.state.participants);
    if (here.stay) participants.delete(here.stay.participantId);
    here.stay = null;
    context.resumeWith(null);
    reload?.over();
    store.batch(() => {
      here.media?.close();
      here.media = null;
      store.set({ state: error ? 'error' : 'idle', error, leaveReason: reason });
      store.set({ microphone: 'off', audioBlocked: false, talking: null, messages: [], reactions: [] });
      watch.update({ participants, selfId: null, links: null, heard: null });
    });
    readiness.begin();
  }

  function ended(reason: string): void {
    const code = endOf(reason);
    end(reason, code ? new RoomError(code) : null);
  }

  async function rejoin(): Promise<void> {
    if (rejoining) return;
    rejoining = true;
    const { signal } = here.attempt;
    cancelRejoin();
    here.stay = null;
    context.resumeWith(null);
    here.media?.disconnect();
    store.set({ state: 'reconnecting' });
    watch.update({ selfId: null, links: new Map(), heard: new Set() });
    const joined = joining.ask();
    try {
      const answer = await abortable(joined, signal);
      await abortable(connect(answer), signal);
      await settle();
    } catch (error) {
      if (signal.aborted) joining.giveBack(joined);
      else if (error instanceof RoomError && !PASSING.includes(error.code)) end('failed', error);
      else retryLater();
    } finally {
      rejoining = false;
    }
  }

  /** Should the line be down, its opening comes before this. */
  function retryLater(): void {
    cancelRejoin = environment.after(reconnectDelay(rejoins, environment.random), () => {
      if (store.snapshot.state === 'reconnecting') void rejoin();
    });
    rejoins += 1;
  }

  if (environment.tabStorage?.getItem(keptStayKey(context.options()))) {
    reloading = look();
    void reloading.then(begin);
  } else begin();
  return {
    async join(attempt, options = {}) {
      const { signal } = attempt;
      here.attempt = attempt;
      // All three at once: the line, the microphone, the sound system.
      const microphone = options.microphone === false ? null : askMicrophone(environment, devices.wanted());
      const joined = reloading || reload?.isPending ? comeIn() : joining.ask();
      joined.catch(() => {});
      openMedia();
      const opened = voice.open(microphone);
      try {
        const answer = await abortable(joined, signal);
        await abortable(Promise.all([connect(answer), opened]), signal);
        await settle();
      } catch (error) {
        microphone?.then(stopTracks, () => {});
        joining.giveBack(joined);
        if (here.attempt === attempt && !signal.aborted) end(null, error instanceof RoomError ? error : null);
        throw error;
      }
    },
    async leave() {
      const { stay } = here;
      end('left', null);
      if (stay) await joining.leave(stay);
    },
    setVoice: voice.set,
    configure(change) {
      devices.configure(change);
      voice.apply();
    },
    setMicrophone: devices.setMicrophone,
    setSpeaker: devices.setSpeaker,
    async setMasterVolume(volume) {
      await devices.setMasterVolume(volume);
      voice.apply();
    },
    setProcessing: devices.setProcessing,
    setPttKey: devices.setPttKey,
    checkDevices: devices.checkDevices,
    diagnose: async () => (await import('./diagnosis/diagnose.ts')).diagnose(context),
    setTalking: async (talking) => voice.talk(talking),
    level: () => here.media?.level() ?? null,
    applyOutput() {
      devices.onVolume();
      voice.apply();
    },
    connectParticipant: async (id, wanted = true) => here.media?.setWanted(id, wanted),
    setParticipantVolume(id, volume) {
      volumes.remember(id, volume);
      here.media?.setParticipantVolume(id, volume);
    },
    ...createRoomCommands(context, here),
    unlockAudio: async () => here.media?.unlockAudio(),
    stats: async () => (await here.media?.stats()) ?? new Map(),
    receive(message) {
      volumes.recall();
      if (message.type === 'room:joined' && joining.isExpected && !here.attempt.signal.aborted) enter(message);
      const { stay } = here;
      if (!stay) return;
      talk(message);
      if (message.type === 'room:closed' && message.roomId === stay.roomId) {
        ended('room_closed');
      } else if (message.type === 'room:participant-left' && message.participantId === stay.participantId) {
        if (message.reason === 'timeout') void rejoin();
        else ended(message.reason);
      } else {
        company?.hearsay.apply();
        here.media?.follow(watch.state.participants);
        voice.receive(message);
      }
    },
    feedLost() {
      const { state } = store.snapshot;
      readiness.end();
      if (state === 'connected') store.set({ state: 'reconnecting' });
      else if (state === 'joining' && here.stay) end(null, new RoomError('signaling_lost'));
    },
    feedOpened(participantId) {
      readiness.begin();
      if (store.snapshot.state !== 'reconnecting') return;
      if (!here.stay || participantId !== here.stay.participantId) {
        void rejoin();
        return;
      }
      cancelRejoin();
      access.renew().then(
        (signaling) => {
          here.media?.renew(signaling);
          return settle();
        },
        (error: RoomError) => {
          // A line that was lost again opens again.
          if (error.code !== 'signaling_lost') void rejoin();
        },
      );
    },
    resumeRefused({ code }) {
      if (endOf(code)) ended(code);
    },
    fail: (error) => end('failed', error),
    entry: () => here.stay && entry,
    accompanyBy(loaded) {
      company = loaded;
    },
  };
}
