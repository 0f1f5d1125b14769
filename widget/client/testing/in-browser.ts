import { browserCallDevices, type CallEnvironment } from '../call-environment.ts';
import { browserEnvironment } from '../environment.ts';

/** This browser's environment, with parts replaced. */
export function here(overrides: Partial<CallEnvironment> = {}): CallEnvironment {
  return { ...browserEnvironment(window), ...browserCallDevices(window), ...overrides };
}

export function equal(actual: unknown, expected: unknown, about = ''): void {
  const [left, right] = [actual, expected].map((value) => JSON.stringify(value) ?? String(value));
  if (left !== right) throw new Error(`${about}\nactual:   ${left}\nexpected: ${right}`);
}

export function ok(value: unknown, about: string): asserts value {
  if (!value) throw new Error(about);
}

/** Waits until `probe` gives something; returns how long that took, in ms. */
export async function until(probe: () => unknown, about: string, timeout = 15_000): Promise<number> {
  const start = performance.now();
  while (!probe()) {
    if (performance.now() - start > timeout) throw new Error(`Never happened: ${about}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return performance.now() - start;
}

export interface Tone {
  stream: MediaStream;
  track: MediaStreamTrack;
  /** Amplitude, 0..1. */
  setLevel(level: number): void;
}

/** A tone as a microphone would give it. */
export function toneOf(context: AudioContext, frequency = 440, level = 0.25): Tone {
  const oscillator = new OscillatorNode(context, { frequency });
  const gain = new GainNode(context, { gain: level });
  const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
  oscillator.connect(gain).connect(destination);
  oscillator.start();
  const [track] = destination.stream.getAudioTracks();
  ok(track, 'a track');
  return {
    stream: destination.stream,
    track,
    setLevel(next) {
      gain.gain.value = next;
    },
  };
}

/** Two connections in this page that send each other this sound, and play it unheard: only what is played is decoded. */
export async function connectedPair(stream: MediaStream): Promise<readonly [RTCPeerConnection, RTCPeerConnection]> {
  const [caller, callee] = [new RTCPeerConnection(), new RTCPeerConnection()];
  caller.onicecandidate = ({ candidate }) => void (candidate && callee.addIceCandidate(candidate).catch(() => {}));
  callee.onicecandidate = ({ candidate }) => void (candidate && caller.addIceCandidate(candidate).catch(() => {}));
  for (const connection of [caller, callee]) {
    for (const track of stream.getTracks()) connection.addTrack(track, stream);
    connection.ontrack = ({ streams: [heard] }) => {
      const element = new Audio();
      element.muted = true;
      element.srcObject = heard ?? null;
      element.play().catch(() => {});
    };
  }
  await caller.setLocalDescription();
  await callee.setRemoteDescription(caller.localDescription ?? { type: 'offer' });
  await callee.setLocalDescription();
  await caller.setRemoteDescription(callee.localDescription ?? { type: 'answer' });
  await until(
    () => [caller, callee].every(({ connectionState }) => connectionState === 'connected'),
    'connected',
    20_000,
  );
  return [caller, callee];
}

/** Root mean square of what an analyser sees now. */
export function rms(analyser: AnalyserNode): number {
  const samples = new Float32Array(analyser.fftSize);
  analyser.getFloatTimeDomainData(samples);
  return Math.hypot(...samples) / Math.sqrt(samples.length);
}
