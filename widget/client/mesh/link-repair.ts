import type { Environment } from '../environment.ts';
import { type LinkSigns, nextLinkMove } from './link-recovery.ts';
import type { MediaCall, RestartStep } from './peer-signaling.ts';
import { tuneOpus } from './sdp.ts';

const LOOK_MS = 250;
/** Looked so late, the page was frozen: even a hidden one looks every second. */
const FROZEN_MS = 3_000;
/** Offers that cross were said within a round trip. */
const CROSSING_MS = 1_000;
/** A line that took longer to be proven is another one than before. */
const PROVEN_MS = 1_000;
/** Quieter is no speech. */
const QUIET = 0.01;

export interface LinkRepairEvents {
  /** Nothing comes any more; repair has begun. */
  onLost(): void;
  /** Something comes again. */
  onMended(): void;
  /** Not to be repaired, or the other side has given it up. */
  onGivenUp(): void;
  /** Resolves when the line to the others is proven to stand. */
  line(): Promise<void>;
  /** Runs this while nothing else negotiates over the connection. */
  alone(negotiate: () => Promise<void>): Promise<void>;
}

/** Watches what comes in over a connection that has stood, and restarts its ICE until something comes again. */
export interface LinkRepair {
  /** Whether the other side should be heard. */
  setSoundDue(due: boolean): void;
  close(): void;
}

/** Grows with every packet of any kind (Firefox counts bytes alone); not what a pair had received that is no more. */
function receivedIn(report: RTCStatsReport): number {
  let received = 0;
  for (const { type, bytesReceived = 0, responsesReceived = 0 } of report.values()) {
    if (type === 'transport' || type === 'candidate-pair') received += bytesReceived + responsesReceived;
  }
  return received;
}

interface Offer {
  round: number;
  sdp: string;
  toldAt: number;
}

/**
 * Either side offers when it hears nothing (RFC 8838, RFC 8829 4.1.8.2). Its own offer holds for it only once it is answered: until
 * then ICE goes on trying what there was, and whoever hears the same offer ten times after a sleep may answer any of them. Where
 * offers cross, whoever called gives way; the other one lets the offer be and says its own again, which may have been lost.
 */
export function createLinkRepair(environment: Environment, call: MediaCall, events: LinkRepairEvents): LinkRepair {
  const { connection } = call;
  const [receiver] = connection.getReceivers().filter(({ track }) => track.kind === 'audio');
  const signs: Omit<LinkSigns, 'now' | 'connectionState' | 'isUnanswered'> = {
    isSoundDue: false,
    soundAt: environment.now(),
    isQuiet: true,
    heardAt: environment.now(),
    probedAt: null,
    lostAt: null,
    offeredAt: 0,
    offers: 0,
    isOffering: false,
    wokeAt: Number.NEGATIVE_INFINITY,
  };
  let rtpTimestamp = 0;
  /** At the last counting; null before the first. */
  let received: number | null = null;
  let round = 0;
  /** Ours, not answered yet. */
  let open: Offer | null = null;
  /** What came last of either kind: of many that waited one counts. */
  const newest = new Map<string, RestartStep>();
  let lookedAt = environment.now();
  let isLooking = false;
  let closed = false;

  function tellOffer({ round, sdp }: Offer): Offer {
    call.tell({ round, description: { type: 'offer', sdp } });
    return { round, sdp, toldAt: environment.now() };
  }

  async function makeOffer(): Promise<Offer> {
    const { sdp = '' } = await connection.createOffer({ iceRestart: true });
    round += 1;
    return { round, sdp: tuneOpus(sdp), toldAt: 0 };
  }

  async function offer(): Promise<void> {
    const { offeredAt } = signs;
    await events.line();
    await events.alone(async () => {
      // Meanwhile it may have been mended, or the other side's offer came.
      if (closed || signs.lostAt === null || signs.offeredAt > offeredAt) return;
      signs.offers += open ? 1 / 3 : 1;
      signs.offeredAt = environment.now();
      open = tellOffer(open ?? (await makeOffer()));
    });
  }

  async function takeOffer(description: RTCSessionDescriptionInit, theirRound: number): Promise<void> {
    if (open && !call.isCaller && environment.now() - open.toldAt < CROSSING_MS) {
      open = tellOffer(open);
      return;
    }
    open = null;
    signs.offeredAt = environment.now();
    call.refresh();
    await connection.setRemoteDescription(description);
    const { sdp = '' } = await connection.createAnswer();
    const answer = { type: 'answer', sdp: tuneOpus(sdp) } as const;
    await connection.setLocalDescription(answer);
    tellAnswer({ round: theirRound, description: answer }).catch(() => {});
  }

  /** Whoever offers does not hear us: perhaps nothing of ours gets out. Should our line prove dead, the answer was lost with it. */
  async function tellAnswer(step: RestartStep): Promise<void> {
    const toldAt = environment.now();
    call.tell(step);
    await events.line();
    if (!closed && environment.now() - toldAt > PROVEN_MS) call.tell(step);
  }

  async function takeAnswer(description: RTCSessionDescriptionInit, theirRound: number): Promise<void> {
    // The answer to an offer that has been replaced since would set up a connection that is not.
    if (open?.round !== theirRound) return;
    const { sdp } = open;
    open = null;
    call.refresh();
    await connection.setLocalDescription({ type: 'offer', sdp });
    await connection.setRemoteDescription(description);
  }

  function take(step: RestartStep): void {
    if (closed) return;
    const { round: theirs, description } = step;
    if (!description) {
      events.onGivenUp();
      return;
    }
    newest.set(description.type, step);
    const negotiate = async () => {
      if (closed || newest.get(description.type) !== step) return;
      await (description.type === 'offer' ? takeOffer : takeAnswer)(description, theirs);
    };
    events.alone(negotiate).catch(() => {});
  }

  function listen(now: number): void {
    const latest = receiver?.getSynchronizationSources()[0];
    if (!latest || latest.rtpTimestamp === rtpTimestamp) return;
    rtpTimestamp = latest.rtpTimestamp;
    signs.isQuiet = (latest.audioLevel ?? 0) < QUIET;
    signs.probedAt = null;
    signs.soundAt = now;
    signs.heardAt = now;
  }

  /** Costs more than looking at the sound: only while there is doubt. */
  async function count(): Promise<void> {
    const now = receivedIn(await connection.getStats());
    if (received !== null && now > received) signs.heardAt = environment.now();
    received = now;
  }

  async function look(): Promise<void> {
    const now = environment.now();
    if (now - lookedAt >= FROZEN_MS) {
      signs.wokeAt = now;
      signs.probedAt = null;
    }
    lookedAt = now;
    listen(now);
    const isAsked = signs.probedAt !== null && signs.heardAt <= signs.soundAt;
    if (signs.lostAt !== null || isAsked) await count();
    if (closed) return;
    const move = nextLinkMove({
      ...signs,
      now: environment.now(),
      connectionState: connection.connectionState,
      isUnanswered: open !== null,
    });
    if (move === 'probe') {
      received = null;
      await count();
      signs.probedAt = environment.now();
      // Nobody to ask: then silence alone is no reason.
      if (!call.probe()) signs.heardAt = environment.now();
    } else if (move === 'lose') {
      if (!isAsked) received = null;
      signs.lostAt = environment.now();
      open = null;
      // The other side's offer that came since the silence began is under way.
      if (signs.offeredAt < signs.heardAt) signs.offeredAt = 0;
      signs.offers = 0;
      events.onLost();
      await look();
    } else if (move === 'mended') {
      signs.lostAt = null;
      events.onMended();
    } else if (move === 'give-up') {
      events.onGivenUp();
    } else if (move === 'offer') {
      signs.isOffering = true;
      // What fails is offered anew.
      offer()
        .catch(() => {})
        .finally(() => {
          signs.isOffering = false;
        });
    }
  }

  const glance = () => {
    if (isLooking) return;
    isLooking = true;
    look()
      .catch(() => {})
      .finally(() => {
        isLooking = false;
      });
  };
  const cancel = environment.every(LOOK_MS, glance);
  connection.addEventListener('connectionstatechange', glance);
  call.onTold(take);

  return {
    setSoundDue(due) {
      if (due && !signs.isSoundDue) {
        signs.soundAt = signs.heardAt = environment.now();
        signs.probedAt = null;
      }
      signs.isSoundDue = due;
    },
    close() {
      closed = true;
      cancel();
      connection.removeEventListener('connectionstatechange', glance);
    },
  };
}
