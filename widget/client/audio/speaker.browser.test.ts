import type { DeviceInUse } from '../room-snapshot.ts';
import { fakeDevices } from '../testing/fake-devices.ts';
import { equal, here, ok, until } from '../testing/in-browser.ts';
import { createSpeaker } from './speaker.ts';

describe('the speaker', () => {
  let context: AudioContext;
  beforeEach(() => {
    context = new AudioContext();
  });
  afterEach(() => context.close());

  /** With a way to choose that notes what is chosen, in the context or in media elements, as browsers have it. */
  function start(where: 'context' | 'element' | 'nowhere', ...plugged: string[]) {
    const devices = fakeDevices(context);
    devices.plug(...plugged);
    const chosen: string[] = [];
    const setSinkId = async (id: string) => {
      if (id === 'forbidden') throw new DOMException('', 'NotAllowedError');
      if (id === 'gone') throw new DOMException('', 'NotFoundError');
      chosen.push(id);
    };
    Object.defineProperty(context, 'setSinkId', { value: where === 'context' ? setSinkId : undefined });
    const elements: HTMLAudioElement[] = [];
    const environment = here({
      ...devices.environment,
      createAudioElement() {
        const element = document.createElement('audio');
        Object.defineProperty(element, 'setSinkId', { value: where === 'element' ? setSinkId : undefined });
        elements.push(element);
        return element;
      },
    });
    const told: DeviceInUse[] = [];
    return {
      ...devices,
      chosen,
      elements,
      told,
      speaker: createSpeaker(environment, context, (one) => told.push(one)),
    };
  }

  it('is chosen, falls to the default when it is unplugged, and comes back', async () => {
    const { speaker, chosen, told, plug, listeners } = start('context', 'out:built-in', 'out:usb');
    await speaker.choose('usb');
    equal([chosen, told], [['usb'], [{ deviceId: 'usb', label: 'The usb', lost: false }]]);
    plug('out:built-in');
    await until(() => told.length === 2, 'the default');
    equal([chosen[1], told[1]?.lost], ['', true]);
    plug('out:built-in', 'out:usb');
    await until(() => told.length === 3, 'back');
    equal([chosen[2], told[2]?.lost], ['usb', false]);
    await speaker.choose('');
    plug('out:built-in');
    equal([listeners.size, chosen.length], [0, 4], 'the default needs no care');
    speaker.close();
  });

  it('goes through a media element where only that can choose', async () => {
    const { speaker, chosen, elements } = start('element', 'out:built-in', 'out:usb');
    await speaker.choose('usb');
    await speaker.choose('built-in');
    equal([chosen, elements.length], [['usb', 'built-in'], 1]);
    ok(elements[0]?.srcObject && !elements[0].paused, 'it plays');
    speaker.close();
    equal(elements[0]?.srcObject, null);
  });

  for (const [where, deviceId, code] of [
    ['nowhere', 'usb', 'speaker_unsupported'],
    ['context', 'gone', 'speaker_missing'],
    ['context', 'forbidden', 'speaker_unsupported'],
  ] as const)
    it(`${where}, ${deviceId}: ${code}, and nothing has changed`, async () => {
      const { speaker, told } = start(where, 'out:built-in');
      const error = await speaker.choose(deviceId).catch((reason) => reason);
      equal([error.code, told], [code, []]);
      speaker.close();
    });
});
