/** What a page needs to signal over PeerJS and to be watched doing so: driven by `peerjs-signaling.test.ts`. */
import type { Signaling } from '../../../protocol/rest.ts';
import type { MediaCall, PeerSignaling, PeerSignalingEvents, WhyProve } from '../mesh/peer-signaling.ts';
import { createPeerjsSignaling } from '../mesh/peerjs-signaling.ts';
import { here, toneOf, until } from './in-browser.ts';

/** One peer in the page, answering every call. `renewals`: the tickets it is given when it asks; null for none. */
function createPeer(signaling: Signaling, renewals: (Signaling | null)[]) {
  const context = new AudioContext();
  const { stream } = toneOf(context);
  const configuration: RTCConfiguration = { iceServers: [] };
  const log: string[] = [];
  const calls: MediaCall[] = [];

  function follow(call: MediaCall): void {
    calls.push(call);
    call.onStream(() => log.push('stream'));
    call.onTold(({ round, description }) => log.push(`told ${round} ${description?.type ?? 'gone'}`));
    call.onClose(() => log.push('close'));
  }

  const events: PeerSignalingEvents = {
    onCall(incoming) {
      log.push(`call from ${incoming.peerId}`);
      const call = incoming.answer(stream);
      if (call) follow(call);
    },
    onExpire: (peerId) => log.push(`expired ${peerId}`),
    onBye: (peerId) => log.push(`bye ${peerId}`),
    async renewSignaling() {
      log.push('renew');
      const next = renewals.shift();
      if (!next) throw new Error('no more tickets');
      return next;
    },
  };
  const line: PeerSignaling = createPeerjsSignaling(here(), signaling, configuration, events);

  return {
    log,
    configuration,
    calls,
    line,
    events,
    call(peerId: string): boolean {
      const call = line.call(peerId, stream);
      if (call) follow(call);
      return call !== null;
    },
    /** Settles when the line is proven; `proved` is logged. */
    prove: (why?: WhyProve) => line.prove(why).then(() => log.push('proved')),
    connected: () => until(() => calls.at(-1)?.connection.connectionState === 'connected', 'connected'),
    logged: (text: string) => until(() => log.includes(text), `${text} in ${log.join()}`),
  };
}

/** The connections PeerJS made by itself, with what it gave them. */
const configurations: (RTCConfiguration | undefined)[] = [];
globalThis.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    configurations.push(configuration);
  }
};

export type Kit = {
  createPeer: typeof createPeer;
  peers: Record<string, ReturnType<typeof createPeer>>;
  until: typeof until;
  configurations: typeof configurations;
};

declare global {
  var kit: Kit;
}

globalThis.kit = { createPeer, peers: {}, until, configurations };
