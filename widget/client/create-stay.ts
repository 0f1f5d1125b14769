import { abortable } from './abortable.ts';
import { createAccess } from './access.ts';
import { createAfterReload } from './after-reload.ts';
import { askMicrophone } from './audio/ask-microphone.ts';
import type { CreateCallMedia } from './call-media.ts';
import { clampVolume } from './clamp-volume.ts';
import { type Commands, commandsBy } from './commands.ts';
import { RoomError, type RoomErrorCode } from './errors.ts';
import { createJoining, type Entry, type Joining } from './joining.ts';
import { PASSING } from './live-feed.ts';
import { type Company, isUnconnected, openMedia } from './open-media.ts';
import { createOwnDevices } from './own-devices.ts';
import { createOwnVoice } from './own-voice.ts';
import { createParticipantVolumes } from './participant-volumes.ts';
import type { Presence } from './presence.ts';
import { createReadiness } from './readiness.ts';
import { createRejoining } from './rejoining.ts';
import type { Reloading } from './reloading.ts';
import { createRememberedSettings } from './remembered-settings.ts';
import type { createRoomCommands, RoomCommands } from './room-commands.ts';
import { createSpeakingReport } from './speaking-report.ts';
import type { Stay } from './stay.ts';
import type { StayContext } from './stay-context.ts';
import { createTalk } from './talk.ts';
import type { Arrival, PrepareLine } from './transport.ts';

/** What a stay takes from the part that is loaded once the call runs. */
export interface Running {
  createReloading(): Reloading;
  createRoomCommands: typeof createRoomCommands;
}

/** Ends of a stay that a person must be told of. The others are one's own doing, or mended by joining anew. */
const ENDS = ['removed', 'replaced', 'banned', 'room_closed'] as const satisfies RoomErrorCode[];

const endOf = (reason: string) => ENDS.find((end) => end === reason);

const stopTracks = (stream: MediaStream | undefined) => stream?.getTracks().map((track) => track.stop());

export function createStay(
  context: StayContext,
  createMedia: CreateCallMedia,
  prepareLine: PrepareLine,
  /** Rejects if it cannot be had now. */
  loadRunning: () => Promise<Running>,
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
  const joining: Joining = createJoining(context, () => ({ ...readiness.identity(), ...reload.identity() }));
  const access = createAccess(context, here);
  const talk = createTalk(store);
  const speaking = createSpeakingReport(environment, (speaking) => feed.send({ type: 'voice:speaking', speaking }));
  const rejoining = createRejoining(context, here, { ask: joining.ask, giveBack }, arrive, fail);
  const reload = createAfterReload(context, here, {
    load: async () => (await loadRunning()).createReloading(),
    enter,
    joinAnew: joining.ask,
    stayOutside: () => store.snapshot.live === 'open' && readiness.begin(),
  });
  /** The resume token of the stay. */
  let token = '';
  let company: Company | null = null;
  /** Begins with the answer to a join itself: what is rendered for it comes after the offers. */
  let connecting: Promise<void> | null = null;
  /** Joins given back before they were answered: the next answers are theirs. */
  let unwanted = 0;

  function giveBack(joined: Promise<Entry>): void {
    const answered = () => {
      unwanted -= 1;
    };
    unwanted += 1;
    joined.then(answered, answered);
    joining.giveBack(joined);
  }

  function enter({ roomId, participantId, token: shown }: Entry): void {
    token = shown;
    here.stay = { roomId, participantId };
    context.resumeWith(token);
    watch.update({ selfId: participantId, links: new Map(), heard: new Set() });
  }

  async function connect(joined: Arrival): Promise<void> {
    await here.media?.connect({ ...joined, signaling: access.absolute(joined.signaling) });
    readiness.end();
    voice.apply();
    here.media?.follow(watch.state.participants);
    await access.renew();
  }

  function settle(): Promise<void> {
    rejoining.settled();
    // The server knows neither of a stay that was begun or taken up.
    voice.tellMicrophone();
    speaking.again();
    store.set({ state: 'connected', leaveReason: null, ...(!isUnconnected(store) && { error: null }) });
    return voice.tell();
  }

  /** From asking the server to being reachable, and until `opened`. */
  async function arrive(joined: Promise<Arrival>, signal: AbortSignal, opened?: Promise<void>): Promise<void> {
    connecting = null;
    const answer = await abortable(joined, signal);
    await abortable(Promise.all([connecting ?? connect(answer), opened]), signal);
    await settle();
  }

  /** Out of the room as far as this page is concerned; a join under way is rejected with the error, or as aborted. */
  function end(reason: string | null, error: RoomError | null): void {
    here.attempt.abort(error ?? undefined);
    rejoining.cancel();
    access.stop();
    speaking.reset();
    const participants = new Map(watch.state.participants);
    if (here.stay) participants.delete(here.stay.participantId);
    here.stay = null;
    context.resumeWith(null);
    reload.over();
    store.batch(() => {
      here.media?.close();
      here.media = null;
      store.set({ state: error ? 'error' : 'idle', error, leaveReason: reason });
      store.set({ microphone: 'off', audioBlocked: false, talking: null, messages: [], reactions: [] });
      watch.update({ participants, selfId: null, links: null, heard: null });
    });
    readiness.begin();
  }

  function fail(error: RoomError): void {
    end('failed', error);
  }

  function ended(reason: string): void {
    const code = endOf(reason);
    end(reason, code ? new RoomError(code) : null);
  }

  /** By what is loaded with the running call. */
  async function command(name: keyof Commands, parameters: unknown[]): Promise<unknown> {
    const running = await loadRunning().catch((cause) => {
      throw new RoomError('server_unreachable', { cause });
    });
    return Reflect.apply(running.createRoomCommands(context, here)[name as keyof RoomCommands], null, parameters);
  }

  const own: Omit<Stay, keyof RoomCommands> = {
    async join(attempt, options = {}) {
      const { signal } = attempt;
      here.attempt = attempt;
      // All three at once: the line, the microphone, the sound system.
      const microphone = options.microphone === false ? null : askMicrophone(environment, devices.wanted());
      const joined = reload.comeIn();
      joined.catch(() => {});
      const media = openMedia(context, here, createMedia, {
        devices,
        voice,
        report: speaking.report,
        renewSignaling: access.renew,
        company: () => company,
      });
      for (const [id, volume] of watch.state.volumes) media.setParticipantVolume(id, volume);
      here.media = media;
      devices.open();
      voice.apply();
      try {
        await arrive(joined, signal, voice.open(microphone));
      } catch (error) {
        microphone?.then(stopTracks, () => {});
        giveBack(joined);
        if (here.attempt === attempt && !signal.aborted) end(null, error instanceof RoomError ? error : null);
        throw error;
      }
    },
    async leave() {
      // Before the line is begun anew, if it is.
      const told = here.stay && joining.leave(here.stay);
      end('left', null);
      await told;
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
    levelOf: (id) => here.media?.levelOf(id) ?? 0,
    applyOutput() {
      devices.onVolume();
      voice.apply();
    },
    connectParticipant: async (id, wanted = true) => here.media?.setWanted(id, wanted),
    async setParticipantVolume(id, asked) {
      const volume = clampVolume(asked);
      watch.update({ volumes: new Map(watch.state.volumes).set(id, volume) });
      volumes.remember(id, volume);
      here.media?.setParticipantVolume(id, volume);
    },
    unlockAudio: async () => here.media?.unlockAudio(),
    stats: async () => (await here.media?.stats()) ?? new Map(),
    receive(message) {
      volumes.recall();
      const isOurs = joining.isExpected && !unwanted && !here.attempt.signal.aborted;
      if (message.type === 'room:joined' && isOurs) {
        enter(message);
        connecting = connect(message);
        connecting.catch(() => {});
      }
      const { stay } = here;
      if (!stay) return;
      talk(message);
      if (message.type === 'room:closed' && message.roomId === stay.roomId) {
        ended('room_closed');
      } else if (message.type === 'room:participant-left' && message.participantId === stay.participantId) {
        if (message.reason === 'timeout') rejoining.begin();
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
        rejoining.begin();
        return;
      }
      rejoining.cancel();
      access.renew().then(
        () => {
          here.media?.revive();
          return settle();
        },
        (error: RoomError) => {
          if (!PASSING.includes(error.code)) rejoining.begin();
          // A line that was lost again opens again.
          else if (store.snapshot.live === 'open') rejoining.later(() => own.feedOpened(participantId));
        },
      );
    },
    resumeRefused({ code }) {
      if (endOf(code)) ended(code);
    },
    fail,
    entry: () => here.stay && { ...here.stay, token },
    accompanyBy(loaded) {
      company = loaded;
    },
  };
  return { ...commandsBy(command), ...own };
}
