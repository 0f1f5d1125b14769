import { oneAtATime } from '../one-at-a-time.ts';
import { equal, here, toneOf, until } from '../testing/in-browser.ts';
import { createLinkRepair } from './link-repair.ts';
import type { MediaCall, RestartStep } from './peer-signaling.ts';

/** What each side was told and did, in order. */
type Log = string[];

/** Two real connections in this page, sound both ways, repair on both ends. Steps go through `pass`. */
async function createPair(
  context: AudioContext,
  pass = (_from: number, _step: RestartStep) => true,
  line = async () => {},
) {
  const tones = [toneOf(context, 440), toneOf(context, 700)];
  const connections = [new RTCPeerConnection(), new RTCPeerConnection()] as const;
  const told: ((step: RestartStep) => void)[] = [];
  const logs: [Log, Log] = [[], []];
  const refreshed: string[] = [];
  const channels: RTCDataChannel[] = [];
  const [caller, callee] = connections;

  connections.forEach((connection, index) => {
    const other = connections[1 - index];
    connection.onicecandidate = ({ candidate }) =>
      void (candidate && other?.addIceCandidate(candidate).catch(() => {}));
    const tone = tones[index];
    if (tone) connection.addTrack(tone.track, tone.stream);
    connection.ontrack = ({ streams: [stream] }) => {
      const element = new Audio();
      element.muted = true;
      element.srcObject = stream ?? null;
      element.play().catch(() => {});
    };
  });
  channels.push(caller.createDataChannel('probe'));
  callee.ondatachannel = ({ channel }) => channels.push(channel);
  await caller.setLocalDescription();
  await callee.setRemoteDescription(caller.localDescription ?? { type: 'offer' });
  await callee.setLocalDescription();
  await caller.setRemoteDescription(callee.localDescription ?? { type: 'answer' });
  await until(() => channels.length === 2 && channels.every(({ readyState }) => readyState === 'open'), 'connected');

  let isProbing = true;
  const repairs = connections.map((connection, index) => {
    const log = logs[index] ?? [];
    // ICE goes on checking, which would be heard: until there is an offer or an answer, nothing is.
    const stats = connection.getStats.bind(connection);
    const isDeaf = () => !isProbing && log.length < 2;
    Object.assign(connection, { getStats: async () => (isDeaf() ? new Map() : stats()) });
    const call: MediaCall = {
      connection,
      isCaller: index === 0,
      tell(step) {
        log.push(`${step.description?.type} ${step.round}`);
        if (pass(index, step)) setTimeout(() => told[1 - index]?.(step));
      },
      onTold: (callback) => {
        told[index] = callback;
      },
      probe() {
        if (isProbing) channels[index]?.send('');
        return true;
      },
      refresh: () => refreshed.push(connection.signalingState),
      onClose: () => {},
      onStream: () => {},
      close: () => connection.close(),
    };
    const repair = createLinkRepair(here(), call, {
      onLost: () => log.push('lost'),
      onMended: () => log.push('mended'),
      onGivenUp: () => log.push('given up'),
      line,
      alone: oneAtATime(),
    });
    repair.setSoundDue(true);
    return repair;
  });

  return {
    connections,
    logs,
    /** The state each connection was in when it was given fresh ICE servers. */
    refreshed,
    repairs,
    told,
    /** Nothing is sent any more, or again. */
    async setSending(sending: boolean) {
      for (const [index, connection] of connections.entries()) {
        await connection.getSenders()[0]?.replaceTrack(sending ? (tones[index]?.track ?? null) : null);
      }
    },
    /** Probes go nowhere: with nothing sent, nothing comes at all. */
    cutProbes() {
      isProbing = false;
    },
    close() {
      for (const repair of repairs) repair.close();
      for (const connection of connections) connection.close();
    },
  };
}

const ufrag = (description: RTCSessionDescription | null) => /a=ice-ufrag:(.*)/.exec(description?.sdp ?? '')?.[1];
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('the repair of a link', () => {
  let context: AudioContext;
  let pair: Awaited<ReturnType<typeof createPair>>;
  beforeEach(() => {
    context = new AudioContext();
  });
  afterEach(async () => {
    pair.close();
    await context.close();
  });

  it('nobody is lost who is muted, or quiet without our knowing', async () => {
    pair = await createPair(context);
    await pair.setSending(false);
    await pause(2_000);
    pair.cutProbes();
    for (const repair of pair.repairs) repair.setSoundDue(false);
    await pause(1_500);
    equal(pair.logs, [[], []]);
  });

  it('both hear nothing, and their offers may cross: whoever called gives way, ICE starts anew, the connection stays', async () => {
    pair = await createPair(context);
    const [caller, callee] = pair.connections;
    const before = [ufrag(caller.localDescription), ufrag(callee.localDescription)];
    pair.cutProbes();
    await pair.setSending(false);
    await until(() => pair.logs.every((log) => log.includes('mended')), 'mended on both sides', 8_000);
    // What is mended by an answer on the old path is renegotiated all the same.
    const agree = (one: RTCPeerConnection, other: RTCPeerConnection) =>
      one.signalingState === 'stable' &&
      ufrag(one.remoteDescription) === ufrag(other.localDescription) &&
      !before.includes(ufrag(one.localDescription));
    await until(() => agree(caller, callee) && agree(callee, caller), 'agreed');
    // Offered by one, or answered by the other: never with credentials that may have run out.
    equal(pair.refreshed.length >= 2, true);
    // Whoever is slower may have the other's offer before missing anything.
    equal(
      pair.logs.some(([first]) => first === 'lost'),
      true,
    );
    // The other's offer may come, and be answered, after something was heard again.
    equal(
      pair.logs.map((log) => log.filter((entry) => !entry.includes(' ')).at(-1)),
      ['mended', 'mended'],
    );
    await pair.setSending(true);
    const rtp = () => caller.getReceivers()[0]?.getSynchronizationSources()[0]?.rtpTimestamp;
    const last = rtp();
    await until(() => rtp() !== last, 'sound over the new path');
  });

  it('an offer that is lost is said again, and disturbs nothing; one that the other side knows nothing of ends it', async () => {
    let lost = 0;
    pair = await createPair(context, () => ++lost > 2);
    const [caller, callee] = pair.connections;
    const before = ufrag(caller.localDescription);
    pair.repairs[1]?.close();
    callee.close();
    await until(() => pair.logs[0].filter((step) => step === 'offer 1').length === 2, 'said again', 8_000);
    equal([caller.signalingState, ufrag(caller.localDescription)], ['stable', before]);
    pair.told[0]?.({ round: 1, description: null });
    equal(pair.logs[0].at(-1), 'given up');
  });

  it('of the offers that waited for somebody who slept, one is answered', async () => {
    pair = await createPair(context);
    const [caller, callee] = pair.connections;
    const description = { type: 'offer', sdp: (await caller.createOffer({ iceRestart: true })).sdp ?? '' } as const;
    for (const round of [1, 2, 3]) pair.told[1]?.({ round, description });
    await until(() => ufrag(callee.remoteDescription) === ufrag(new RTCSessionDescription(description)), 'taken');
    await pause(300);
    equal(pair.logs[1], ['answer 3']);
  });

  it('an answer that was lost with its line is said again over the next one', async () => {
    pair = await createPair(context, undefined, () => pause(1_100));
    const { sdp = '' } = await pair.connections[0].createOffer({ iceRestart: true });
    pair.told[1]?.({ round: 1, description: { type: 'offer', sdp } });
    await until(() => pair.logs[1].length === 2, 'said again');
    equal(pair.logs[1], ['answer 1', 'answer 1']);
  });
});
