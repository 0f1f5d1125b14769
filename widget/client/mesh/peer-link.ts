import type { PeerWord } from '../../../protocol/peer-messages.ts';
import type { Cancel, Environment } from '../environment.ts';
import type { CreateLinkCare, LinkCare } from './link-care.ts';
import type { MediaCall } from './peer-signaling.ts';

/** A connection that is not made by then is given up. */
const CONNECT_TIMEOUT_MS = 8_000;
/** The code that takes care could not be had: asked for again. */
const LOAD_AGAIN_MS = 2_000;
/**
 * The silence of a muted track is sent for so long before sending stops: cut off mid-sound, a receiver plays the last sound on for
 * up to half a second (concealment), told silence, it is silent.
 */
const SILENCE_MS = 120;

export interface PeerLinkEvents {
  onState(state: 'connected' | 'lost'): void;
  onStream(stream: MediaStream, receiver: RTCRtpReceiver): void;
  /** Failed, given up, or hung up by the other side: nothing comes after. */
  onEnd(): void;
  /** Resolves when the line to the others is proven to stand. */
  line(): Promise<void>;
  /** The other side says how its sound is. */
  onSaid(word: PeerWord): void;
  loadCare(): Promise<CreateLinkCare>;
}

/** One media connection to one participant, from its making to its end. One that has stood and breaks is repaired. */
export interface PeerLink {
  /** Whether it ever stood. */
  readonly wasConnected: boolean;
  setTrack(track: MediaStreamTrack): void;
  setSending(sending: boolean): void;
  /** Whether the other side should be heard: it is not muted. */
  setSoundDue(due: boolean): void;
  /** How our own sound is: told from browser to browser. */
  say(word: PeerWord): void;
  stats(): Promise<RTCStatsReport>;
  /** Calls no event any more. */
  close(bye: boolean): void;
}

/** `track` is what the call was made with. */
export function createPeerLink(
  environment: Environment,
  call: MediaCall,
  track: MediaStreamTrack,
  events: PeerLinkEvents,
): PeerLink {
  const { connection } = call;
  let wasConnected = false;
  let sending = true;
  let isSoundDue = false;
  let care: LinkCare | null = null;
  let word: PeerWord | null = null;
  let closed = false;
  let cancelStop: Cancel = () => {};

  /** A sender without a track is the best mute: no packets, no encoder. Firefox goes on sending for an inactive encoding. */
  const send = () => {
    for (const sender of connection.getSenders()) sender.replaceTrack(sending ? track : null).catch(end);
  };

  function close(bye: boolean): void {
    if (closed) return;
    closed = true;
    cancelTimer();
    cancelStop();
    care?.close();
    connection.removeEventListener('connectionstatechange', onConnectionState);
    // Chromium keeps some closed connections for ever: not all that hears of them, too.
    connection.onicecandidateerror = null;
    call.close(bye);
  }

  function end(): void {
    if (closed) return;
    close(false);
    events.onEnd();
  }

  async function lookAfter(): Promise<void> {
    try {
      const createLinkCare = await events.loadCare();
      if (closed) return;
      care = createLinkCare(environment, call, {
        onLost: () => events.onState('lost'),
        onMended: () => events.onState('connected'),
        onGivenUp: end,
        line: events.line,
        onSaid: events.onSaid,
      });
      care.setSoundDue(isSoundDue);
      if (word) care.say(word);
    } catch {
      if (!closed) cancelTimer = environment.after(LOAD_AGAIN_MS, lookAfter);
    }
  }

  function onConnectionState(): void {
    switch (connection.connectionState) {
      case 'connected':
        cancelTimer();
        // An incoming call may have had no sender yet.
        send();
        if (wasConnected) break;
        wasConnected = true;
        void lookAfter();
        events.onState('connected');
        break;
      case 'failed':
        if (!wasConnected) end();
        break;
      case 'closed':
        end();
    }
  }

  let cancelTimer = environment.after(CONNECT_TIMEOUT_MS, () => end());
  connection.addEventListener('connectionstatechange', onConnectionState);
  call.onClose(() => end());
  call.onStream((stream) => {
    const [track] = stream.getAudioTracks();
    const receiver = connection.getReceivers().find((one) => one.track === track);
    if (receiver && !closed) events.onStream(stream, receiver);
  });

  return {
    get wasConnected() {
      return wasConnected;
    },
    setTrack(next) {
      track = next;
      if (sending) send();
    },
    setSending(next) {
      sending = next;
      cancelStop();
      if (next || !wasConnected) send();
      else cancelStop = environment.after(SILENCE_MS, send);
    },
    setSoundDue(due) {
      isSoundDue = due;
      care?.setSoundDue(due);
    },
    say(next) {
      word = next;
      care?.say(word);
    },
    stats: () => connection.getStats(),
    close,
  };
}
