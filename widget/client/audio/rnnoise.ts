/// <reference path="../files.d.ts" />
import wasmUrl from '@sapphi-red/web-noise-suppressor/rnnoise_simd.wasm?file';
import workletUrl from '@sapphi-red/web-noise-suppressor/rnnoiseWorklet.js?file';
import type { CallEnvironment } from '../call-environment.ts';

const PROCESSOR = '@sapphi-red/web-noise-suppressor/rnnoise';
/** RNNoise knows no other. */
const SAMPLE_RATE = 48_000;
const POLL_MS = 50;
/** Time constant of the change from the sound as it is to the sound without noise. */
const FADE_S = 0.03;

/** A track without noise, made of the microphone's. */
export interface NoiseSuppressor {
  readonly track: MediaStreamTrack;
  close(): void;
}

/**
 * RNNoise in an AudioWorklet (the only importer of `@sapphi-red/web-noise-suppressor`, MIT; RNNoise itself is BSD). Until its
 * WebAssembly has been compiled it gives silence: the sound goes around it until something comes out. Rejects where it cannot run: a
 * policy that forbids WebAssembly (it needs `script-src 'wasm-unsafe-eval'`), or a browser that does not resample (Firefox, where the
 * microphone is not at 48 kHz).
 */
export async function createRnnoise(
  environment: CallEnvironment,
  microphone: MediaStreamTrack,
): Promise<NoiseSuppressor> {
  const context = environment.createAudioContext(SAMPLE_RATE);
  try {
    return await suppress(environment, context, microphone);
  } catch (error) {
    void context.close();
    throw error;
  }
}

async function suppress(
  environment: CallEnvironment,
  context: AudioContext,
  microphone: MediaStreamTrack,
): Promise<NoiseSuppressor> {
  const [wasmBinary] = await Promise.all([
    environment.fetch(wasmUrl).then((response) => response.arrayBuffer()),
    context.audioWorklet.addModule(workletUrl),
    // A context that may not run yet would give silence: the microphone goes without it until then.
    context.resume(),
  ]);
  // In the worklet a refusal would be seen by nobody.
  await WebAssembly.compile(wasmBinary);

  const source = context.createMediaStreamSource(environment.createStream([microphone]));
  const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
  const worklet = new AudioWorkletNode(context, PROCESSOR, {
    channelCount: 1,
    channelCountMode: 'explicit',
    processorOptions: { maxChannels: 1, wasmBinary },
  });
  const around = context.createGain();
  const through = context.createGain();
  const analyser = context.createAnalyser();
  through.gain.value = 0;
  source.connect(around).connect(destination);
  source.connect(worklet).connect(through).connect(destination);
  worklet.connect(analyser);

  const samples = new Float32Array(analyser.fftSize);
  const cancel = environment.every(POLL_MS, () => {
    analyser.getFloatTimeDomainData(samples);
    if (samples.every((sample) => sample === 0)) return;
    cancel();
    analyser.disconnect();
    around.gain.setTargetAtTime(0, context.currentTime, FADE_S);
    through.gain.setTargetAtTime(1, context.currentTime, FADE_S);
  });

  const [track] = destination.stream.getAudioTracks();
  if (!track) throw new Error('a MediaStreamAudioDestinationNode without a track');
  return {
    track,
    close() {
      cancel();
      source.disconnect();
      worklet.port.postMessage('destroy');
      track.stop();
      void context.close();
    },
  };
}
