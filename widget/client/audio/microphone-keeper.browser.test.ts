import type { RoomError } from '../errors.ts';
import type { DeviceInUse } from '../room-snapshot.ts';
import { endTrack, fakeDevices } from '../testing/fake-devices.ts';
import { equal, here, ok, until } from '../testing/in-browser.ts';
import { askMicrophone } from './ask-microphone.ts';
import { createMicrophone } from './microphone.ts';
import { createMicrophoneKeeper } from './microphone-keeper.ts';

describe('a microphone is kept', () => {
  let context: AudioContext;
  let close = () => {};
  beforeEach(() => {
    context = new AudioContext();
  });
  afterEach(async () => {
    close();
    await context.close();
  });

  /** A call with the wanted microphone, on a machine with these devices. */
  async function start(wanted: string, ...plugged: string[]) {
    const devices = fakeDevices(context);
    devices.plug(...plugged);
    let timers: (() => void)[] = [];
    const environment = here({
      ...devices.environment,
      after(_ms, callback) {
        timers.push(callback);
        return () => {
          timers = timers.filter((one) => one !== callback);
        };
      },
    });
    const told: DeviceInUse[] = [];
    const lost: RoomError[] = [];
    let found = 0;
    const microphone = createMicrophone(environment, context, { onTrack() {}, onTrouble: () => keeper.onTrouble() });
    const keeper = createMicrophoneKeeper(
      environment,
      microphone,
      { microphone: wanted },
      {
        onDevice: (device) => told.push(device),
        onLost: (error) => lost.push(error),
        onFound: () => {
          found += 1;
        },
      },
    );
    close = () => {
      keeper.close();
      microphone.close();
    };
    await keeper.open(askMicrophone(environment, { microphone: wanted }));
    return {
      ...devices,
      keeper,
      microphone,
      told,
      lost,
      found: () => found,
      /** Whatever waits for its time: that has come. */
      elapse() {
        for (const callback of timers.splice(0)) callback();
      },
      ids: () => devices.opened.map(({ deviceId }) => deviceId),
    };
  }

  it('the chosen one; one that is not there leaves the default in its place, and says so', async () => {
    const { told } = await start('usb', 'in:built-in', 'in:usb');
    equal(told, [{ deviceId: 'usb', label: 'The usb', lost: false }]);
    const other = await start('gone', 'in:built-in', 'in:usb');
    equal(other.told, [{ deviceId: '', label: 'The built-in', lost: true }]);
  });

  it('unplugged: the default takes over; plugged in again: back to it', async () => {
    const { plug, told, opened, microphone, ids } = await start('usb', 'in:built-in', 'in:usb');
    plug('in:built-in');
    ok(opened[0], 'the usb');
    endTrack(opened[0].track);
    await until(() => told.length === 2, 'the default');
    equal(told[1], { deviceId: '', label: 'The built-in', lost: true });
    ok(microphone.live && microphone.track === opened[1]?.track, 'in use');
    plug('in:built-in', 'in:usb');
    await until(() => told.length === 3, 'back');
    equal(told[2], { deviceId: 'usb', label: 'The usb', lost: false });
    equal(ids(), ['usb', 'built-in', 'usb']);
  });

  it('unplugged with nothing else there: lost, and found when something is plugged in', async () => {
    const { plug, opened, lost, found, microphone } = await start('', 'in:usb');
    plug();
    ok(opened[0], 'the usb');
    endTrack(opened[0].track);
    await until(() => lost.length === 1, 'lost');
    equal([lost[0]?.code, microphone.live, found()], ['microphone_missing', false, 0]);
    plug('in:headset');
    await until(found, 'found');
    equal([microphone.live, microphone.track.label, lost.length], [true, 'The headset', 1]);
  });

  it('without a choice the default is followed; with one it is not', async () => {
    const { plug, keeper, ids, told } = await start('', 'in:built-in', 'in:usb');
    plug('in:usb', 'in:built-in');
    await until(() => ids().length === 2, 'the new default');
    equal([ids()[1], told[1]?.lost], ['usb', false]);
    await keeper.choose({ microphone: 'built-in' });
    plug('in:built-in', 'in:usb');
    plug('in:built-in', 'in:usb', 'in:third');
    await keeper.choose({ microphone: 'usb' });
    equal(ids(), ['built-in', 'usb', 'built-in', 'usb'], 'opened only when asked to');
  });

  it('a choice that cannot be had leaves everything as it was', async () => {
    const { keeper, microphone, opened, told } = await start('', 'in:built-in');
    const error = await keeper.choose({ microphone: 'gone' }).catch((reason) => reason);
    equal([error.code, microphone.track === opened[0]?.track, told.length], ['microphone_missing', true, 1]);
  });

  it('processing is switched by opening the same one anew, so that it works in every browser', async () => {
    const { keeper, opened } = await start('usb', 'in:built-in', 'in:usb');
    await keeper.choose({ microphone: 'usb', echoCancellation: 'off', noiseSuppression: 'off' });
    const { echoCancellation, noiseSuppression, autoGainControl } = opened[1]?.constraints ?? {};
    equal([echoCancellation, noiseSuppression, autoGainControl, opened[1]?.deviceId], [false, false, true, 'usb']);
  });

  for (const [name, cause] of [
    ['a phone call that gave it back', 'unmuted'],
    ['a phone call that did not', 'muted'],
    ['a wake from sleep', 'wake'],
  ] as const)
    it(`after ${name} it is ${cause === 'unmuted' ? 'left alone' : 'asked for anew'}`, async () => {
      const { opened, elapse, wake, ids, microphone } = await start('', 'in:built-in');
      const track = opened[0]?.track;
      ok(track, 'a track');
      let muted = true;
      Object.defineProperty(track, 'muted', { get: () => muted });
      track.dispatchEvent(new Event('mute'));
      muted = cause !== 'unmuted';
      if (cause === 'wake') wake();
      else elapse();
      if (cause === 'unmuted') await new Promise((resolve) => setTimeout(resolve, 50));
      else await until(() => microphone.track !== track, 'another track');
      equal(ids().length, cause === 'unmuted' ? 1 : 2);
    });

  it('leaves nothing behind', async () => {
    const { keeper, microphone, listeners, opened } = await start('', 'in:built-in');
    keeper.close();
    microphone.close();
    equal([listeners.size, opened[0]?.track.readyState], [0, 'ended']);
  });
});
