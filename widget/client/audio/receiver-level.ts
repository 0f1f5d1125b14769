/** Older than this the level is a leftover: the browser keeps the last one when packets stop. */
const FRESH_MS = 250;

/** How loud the sound of a receiver is (W3C WebRTC 5.5 audioLevel), 0 when nothing comes. */
export function receiverLevel(receiver: RTCRtpReceiver, now: number): number {
  const latest = receiver.getSynchronizationSources()[0];
  return latest && now - latest.timestamp < FRESH_MS ? (latest.audioLevel ?? 0) : 0;
}
