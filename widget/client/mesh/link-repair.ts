import type { Environment } from '../environment.ts';
import { type LinkSigns, nextLinkMove } from './link-recovery.ts';
import type { MediaCall, RestartStep } from './peer-signaling.ts';
import { tuneOpus } from './sdp.ts';

const LOOK_MS = 250;
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

/** Of all kinds; not what a pair had received that is no more. */
function packetsIn(report: RTCStatsReport): number {
  let packets = 0;
  for (const { type, packetsReceived = 0, responsesReceived = 0 } of report.values()) {
    if (type === 'transport' || type === 'candidate-pair') packets += packetsReceived + responsesReceived;
  }
  return packets;
}

/**
 * Either side offers when it hears nothing (RFC 8838, RFC 8829 4.1.8.2). Where offers cross, whoever called gives way: it rolls its
 * own back and answers. The other one lets the offer be and says its own again, which may have been lost.
 */
export function createLinkRepair(environment: Environment, call: MediaCall, events: LinkRepairEvents): LinkRepair {
  const { connection } = call;
  const [receiver] = connection.getReceivers().filter(({ track }) => track.kind === 'audio');
  const signs: Omit<LinkSigns, 'now' | 'connectionState'> = {
    isSoundDue: false,
    soundAt: environment.now(),
    isQuiet: true,
    heardAt: environment.now(),
    probedAt: null,
    lostAt: null,
    offeredAt: 0,
    offers: 0,
    isOffering: false,
  };
  let rtpTimestamp = 0;
  /** At the last counting; null before the first. */
  let packets: number | null = null;
  let round = 0;
  let isLooking = false;
  let closed = false;

  const tuned = ({ type, sdp = '' }: RTCSessionDescriptionInit) => ({ type, sdp: tuneOpus(sdp) });

  function tell(forRound: number): void {
    const { type, sdp } = connection.localDescription ?? {};
    if (sdp && (type === 'offer' || type === 'answer')) call.tell({ round: forRound, description: { type, sdp } });
  }

  async function offer(): Promise<void> {
    await events.line();
    await events.alone(async () => {
      if (closed || signs.lostAt === null) return;
      round += 1;
      signs.offers += 1;
      signs.offeredAt = environment.now();
      call.refresh();
      await connection.setLocalDescription(tuned(await connection.createOffer({ iceRestart: true })));
      tell(round);
    });
  }

  async function takeOffer(description: RTCSessionDescriptionInit, theirRound: number): Promise<void> {
    if (!call.isCaller && connection.signalingState === 'have-local-offer') {
      tell(round);
      return;
    }
    signs.offeredAt = environment.now();
    call.refresh();
    await connection.setRemoteDescription(description);
    await connection.setLocalDescription(tuned(await connection.createAnswer()));
    tell(theirRound);
  }

  async function takeDescription(theirs: number, description: RTCSessionDescriptionInit): Promise<void> {
    if (closed) return;
    if (description.type === 'offer') await takeOffer(description, theirs);
    // The answer to an offer that has been replaced since would set up a connection that is not.
    else if (theirs === round && connection.signalingState === 'have-local-offer') {
      await connection.setRemoteDescription(description);
    }
  }

  function take({ round: theirs, description }: RestartStep): void {
    if (closed) return;
    if (description) events.alone(() => takeDescription(theirs, description)).catch(() => {});
    else events.onGivenUp();
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
    const now = packetsIn(await connection.getStats());
    if (packets !== null && now > packets) signs.heardAt = environment.now();
    packets = now;
  }

  async function look(): Promise<void> {
    const now = environment.now();
    listen(now);
    const isAsked = signs.probedAt !== null && signs.heardAt <= signs.soundAt;
    if (signs.lostAt !== null || isAsked) await count();
    if (closed) return;
    const move = nextLinkMove({ ...signs, now: environment.now(), connectionState: connection.connectionState });
    if (move === 'probe') {
      packets = null;
      await count();
      signs.probedAt = environment.now();
      // Nobody to ask: then silence alone is no reason.
      if (!call.probe()) signs.heardAt = environment.now();
    } else if (move === 'lose') {
      if (!isAsked) packets = null;
      signs.lostAt = environment.now();
      signs.offeredAt = 0;
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
