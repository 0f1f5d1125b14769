import { isAllowedVoice } from '../../protocol/hearing.ts';
import type { ServerMessage } from '../../protocol/live-events.ts';
import { askMicrophone } from './audio/ask-microphone.ts';
import { RoomError } from './errors.ts';
import type { OwnDevices } from './own-devices.ts';
import { type Presence, selfOf } from './presence.ts';
import type { Voice } from './stay.ts';
import type { StayContext } from './stay-context.ts';

/** The microphone and what the server knows of it. */
export interface OwnVoice {
  /** Takes the microphone once it is given; without one, or not asked for one (null), we are muted, listening only. Settles when that is known. */
  open(asked: Promise<MediaStream | undefined> | null): Promise<void>;
  lost(error: RoomError): void;
  /** After `lost`: live again, and as muted as before. */
  found(): void;
  /**
   * Unmuting without a microphone asks for it again and rejects if there is none; what is said while it asks is the last word.
   * Undeafening without one does not ask: one hears, and stays muted.
   */
  set(voice: Voice): Promise<void>;
  /** Sends and plays what the snapshot says. */
  apply(): void;
  /** Push-to-talk: held or not. */
  talk(talking: boolean): void;
  /** Tells the server of the microphone, muting and deafening, as far as it does not know yet. */
  tell(): Promise<void>;
  tellMicrophone(): void;
  /** After the watch has taken the message in. */
  receive(message: ServerMessage): void;
}

export function createOwnVoice(
  { environment, store, feed, watch, options }: StayContext,
  here: Presence,
  devices: OwnDevices,
): OwnVoice {
  let untold = 0;
  /** How often `set` was asked. */
  let words = 0;

  function applySending(muted: boolean): void {
    const self = selfOf(here, watch);
    here.media?.setSending(!muted && (!self || isAllowedVoice(self)));
  }

  function apply(): void {
    const { muted, deafened, volume } = store.snapshot;
    applySending(muted);
    here.media?.setVolume(deafened ? 0 : volume);
    here.media?.say({ muted, deafened });
    talk(store.snapshot.talking ?? false);
  }

  function talk(held: boolean): void {
    const talking = options().pttKey ? held && here.stay !== null : null;
    here.media?.setGate(talking ?? true);
    store.set({ talking });
  }

  async function tell(): Promise<void> {
    const { muted, deafened } = store.snapshot;
    const known = selfOf(here, watch);
    if (!here.stay || !known || (known.muted === muted && known.deafened === deafened)) return;
    untold += 1;
    try {
      await feed.request({ type: 'room:mute', ...here.stay, muted, deafened });
    } catch (error) {
      // Without a line it is told once there is one again.
      if (!(error instanceof RoomError && error.code === 'signaling_lost')) throw error;
    } finally {
      untold -= 1;
    }
  }

  function change(voice: Voice): Promise<void> {
    // What is shown is true: silence first.
    applySending(voice.muted);
    store.set({ muted: voice.muted, deafened: voice.deafened });
    apply();
    return tell();
  }

  function tellMicrophone(): void {
    if (!here.stay) return;
    const live = store.snapshot.microphone === 'live';
    feed.send({ type: live ? 'voice:start' : 'voice:stop', roomId: here.stay.roomId });
  }

  function lost(microphoneError: RoomError | null): void {
    store.set({ microphone: 'none', microphoneError });
    tellMicrophone();
    change({ muted: true, deafened: store.snapshot.deafened }).catch(() => {});
  }

  function found(): void {
    store.set({ microphone: 'live', microphoneError: null });
    tellMicrophone();
  }

  async function open(asked: Promise<MediaStream | undefined> | null): Promise<void> {
    if (!asked) return lost(null);
    const { signal } = here.attempt;
    store.set({ microphone: 'asking', microphoneError: null });
    try {
      await here.media?.openMicrophone(asked);
      if (!signal.aborted) found();
    } catch (cause) {
      if (!signal.aborted) lost(cause instanceof RoomError ? cause : new RoomError('internal', { cause }));
    }
  }

  return {
    open,
    lost,
    found,
    talk,
    async set({ muted, deafened }) {
      words += 1;
      const word = words;
      const { microphone, deafened: wasDeafened } = store.snapshot;
      const isUndeafening = wasDeafened && !deafened;
      if (!muted && !isUndeafening && microphone === 'none') {
        await open(askMicrophone(environment, devices.wanted()));
        const { microphoneError } = store.snapshot;
        if (microphoneError) throw microphoneError;
        // Who said something else meanwhile meant that.
        if (word !== words) return;
      }
      await change({ muted: muted || store.snapshot.microphone === 'none', deafened });
    },
    apply,
    tell,
    tellMicrophone,
    receive(message) {
      apply();
      // Who has the right to it may mute us from outside; only the person itself unmutes.
      if (message.type !== 'room:participant-updated' || message.participant.id !== here.stay?.participantId) return;
      const { muted, deafened } = store.snapshot;
      if (untold === 0) change({ muted: muted || message.participant.muted, deafened }).catch(() => {});
    },
  };
}
