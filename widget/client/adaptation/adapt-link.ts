import type { Cancel, Environment } from '../environment.ts';
import { tuneOpus } from '../mesh/sdp.ts';
import { countersOf, type LinkCounters } from '../quality/link-counters.ts';
import { type Adaptation, adapt, type SendReport, UNADAPTED } from './adapt.ts';
import { asAnswer, hasRed, shapeSending } from './send-shape.ts';

/** Reports come every 2.5 to 7.5 s. */
const LOOK_MS = 2_000;
/** One second of sound. In silence a packet comes every 400 ms: then it takes several reports. */
const LEAST_PACKETS = 50;

export interface AdaptLinkEvents {
  /** From now on at most so many bit/s of sound. */
  onBitrate(bitrate: number): void;
  /** Runs this while nothing else negotiates over the connection. */
  alone(negotiate: () => Promise<void>): Promise<void>;
}

/** Of what was sent between the two; null when the other side has not said enough since. */
export function reportOf(
  before: LinkCounters,
  { at, reportedAt, sent, lostOut, rttMs }: LinkCounters,
): SendReport | null {
  if (reportedAt === null || reportedAt === before.reportedAt || sent - before.sent < LEAST_PACKETS) return null;
  return { at, sent: sent - before.sent, lost: lostOut - before.lostOut, rttMs };
}

/** Fits what is sent over a connection to what arrives. The other side is not asked, nor need it know. */
export function adaptLink(
  environment: Pick<Environment, 'every'>,
  connection: RTCPeerConnection,
  { onBitrate, alone }: AdaptLinkEvents,
): Cancel {
  let adaptation: Adaptation = UNADAPTED;
  /** At the other side's last report. */
  let counters: LinkCounters | null = null;
  let isLooking = false;
  /** What this browser would not take. */
  let refused = '';

  async function listen(): Promise<void> {
    const now = countersOf(await connection.getStats());
    if (!now || now.connection !== counters?.connection || now.sent < counters.sent) {
      // What it says first is about everything since the beginning.
      counters = now && { ...now, ...(now.reportedAt === null && { sent: 0 }) };
      return;
    }
    const report = reportOf(counters, now);
    if (!report) return;
    counters = now;
    const { bitrate } = adaptation.settings;
    adaptation = adapt(adaptation, report);
    if (adaptation.settings.bitrate !== bitrate) onBitrate(adaptation.settings.bitrate);
  }

  /**
   * Chromium puts neither RED nor packet times into parameters of the sender (measured: docs/decisions/0009). But an offer that is
   * never sent, answered by the other side's description in the shape we want, is a negotiation with ourselves.
   */
  async function negotiate(): Promise<void> {
    const { remoteDescription, currentLocalDescription: local, signalingState } = connection;
    if (!remoteDescription || !local || signalingState !== 'stable') return;
    const { packetMs, red } = adaptation.settings;
    const sdp = shapeSending(remoteDescription.sdp, { packetMs, red: red && hasRed(local.sdp) });
    if (sdp === remoteDescription.sdp || sdp === refused) return;
    const { sdp: offer = '' } = await connection.createOffer();
    await connection.setLocalDescription({ type: 'offer', sdp: tuneOpus(offer) });
    try {
      await connection.setRemoteDescription({ type: 'answer', sdp: asAnswer(sdp, local.sdp) });
    } catch {
      refused = sdp;
      await connection.setLocalDescription({ type: 'rollback' });
    }
  }

  async function look(): Promise<void> {
    if (connection.connectionState !== 'connected') return;
    await listen();
    // Also when nothing has changed: an ICE restart brings a description as it first was.
    await alone(negotiate);
  }

  return environment.every(LOOK_MS, () => {
    if (isLooking) return;
    isLooking = true;
    look()
      // What fails is tried again at the next look.
      .catch(() => {})
      .finally(() => {
        isLooking = false;
      });
  });
}
