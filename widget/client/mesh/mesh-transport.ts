import { mayBeHeard } from '../../../protocol/hearing.ts';
import { HEARTBEAT_MS } from '../../../protocol/limits.ts';
import type { PeerWord } from '../../../protocol/peer-messages.ts';
import type { IceServer, Participant } from '../../../protocol/rest.ts';
import { receiverLevel } from '../audio/receiver-level.ts';
import type { CallEnvironment } from '../call-environment.ts';
import type { Cancel } from '../environment.ts';
import { RoomError } from '../errors.ts';
import { reconnectDelay } from '../reconnect-policy.ts';
import type { Transport, TransportEvents } from '../transport.ts';
import { nextMoves } from './call-table.ts';
import type { CreateLinkCare } from './link-care.ts';
import { createPeerLink, type PeerLink } from './peer-link.ts';
import type {
  CreatePeerSignaling,
  IncomingCall,
  MediaCall,
  PeerSignaling,
  PeerSignalingEvents,
} from './peer-signaling.ts';
import type { WaitingLine } from './waiting-line.ts';

/** So many connections in a row that never stood, and the person is told. */
const PATIENCE = 2;
/** Likewise of calls to somebody who is in the room and not to be called: nine seconds. */
const ABSENT_PATIENCE = 5;

export interface MeshParts {
  createSignaling: CreatePeerSignaling;
  takeLine: WaitingLine['take'];
  /** Asked once a connection stands. */
  loadCare(): Promise<CreateLinkCare>;
  /** Looks into why no connection comes about; null when that is not to be seen from here. */
  whyUnreachable(environment: CallEnvironment, configuration: RTCConfiguration): Promise<RoomError | null>;
}

/** What there is with one participant: a connection, or the wait for the next try. */
interface Entry {
  link: PeerLink | null;
  /** Tries since it last stood. */
  tries: number;
  /** Those of them in which the other side was there. */
  failures: number;
  /** The person wants no more tries. */
  isStopped: boolean;
  /** It is time to call again. */
  due: boolean;
  cancelRetry: Cancel;
}

const newEntry = (): Entry => ({
  link: null,
  tries: 0,
  failures: 0,
  isStopped: false,
  due: false,
  cancelRetry: () => {},
});

const isUnreachable = ({ failures, tries }: Entry) => failures >= PATIENCE || tries >= ABSENT_PATIENCE;

/** STUN error codes of a TURN server that does not take our credentials (RFC 8489 14.8). */
const REFUSALS = [401, 403];

const isTurn = ({ urls }: IceServer) => urls.some((url) => /^turns?:/.test(url));

/** Everybody connected with everybody. The peer id of a participant is its participant id. */
export function createMeshTransport(
  { createSignaling, takeLine, loadCare, whyUnreachable }: MeshParts,
  environment: CallEnvironment,
  events: TransportEvents,
): Transport {
  const entries = new Map<string, Entry>();
  const calling = new Map<string, IncomingCall>();
  let participants: ReadonlyMap<string, Participant> = new Map();
  let callees: ReadonlySet<string> = new Set();
  let selfId = '';
  let signaling: PeerSignaling | null = null;
  let isOpen = false;
  let track: MediaStreamTrack | null = null;
  let sending = true;
  let word: PeerWord | null = null;
  let cancelProofs: Cancel = () => {};
  /** One object for every connection: what is written into it holds for the next one, and at the next ICE restart. */
  let configuration: RTCConfiguration = { bundlePolicy: 'max-bundle' };
  let isExplaining = false;
  /** The person knows better than that no connection could be made. */
  let isExplained = false;

  const lineEvents: PeerSignalingEvents = {
    onCall(call) {
      calling.get(call.peerId)?.refuse();
      calling.set(call.peerId, call);
      move();
    },
    onExpire(id) {
      const entry = entries.get(id);
      if (!entry?.link || entry.link.wasConnected) return;
      entry.link.close(false);
      onEnd(id, entry);
    },
    onBye: (id) => calling.delete(id),
    renewSignaling: events.renewSignaling,
  };

  function move(): void {
    const { call, answer, hangUp } = nextMoves({
      selfId,
      callees,
      participants,
      linked: new Set(entries.keys()),
      due: new Set([...entries].filter(([, { due }]) => due).map(([id]) => id)),
      calling: new Set(calling.keys()),
    });
    for (const id of hangUp) forget(id);
    for (const [id, { link }] of entries) link?.setSoundDue(isHeard(id));
    for (const id of answer) {
      const incoming = calling.get(id);
      calling.delete(id);
      if (entries.get(id)?.isStopped) incoming?.refuse();
      else if (incoming) connect(id, (stream) => incoming.answer(stream));
    }
    for (const id of call) connect(id, (stream) => signaling?.call(id, stream) ?? null);
  }

  function isHeard(id: string): boolean {
    const other = participants.get(id);
    return !other || mayBeHeard(other);
  }

  function forget(id: string): void {
    const entry = entries.get(id);
    entry?.cancelRetry();
    entry?.link?.close(true);
    entries.delete(id);
    events.onLink(id, null);
  }

  function connect(id: string, make: (stream: MediaStream) => MediaCall | null): void {
    const entry = entries.get(id) ?? newEntry();
    entry.cancelRetry();
    entry.due = false;
    if (entry.link) replaced(entry, entry.link);
    entries.set(id, entry);
    if (!isUnreachable(entry)) events.onLink(id, 'connecting');
    const media = track && make(environment.createStream([track]));
    if (!track || !media) {
      entry.link = null;
      retryLater(id, entry);
      return;
    }
    media.connection.onicecandidateerror = ({ errorCode }) => {
      // Others may still be reached directly.
      if (REFUSALS.includes(errorCode) && configuration.iceTransportPolicy === 'relay') explain();
    };
    const link = createPeerLink(environment, media, track, {
      loadCare,
      onState(state) {
        if (state === 'connected') {
          entry.failures = 0;
          entry.tries = 0;
          isExplained = false;
        }
        events.onLink(id, state);
      },
      onStream: (stream, receiver) =>
        events.onSound(id, { stream, level: () => receiverLevel(receiver, environment.now()) }),
      onEnd() {
        if (!entry.link?.wasConnected) {
          entry.failures += 1;
          explain();
        }
        onEnd(id, entry);
      },
      onSaid: (said) => events.onSaid(id, said),
      async line() {
        events.onDoubt(configuration, revive);
        await signaling?.prove('silent');
        // The network is there: no need for the others to wait for their next attempt.
        events.onDoubt(configuration, revive);
      },
    });
    link.setSending(sending);
    link.setSoundDue(isHeard(id));
    if (word) link.say(word);
    entry.link = link;
  }

  /** The other side gave it up before we did, and calls again. */
  function replaced(entry: Entry, link: PeerLink): void {
    if (!link.wasConnected) entry.failures += 1;
    link.close(false);
  }

  function onEnd(id: string, entry: Entry): void {
    entry.link = null;
    show(id, entry);
    const isAlone = [...entries.values()].every(isUnreachable);
    if (isAlone && !isExplained) events.onConnectionFailed(new RoomError('connection_failed'));
    retryLater(id, entry);
  }

  function show(id: string, entry: Entry): void {
    events.onLink(id, entry.isStopped ? 'stopped' : isUnreachable(entry) ? 'unreachable' : 'lost');
  }

  const isReached = () => [...entries.values()].some(({ link }) => link?.wasConnected);

  /** What of our own network keeps us from everybody is told as soon as it is known. */
  function explain(): void {
    if (isExplaining || isReached()) return;
    isExplaining = true;
    whyUnreachable(environment, configuration)
      .then((error) => {
        if (!error || !signaling || isReached()) return;
        isExplained = true;
        events.onConnectionFailed(error);
      })
      .catch(() => {})
      .finally(() => {
        isExplaining = false;
      });
  }

  /** Whoever called calls again; the other one waits to be called. */
  function retryLater(id: string, entry: Entry): void {
    const delay = reconnectDelay(entry.tries, environment.random);
    entry.tries += 1;
    if (!callees.has(id) || entry.isStopped) return;
    entry.cancelRetry = environment.after(delay, () => {
      entry.due = true;
      move();
    });
  }

  const revive = () => void signaling?.prove('reachable');

  return {
    async open(joined, privacy) {
      selfId = joined.participant.id;
      callees = new Set(joined.peers.map(({ id }) => id));
      const waiting = takeLine(selfId);
      if (waiting) configuration = waiting.configuration;
      configuration.iceServers = joined.iceServers;
      configuration.iceTransportPolicy = privacy === 'relay' ? 'relay' : 'all';
      if (waiting) waiting.line.admit(joined.signaling, lineEvents);
      const line = waiting?.line ?? createSignaling(environment, joined.signaling, configuration, lineEvents);
      signaling = line;
      await line.open();
      // Closed meanwhile.
      if (signaling !== line) return;
      isOpen = true;
      cancelProofs = environment.every(HEARTBEAT_MS, () => void line.prove());
      // Without a relay `relay` stays at "new" for ever: no need to wait for that.
      if (privacy === 'relay' && !joined.iceServers.some(isTurn)) {
        events.onConnectionFailed(new RoomError('connection_failed', { cause: 'relay without TURN' }));
      }
      move();
    },
    follow(next) {
      participants = next;
      if (isOpen) move();
    },
    setWanted(id, wanted) {
      const entry = entries.get(id);
      if (!entry || entry.link?.wasConnected || entry.isStopped === !wanted) return;
      entry.isStopped = !wanted;
      entry.cancelRetry();
      entry.link?.close(true);
      entry.link = null;
      entry.due = wanted;
      show(id, entry);
      move();
    },
    setTrack(next) {
      track = next;
      for (const { link } of entries.values()) link?.setTrack(next);
    },
    setSending(next) {
      sending = next;
      for (const { link } of entries.values()) link?.setSending(next);
    },
    say(next) {
      word = next;
      for (const { link } of entries.values()) link?.say(next);
    },
    keep: (fresh) => signaling?.keep(fresh),
    revive,
    setIceServers(servers) {
      configuration.iceServers = servers;
    },
    async stats() {
      const reports = new Map<string, RTCStatsReport>();
      for (const [id, { link }] of entries) if (link) reports.set(id, await link.stats());
      return reports;
    },
    close() {
      for (const { link, cancelRetry } of entries.values()) {
        cancelRetry();
        link?.close(true);
      }
      entries.clear();
      calling.clear();
      cancelProofs();
      signaling?.close();
      signaling = null;
      isOpen = false;
    },
  };
}
