import type { JoinResult, Participant } from '../../../protocol/rest.ts';
import { CALL_ERRORS } from '../call-errors.ts';
import { addErrorTexts, type RoomError } from '../errors.ts';
import { ROOM_ERRORS } from '../room-errors.ts';
import type { LinkState } from '../room-state.ts';
import { wireParticipant, wireRoom } from '../testing/fake-wire.ts';
import { equal, here, ok, toneOf, until } from '../testing/in-browser.ts';
import type { Sound } from '../transport.ts';
import { createLinkCare } from './link-care.ts';
import { createMeshTransport } from './mesh-transport.ts';
import type { CreatePeerSignaling, MediaCall, PeerSignalingEvents } from './peer-signaling.ts';

addErrorTexts({ ...CALL_ERRORS, ...ROOM_ERRORS });

function callAll(callbacks: (() => void)[]): void {
  for (const callback of callbacks) callback();
}

/** Signalling within this page: real connections, messages by function call. `reachable` is who can be called. */
function createExchange() {
  const peers = new Map<string, PeerSignalingEvents>();
  const connections: RTCPeerConnection[] = [];
  let calls = 0;

  function mediaCall(connection: RTCPeerConnection, isCaller: boolean, onHungUp: () => void, closed: (() => void)[]) {
    const waiting: ((stream: MediaStream) => void)[] = [];
    connection.ontrack = (event) => {
      const [stream] = event.streams;
      for (const callback of waiting) if (stream) callback(stream);
    };
    return {
      connection,
      isCaller,
      tell: () => {},
      onTold: () => {},
      onChannel: () => {},
      probe: () => false,
      refresh: () => {},
      onClose: (callback) => void closed.push(callback),
      onStream: (callback) => void waiting.push(callback),
      close(bye) {
        connection.close();
        if (bye) onHungUp();
      },
    } satisfies MediaCall;
  }

  const create: CreatePeerSignaling = (_environment, { peerId: self }, configuration, events) => ({
    async open() {
      peers.set(self, events);
    },
    call(peerId, stream) {
      calls += 1;
      const callee = peers.get(peerId);
      if (!callee) {
        queueMicrotask(() => events.onExpire(peerId));
        return mediaCall(new RTCPeerConnection(configuration), true, () => {}, []);
      }
      const [from, to] = [new RTCPeerConnection(configuration), new RTCPeerConnection(configuration)];
      connections.push(from, to);
      from.onicecandidate = ({ candidate }) => void (candidate && to.addIceCandidate(candidate).catch(() => {}));
      to.onicecandidate = ({ candidate }) => void (candidate && from.addIceCandidate(candidate).catch(() => {}));
      const [fromClosed, toClosed]: [(() => void)[], (() => void)[]] = [[], []];
      for (const track of stream.getTracks()) from.addTrack(track, stream);
      callee.onCall({
        peerId: self,
        answer(answering) {
          for (const track of answering.getTracks()) to.addTrack(track, answering);
          void (async () => {
            await from.setLocalDescription();
            await to.setRemoteDescription(from.localDescription ?? { type: 'offer' });
            await to.setLocalDescription();
            await from.setRemoteDescription(to.localDescription ?? { type: 'answer' });
          })().catch(() => {});
          return mediaCall(to, false, () => callAll(fromClosed), toClosed);
        },
        refuse: () => {},
      });
      return mediaCall(from, true, () => callAll(toClosed), fromClosed);
    },
    prove: async () => {},
    admit() {},
    keep() {},
    close: () => void peers.delete(self),
  });
  return { create, connections, calls: () => calls };
}

function person(
  exchange: ReturnType<typeof createExchange>,
  id: string,
  track: MediaStreamTrack,
  peers: Participant[],
) {
  const links: Record<string, LinkState | null> = {};
  const sounds = new Map<string, Sound>();
  const failures: RoomError[] = [];
  const transport = createMeshTransport(
    {
      createSignaling: exchange.create,
      takeLine: () => null,
      loadCare: async () => createLinkCare,
      whyUnreachable: async () => null,
    },
    here(),
    {
      onLink(peer, state) {
        links[peer] = state;
      },
      onSound(peer, sound) {
        sounds.set(peer, sound);
        const element = new Audio();
        element.muted = true;
        element.srcObject = sound.stream;
        element.play().catch(() => {});
      },
      onConnectionFailed: (error) => failures.push(error),
      onDoubt: () => {},
      onSaid: () => {},
      renewSignaling: () => Promise.reject(new Error('not asked for here')),
    },
  );
  transport.setTrack(track);
  const joined: JoinResult = {
    participant: wireParticipant({ id }),
    peers,
    room: wireRoom(),
    token: '',
    iceServers: [],
    iceServersTtlS: 86_400,
    signaling: { url: 'ws://localhost/peer', peerId: id, token: '', expiresAt: '' },
    session: {
      id: 's',
      roomId: 'room-1',
      participantId: id,
      agentId: id,
      status: 'active',
      startedAt: '',
      endedAt: null,
      durationS: 0,
      endReason: null,
      stats: {
        samples: 0,
        packetLoss: null,
        packetLossOut: null,
        jitterMs: null,
        rttMs: null,
        bitrateBps: null,
        concealment: null,
        relayedShare: null,
        qualityS: { excellent: 0, good: 0, poor: 0, lost: 0 },
      },
    },
  };
  return {
    transport,
    links,
    sounds,
    failures,
    open: (privacy: 'direct' | 'relay' = 'direct') => transport.open(joined, privacy),
  };
}

const room = (...people: Participant[]) => new Map(people.map((one) => [one.id, one]));
const [anna, ben] = [wireParticipant({ id: 'anna' }), wireParticipant({ id: 'ben' })];

describe('the mesh', () => {
  let context: AudioContext;
  let cleanUp: (() => void)[];
  beforeEach(() => {
    context = new AudioContext();
    cleanUp = [];
  });
  afterEach(async () => {
    for (const clean of cleanUp) clean();
    await context.close();
  });

  async function pair() {
    const exchange = createExchange();
    const a = person(exchange, 'anna', toneOf(context, 440).track, []);
    const b = person(exchange, 'ben', toneOf(context, 700).track, [anna]);
    cleanUp.push(a.transport.close, b.transport.close);
    await a.open();
    await b.open();
    a.transport.follow(room(anna, ben));
    b.transport.follow(room(anna, ben));
    return { exchange, a, b };
  }
  const hears = (one: ReturnType<typeof person>, id: string) => (one.sounds.get(id)?.level() ?? 0) > 0.01;

  it('the newcomer calls, once, and both hear each other', async () => {
    const { exchange, a, b } = await pair();
    await until(() => hears(a, 'ben') && hears(b, 'anna'), 'sound both ways');
    equal([a.links, b.links, exchange.calls()], [{ ben: 'connected' }, { anna: 'connected' }, 1]);
    equal([...(await a.transport.stats()).keys()], ['ben']);
  });

  it('closed while its line is being opened, it calls nobody', async () => {
    const b = person(createExchange(), 'ben', toneOf(context).track, [anna]);
    b.transport.follow(room(anna, ben));
    const opened = b.open();
    b.transport.close();
    await opened;
    equal(b.links, {});
  });

  it('a caller the server has not told us of waits until it has', async () => {
    const exchange = createExchange();
    const a = person(exchange, 'anna', toneOf(context).track, []);
    const b = person(exchange, 'ben', toneOf(context).track, [anna]);
    cleanUp.push(a.transport.close, b.transport.close);
    await a.open();
    a.transport.follow(room(anna));
    await b.open();
    b.transport.follow(room(anna, ben));
    equal([a.links, b.links], [{}, { anna: 'connecting' }]);
    a.transport.follow(room(anna, ben));
    await until(() => a.links.ben === 'connected', 'answered');
  });

  it('sending stops altogether, and starts again', async () => {
    const { a, b } = await pair();
    await until(() => hears(b, 'anna'), 'sound');
    const bytes = async () => {
      let sent = 0;
      for (const report of await a.transport.stats()) {
        for (const stat of report[1].values()) if (stat.type === 'outbound-rtp') sent += stat.bytesSent;
      }
      return sent;
    };
    a.transport.setSending(false);
    await until(() => !hears(b, 'anna'), 'silence');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = await bytes();
    await new Promise((resolve) => setTimeout(resolve, 500));
    equal((await bytes()) - before, 0, 'nothing is sent');
    a.transport.setSending(true);
    await until(() => hears(b, 'anna'), 'sound again');
  });

  it('another microphone takes over in the standing connections', async () => {
    const { exchange, a, b } = await pair();
    await until(() => hears(b, 'anna'), 'sound');
    const silent = toneOf(context, 440, 0);
    a.transport.setTrack(silent.track);
    await until(() => !hears(b, 'anna'), 'the new one is silent');
    silent.setLevel(0.25);
    await until(() => hears(b, 'anna'), 'the new one is heard');
    equal(exchange.calls(), 1);
  });

  it('who is gone is hung up on, and that is the end of it', async () => {
    const { a, b } = await pair();
    await until(() => a.links.ben === 'connected' && b.links.anna === 'connected', 'connected');
    a.transport.follow(room(anna));
    equal(a.links.ben, null);
    await until(() => b.links.anna === 'lost', 'the other is told');
    b.transport.follow(room(ben));
    equal(b.links.anna, null);
  });

  it('a connection that breaks is made again by whoever called', async () => {
    const { exchange, a, b } = await pair();
    await until(() => hears(a, 'ben') && hears(b, 'anna'), 'sound');
    a.sounds.clear();
    b.sounds.clear();
    // Seen from the caller: the other side hung up.
    const [from] = exchange.connections;
    ok(from, 'a connection');
    from.close();
    from.dispatchEvent(new Event('connectionstatechange'));
    equal(b.links.anna, 'lost');
    await until(() => hears(a, 'ben') && hears(b, 'anna'), 'sound again');
    equal(exchange.calls(), 2);
  });

  it('relay without a relay is told at once', async () => {
    const exchange = createExchange();
    const b = person(exchange, 'ben', toneOf(context).track, [anna]);
    cleanUp.push(b.transport.close);
    await b.open('relay');
    equal(b.failures[0]?.code, 'connection_failed');
  });

  it('who cannot be reached is tried again; the person is told when it goes on', async () => {
    const exchange = createExchange();
    const b = person(exchange, 'ben', toneOf(context).track, [anna]);
    cleanUp.push(b.transport.close);
    await b.open();
    b.transport.follow(room(anna, ben));
    await until(() => b.links.anna === 'unreachable', 'told', 15_000);
    equal([b.failures[0]?.code, exchange.calls() >= 5], ['connection_failed', true]);
    const a = person(exchange, 'anna', toneOf(context).track, []);
    cleanUp.push(a.transport.close);
    await a.open();
    a.transport.follow(room(anna, ben));
    b.transport.setWanted('anna', false);
    equal(b.links.anna, 'stopped');
    const calls = exchange.calls();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    equal([b.links.anna, exchange.calls()], ['stopped', calls]);
    b.transport.setWanted('anna', true);
    await until(() => b.links.anna === 'connected', 'reached at last', 10_000);
  });
});
