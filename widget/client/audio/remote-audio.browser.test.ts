import { equal, here, ok, rms, toneOf, until } from '../testing/in-browser.ts';
import { createRemoteAudio } from './remote-audio.ts';

/** A context whose loudspeaker is an analyser. */
function listening() {
  const context = new AudioContext();
  const speaker = new AnalyserNode(context, { fftSize: 2048 });
  Object.defineProperty(context, 'destination', { value: speaker });
  return { context, level: () => rms(speaker) };
}

const FULL = 0.25 / Math.SQRT2;
const near = (level: number, expected: number) => Math.abs(level - expected) < 0.02;

describe('remote audio', () => {
  let context: AudioContext;
  let level: () => number;
  beforeEach(() => {
    ({ context, level } = listening());
  });
  afterEach(() => context.close());

  it('plays everybody at their own volume, and all at the master volume', async () => {
    const audio = createRemoteAudio(here(), context, context.destination);
    audio.add('anna', toneOf(context, 440).stream);
    await until(() => near(level(), FULL), 'Anna');
    audio.setVolume('anna', 0.5);
    await until(() => near(level(), FULL / 2), 'Anna at half');
    audio.add('ben', toneOf(context, 700).stream);
    await until(() => near(level(), FULL * Math.hypot(0.5, 1)), 'both');
    audio.setMaster(0);
    await until(() => level() < 0.001, 'deafened');
    audio.setMaster(1);
    await until(() => near(level(), FULL * Math.hypot(0.5, 1)), 'both again');
    audio.remove('ben');
    await until(() => near(level(), FULL / 2), 'Ben gone');
    audio.close();
    await until(() => level() < 0.001, 'closed');
  });

  it('plays nothing of somebody who may not be heard, before and after the sound comes, whatever the volume', async () => {
    const audio = createRemoteAudio(here(), context, context.destination);
    audio.setAllowed('anna', false);
    audio.add('anna', toneOf(context, 440).stream);
    audio.add('ben', toneOf(context, 700).stream);
    audio.setVolume('anna', 1);
    await until(() => near(level(), FULL), 'Ben alone');
    audio.setAllowed('anna', true);
    await until(() => near(level(), FULL * Math.hypot(1, 1)), 'both');
    audio.setAllowed('anna', false);
    audio.remove('ben');
    await until(() => level() < 0.001, 'nobody');
  });

  it('remembers the volume of somebody who is still to be heard, or comes back', async () => {
    const audio = createRemoteAudio(here(), context, context.destination);
    audio.setVolume('anna', 0.5);
    for (const frequency of [440, 700]) {
      audio.add('anna', toneOf(context, frequency).stream);
      await until(() => near(level(), FULL / 2), 'half, and only once');
    }
  });

  it('keeps a muted element playing for Chromium, and lets go of it', async () => {
    const elements: HTMLAudioElement[] = [];
    const environment = here();
    const audio = createRemoteAudio(
      {
        ...environment,
        createAudioElement() {
          const element = environment.createAudioElement();
          elements.push(element);
          return element;
        },
      },
      context,
      context.destination,
    );
    audio.add('anna', toneOf(context).stream);
    const [element] = elements;
    ok(element, 'an element');
    await until(() => !element.paused, 'plays');
    equal(element.muted, true);
    audio.remove('anna');
    equal(element.srcObject, null);
  });
});
