import { equal, here, ok, rms, until } from '../testing/in-browser.ts';
import { createRnnoise } from './rnnoise.ts';

/** What comes out of a track, measured. */
function listenTo(context: AudioContext, track: MediaStreamTrack): () => number {
  const analyser = new AnalyserNode(context, { fftSize: 8192 });
  new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track]) }).connect(analyser);
  return () => rms(analyser);
}

/** White noise as from a fan, quite loud. */
function noise(context: AudioContext): MediaStreamTrack {
  const buffer = context.createBuffer(1, 48_000, 48_000);
  const samples = buffer.getChannelData(0);
  for (let index = 0; index < samples.length; index += 1) samples[index] = (Math.random() - 0.5) * 0.2;
  const source = new AudioBufferSourceNode(context, { buffer, loop: true });
  const destination = new MediaStreamAudioDestinationNode(context);
  source.connect(destination);
  source.start();
  const [track] = destination.stream.getAudioTracks();
  ok(track, 'a track');
  return track;
}

describe('RNNoise', () => {
  it('takes the noise away, without a moment of silence before it can', async () => {
    const context = new AudioContext();
    const track = noise(context);
    const before = listenTo(context, track);
    await until(() => before() > 0.04, 'noise');
    const suppressor = await createRnnoise(here(), track);
    const after = listenTo(context, suppressor.track);
    await until(() => after() > 0.02, 'the noise at first');
    // It learns for some seconds what is noise here.
    await until(() => after() < before() / 2, 'at least 6 dB less', 40_000);
    suppressor.close();
    equal([suppressor.track.readyState, track.readyState], ['ended', 'live']);
    await context.close();
  }).timeout(60_000);

  it('refuses where it cannot run, and leaves nothing open', async () => {
    const context = new AudioContext();
    const made: AudioContext[] = [];
    const environment = here({
      createAudioContext(sampleRate) {
        const own = here().createAudioContext(sampleRate);
        made.push(own);
        return own;
      },
      fetch: async () => new Response('no WebAssembly'),
    });
    const refused = await createRnnoise(environment, noise(context)).then(
      () => false,
      () => true,
    );
    ok(refused, 'what was loaded is not what it should be');
    await until(() => made[0]?.state === 'closed', 'closed');
    await context.close();
  });
});
