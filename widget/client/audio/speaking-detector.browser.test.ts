import { connectedPair, equal, here, ok, toneOf, until } from '../testing/in-browser.ts';
import { createLocalLevel } from './local-level.ts';
import { receiverLevel } from './receiver-level.ts';
import { createSpeakingDetector } from './speaking-detector.ts';

/** Generous: how quick rings are says `npm run bench:speaking`. */
const RING_MS = 3_000;

describe('who speaks', () => {
  let context: AudioContext;
  beforeEach(() => {
    context = new AudioContext();
  });
  afterEach(() => context.close());

  it('here: a ring with the sound, gone with its end', async () => {
    const tone = toneOf(context, 440, 0);
    const level = createLocalLevel(here(), context, tone.track);
    let speaking = new Set<string>() as ReadonlySet<string>;
    const detector = createSpeakingDetector(here(), (now) => {
      speaking = now;
    });
    detector.add('me', level.read);
    for (let round = 0; round < 3; round += 1) {
      tone.setLevel(0.25);
      const on = await until(() => speaking.has('me'), 'on');
      tone.setLevel(0);
      const off = await until(() => !speaking.has('me'), 'off');
      ok(on < RING_MS && off < RING_MS, `on after ${on} ms, off after ${off} ms`);
    }
    // What is done to the track itself does not matter: the clone is listened to.
    tone.track.enabled = false;
    tone.setLevel(0.25);
    await until(() => speaking.has('me'), 'heard although disabled');
    detector.close();
    equal(speaking.size, 0);
    level.close();
  });

  it('over a connection: on and off, also when sending stops altogether', async () => {
    const tone = toneOf(context, 440, 0);
    const [from, to] = await connectedPair(tone.stream);
    const [sender] = from.getSenders();
    const [receiver] = to.getReceivers();
    ok(sender && receiver, 'both ends');
    let speaking = new Set<string>() as ReadonlySet<string>;
    const detector = createSpeakingDetector(here(), (now) => {
      speaking = now;
    });
    detector.add('anna', () => receiverLevel(receiver, Date.now()));
    tone.setLevel(0.25);
    await until(() => speaking.has('anna'), 'the first sound');
    const times: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      tone.setLevel(0);
      times.push(await until(() => !speaking.has('anna'), 'off'));
      tone.setLevel(0.25);
      times.push(await until(() => speaking.has('anna'), 'on'));
    }
    ok(Math.min(...times) < RING_MS, `best of ${times.map(Math.round)} ms`);
    await sender.replaceTrack(null);
    await until(() => !speaking.has('anna'), 'no packets, no speaking');
    detector.close();
    from.close();
    to.close();
  });
});
