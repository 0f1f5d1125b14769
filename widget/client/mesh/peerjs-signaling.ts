import { type MediaConnection, Peer } from 'peerjs';
import { isRecord } from '../../../protocol/guards.ts';
import { ADMIT, PEER_KEY } from '../../../protocol/peer-messages.ts';
import type { Signaling } from '../../../protocol/rest.ts';
import { abortable } from '../abortable.ts';
import type { Cancel, Environment } from '../environment.ts';
import { RoomError } from '../errors.ts';
import { reconnectDelay } from '../reconnect-policy.ts';
import { restartDelay } from '../restart-policy.ts';
import type { MediaCall, PeerSignaling, PeerSignalingEvents, RestartStep, WhyProve } from './peer-signaling.ts';
import { parseRestart } from './restart-message.ts';
import { tuneOpus } from './sdp.ts';

const CONNECT_TIMEOUT_MS = 4_000;
/** An attempt that takes longer hangs for such a one, if it is asked for. */
const HANGS_MS = 500;
/** Our own message comes back by then, or the line is dead. */
const PROOF_MS = 1_000;
/** A fresh ticket is waited for so long; the one there is usually does, too. */
const TICKET_MS = 500;
/**
 * While signalling is away the API is not asked for another each time. Every second one: a server that has restarted takes no ticket of
 * before, whenever that was.
 */
const TICKET_ATTEMPTS = 2;
/** So many attempts before the first opening is given up. */
const ATTEMPTS = 3;

const CALL_OPTIONS = { sdpTransform: tuneOpus };

/**
 * PeerJS (the only importer of it), with its habits contained: its cloud and ICE servers are never used, a line that opens too
 * slowly or breaks is opened again with a fresh ticket, and messages about other peers become events.
 */
export function createPeerjsSignaling(
  environment: Environment,
  first: Signaling,
  /** Read at each new connection and ICE restart: it may change meanwhile. */
  configuration: RTCConfiguration,
  firstEvents: PeerSignalingEvents,
): PeerSignaling {
  let events = firstEvents;
  let signaling = first;
  let peer: Peer | null = null;
  let attempts = 0;
  let triedAt = 0;
  let wasOpen = false;
  /** The network is likely gone. Sockets that fail then cost (network-return.ts): few are tried until it is said to be back. */
  let isSilent = false;
  /** The ticket at hand has opened a line: it opens no other. */
  let spent = false;
  /** To be shown over the line that is being opened, by a ticket of before. */
  let admission: string | null = null;
  let closed = false;
  let cancelTimer: Cancel = () => {};
  const opening = Promise.withResolvers<void>();
  const gaveUp = new AbortController();
  const told = new Map<string, (step: RestartStep) => void>();
  let proving: PromiseWithResolvers<void> | null = null;
  opening.promise.catch(() => {});

  function wrap(media: MediaConnection, isCaller: boolean): MediaCall {
    // PeerJS forgets the connection when it closes the call.
    const { peerConnection: connection, peer: dst, connectionId: call } = media;
    // PeerJS would close what fails, and stop sending candidates once connected: both would make a restart impossible.
    connection.oniceconnectionstatechange = null;
    media.on('close', () => told.delete(call));
    let early: RestartStep | undefined;
    told.set(call, (step) => {
      early = step;
    });
    return {
      connection,
      isCaller,
      tell: (step) => peer?.socket.send({ type: 'RESTART', dst, payload: { call, ...step } }),
      onTold(callback) {
        told.set(call, callback);
        if (early) callback(early);
      },
      refresh: () => connection.setConfiguration(configuration),
      onChannel(callback) {
        const { dataChannel } = media;
        if (dataChannel?.readyState === 'open') callback(dataChannel);
        // What PeerJS says when it is.
        else media.on('willCloseOnRemote', () => callback(media.dataChannel));
      },
      probe() {
        // SCTP acknowledges it; to the other page it says nothing.
        if (media.dataChannel?.readyState !== 'open') return false;
        media.dataChannel.send('');
        return true;
      },
      onClose: (callback) => media.on('close', callback),
      onStream: (callback) => media.on('stream', callback),
      close(bye) {
        if (bye) peer?.socket.send({ type: 'LEAVE', dst });
        told.delete(call);
        media.close();
      },
    };
  }

  function onCall(from: Peer, media: MediaConnection): void {
    events.onCall({
      peerId: media.peer,
      answer(stream) {
        if (from.getConnection(media.peer, media.connectionId) !== media) return null;
        media.answer(stream, CALL_OPTIONS);
        return wrap(media, false);
      },
      refuse: () => media.close(),
    });
  }

  function onMessage(message: unknown): void {
    if (!isRecord(message) || typeof message.src !== 'string') return;
    if (message.type === 'EXPIRE') events.onExpire(message.src);
    else if (message.type === 'LEAVE') events.onBye(message.src);
    else if (message.type === 'RESTART') onRestart(message.src, message.payload);
  }

  function onRestart(src: string, payload: unknown): void {
    if (src === signaling.peerId) {
      if (!proving || !peer?.open) return;
      cancelTimer();
      proven();
      return;
    }
    const step = parseRestart(payload);
    const take = step && told.get(step.call);
    if (take) take(step);
    // Given up here: it is to be made anew.
    else if (step?.description?.type === 'offer') {
      peer?.socket.send({ type: 'RESTART', dst: src, payload: { ...step, description: null } });
    }
  }

  function proven(): void {
    proving?.resolve();
    proving = null;
    isSilent = false;
  }

  function prove(why?: WhyProve): Promise<void> {
    isSilent ||= why === 'silent';
    const isBack = why === 'reachable';
    if (proving && !isBack) return proving.promise;
    proving ??= Promise.withResolvers();
    if (isBack) attempts = 0;
    if (peer?.open) {
      cancelTimer();
      cancelTimer = environment.after(PROOF_MS, replace);
      peer.socket.send({ type: 'RESTART', dst: signaling.peerId });
    } else if (peer?.disconnected !== false || environment.now() - triedAt > HANGS_MS) {
      // Between two attempts, or in one that hangs: the next one is now.
      replace();
    }
    return proving.promise;
  }

  function replace(): void {
    peer?.disconnect();
    if (spent) void again();
    else connect();
  }

  function keep(fresh: Signaling): void {
    signaling = fresh;
    spent = false;
  }

  function onOpen(): void {
    cancelTimer();
    proven();
    attempts = 0;
    spent = true;
    showAdmission();
    // After the first opening somebody else does.
    if (wasOpen) events.renewSignaling().then(keep, () => {});
    wasOpen = true;
    opening.resolve();
  }

  function showAdmission(): void {
    if (admission) peer?.socket.send({ type: ADMIT, payload: admission });
    admission = null;
  }

  function build(): void {
    const { protocol, hostname, port, pathname } = new URL(signaling.url);
    const secure = /^(https|wss):$/.test(protocol);
    const made = new Peer(signaling.peerId, {
      host: hostname,
      port: Number(port) || (secure ? 443 : 80),
      path: pathname,
      secure,
      key: PEER_KEY,
      token: signaling.token,
      config: configuration,
    });
    peer = made;
    made.on('open', onOpen);
    made.on('call', (media) => onCall(made, media));
    made.on('disconnected', () => {
      if (peer === made) onDown();
    });
    // A line that never opened destroys the whole Peer.
    made.on('close', () => {
      if (peer === made) peer = null;
    });
    made.socket.on('message', onMessage);
  }

  function connect(): void {
    cancelTimer();
    if (peer?.open) return;
    triedAt = environment.now();
    cancelTimer = environment.after(CONNECT_TIMEOUT_MS, () => peer?.disconnect());
    if (!peer) {
      admission = null;
      build();
    } else if (peer.disconnected) {
      admission = null;
      peer.options.token = signaling.token;
      peer.reconnect();
    }
  }

  function onDown(): void {
    cancelTimer();
    if (closed) return;
    attempts += 1;
    if (!wasOpen && attempts >= ATTEMPTS) {
      close();
      return;
    }
    const delay = (isSilent ? reconnectDelay : restartDelay)(attempts - 1, environment.random);
    cancelTimer = environment.after(delay, () => void again());
  }

  /** With a fresh ticket, if the one there is has opened a line, or may have without our hearing of it, and the server can be asked. */
  async function again(): Promise<void> {
    const isFresh = !spent && attempts % TICKET_ATTEMPTS !== 1;
    const renewed = isFresh ? Promise.resolve() : events.renewSignaling().then(keep);
    const late = new Promise<void>((resolve) => {
      cancelTimer = environment.after(TICKET_MS, resolve);
    });
    await abortable(Promise.race([renewed, late]), gaveUp.signal).catch(() => {});
    if (!closed) connect();
  }

  function close(): void {
    closed = true;
    gaveUp.abort();
    cancelTimer();
    peer?.destroy();
    peer = null;
    opening.reject(new RoomError('signaling_lost'));
  }

  return {
    open() {
      if (!wasOpen) connect();
      return opening.promise;
    },
    admit(fresh, next) {
      events = next;
      keep(fresh);
      admission = fresh.token;
      if (!peer?.open) return;
      spent = true;
      showAdmission();
    },
    call(peerId, stream) {
      if (!peer?.open) return null;
      const media = peer.call(peerId, stream, CALL_OPTIONS);
      return media ? wrap(media, true) : null;
    },
    prove,
    keep,
    close,
  };
}
