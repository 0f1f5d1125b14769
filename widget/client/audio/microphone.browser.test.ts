import { RoomError } from '../errors.ts';
import { equal, here, ok, toneOf, until } from '../testing/in-browser.ts';
import { askMicrophone } from './ask-microphone.ts';
import { createMicrophone } from './microphone.ts';

const still = { onTrack() {}, onTrouble() {} };

describe('the microphone', () => {
  let context: AudioContext;
  beforeEach(() => {
    context = new AudioContext();
  });
  afterEach(() => context.close());

  it('is silent until opened, then live, then released', async () => {
    const microphone = createMicrophone(here(), context, still);
    const silence = microphone.track;
    equal([microphone.live, silence.kind, silence.readyState], [false, 'audio', 'live']);
    await microphone.open(askMicrophone(here(), {}));
    const { track } = microphone;
    equal([microphone.live, track === silence, track.readyState], [true, false, 'live']);
    microphone.close();
    equal([microphone.live, track.readyState, silence.readyState], [false, 'ended', 'ended']);
  });

  it('asks for what the page wants done to the sound', async () => {
    const asked: MediaStreamConstraints[] = [];
    const environment = here({
      mediaDevices: {
        async getUserMedia(constraints) {
          asked.push(constraints ?? {});
          return toneOf(context).stream;
        },
      },
    });
    await askMicrophone(environment, {});
    await askMicrophone(environment, { noiseSuppression: 'off', echoCancellation: 'off', autoGain: 'off' });
    equal(asked, [
      { audio: { noiseSuppression: true, echoCancellation: true, autoGainControl: true } },
      { audio: { noiseSuppression: false, echoCancellation: false, autoGainControl: false } },
    ]);
  });

  const refusals = [
    ['NotAllowedError', 'denied', 'microphone_denied'],
    ['NotAllowedError', undefined, 'microphone_denied'],
    ['NotAllowedError', 'prompt', 'microphone_dismissed'],
    ['NotAllowedError', 'granted', 'microphone_blocked'],
    ['NotAllowedError', 'policy', 'permissions_policy'],
    ['NotFoundError', 'granted', 'microphone_missing'],
    ['OverconstrainedError', 'granted', 'microphone_missing'],
    ['NotReadableError', 'granted', 'microphone_busy'],
    ['AbortError', 'granted', 'microphone_busy'],
  ] as const;
  for (const [name, permission, code] of refusals) {
    it(`${name} (${permission}) is ${code}`, async () => {
      const microphone = createMicrophone(
        here({
          allowsMicrophone: () => permission !== 'policy',
          microphonePermission: async () => (permission === 'policy' ? 'denied' : permission),
        }),
        context,
        still,
      );
      const error = await microphone.open(Promise.reject(new DOMException('', name))).catch((reason) => reason);
      ok(error instanceof RoomError, 'a RoomError');
      equal([error.code, microphone.live], [code, false]);
    });
  }

  it('without a secure context there is none', async () => {
    const environment = here({ isSecureContext: false, mediaDevices: undefined });
    const microphone = createMicrophone(environment, context, still);
    const error = await microphone.open(askMicrophone(environment, {})).catch((reason) => reason);
    equal(error.code, 'insecure_context');
  });

  it('given only after it was closed, it is released at once', async () => {
    const { stream, track } = toneOf(context);
    const microphone = createMicrophone(here(), context, still);
    const later = Promise.withResolvers<MediaStream>();
    const opening = microphone.open(later.promise);
    microphone.close();
    later.resolve(stream);
    await opening;
    equal(track.readyState, 'ended');
  });

  it('tells of a track that ended or gives nothing, and releases it when told to', async () => {
    const { stream, track } = toneOf(context);
    let troubles = 0;
    const microphone = createMicrophone(here(), context, { ...still, onTrouble: () => (troubles += 1) });
    await microphone.open(Promise.resolve(stream));
    // A browser makes these events; only it can.
    track.dispatchEvent(new Event('mute'));
    track.dispatchEvent(new Event('ended'));
    equal(troubles, 2);
    microphone.release();
    equal([microphone.live, microphone.track.readyState, track.readyState], [false, 'live', 'ended']);
  });

  it('another one takes over at once, the one before goes on for a moment', async () => {
    const [one, two] = [toneOf(context), toneOf(context, 700)];
    const taken: MediaStreamTrack[] = [];
    const microphone = createMicrophone(here(), context, { ...still, onTrack: () => taken.push(microphone.track) });
    await microphone.open(Promise.resolve(one.stream));
    await microphone.open(Promise.resolve(two.stream));
    ok(taken[0] === one.track && taken[1] === two.track, 'told of each');
    equal([one.track.readyState, two.track.readyState], ['live', 'live']);
    await until(() => one.track.readyState === 'ended', 'released');
    equal(two.track.readyState, 'live');
    microphone.close();
  });
});
