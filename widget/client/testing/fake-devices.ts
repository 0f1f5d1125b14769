import type { CallEnvironment } from '../call-environment.ts';
import { toneOf } from './in-browser.ts';

/** Microphones that are tones, and speakers that are names: what is plugged in is up to the test. */
export function fakeDevices(context: AudioContext) {
  let devices: MediaDeviceInfo[] = [];
  const listeners = new Set<() => void>();
  const wakers = new Set<(cause: 'online' | 'visible') => void>();
  const opened: { deviceId: string; constraints: MediaTrackConstraints; track: MediaStreamTrack }[] = [];

  const inputs = () => devices.filter(({ kind }) => kind === 'audioinput');

  async function getUserMedia(asked?: MediaStreamConstraints): Promise<MediaStream> {
    const constraints = typeof asked?.audio === 'object' ? asked.audio : {};
    const { deviceId } = constraints;
    const exact = typeof deviceId === 'object' && 'exact' in deviceId ? deviceId.exact : undefined;
    const found = inputs().find((one) => one.deviceId === (exact ?? deviceId)) ?? (exact ? undefined : inputs()[0]);
    if (!found) throw new DOMException('', exact ? 'OverconstrainedError' : 'NotFoundError');
    const { stream, track } = toneOf(context);
    Object.defineProperties(track, {
      getSettings: { value: () => ({ deviceId: found.deviceId }) },
      label: { value: found.label },
    });
    opened.push({ deviceId: found.deviceId, constraints, track });
    return stream;
  }

  const environment: Partial<CallEnvironment> = {
    mediaDevices: { getUserMedia },
    listDevices: async () => devices,
    onDeviceChange(callback) {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    onWake(callback) {
      wakers.add(callback);
      return () => wakers.delete(callback);
    },
  };

  return {
    environment,
    opened,
    listeners,
    /** What is plugged in from now on: `'in:usb'`, `'out:hdmi'`; the first of a kind is the default. */
    plug(...names: string[]) {
      devices = names.map((name) => {
        const [kind, deviceId = ''] = name.split(':');
        const info = { kind: `audio${kind}put`, deviceId, groupId: `group of ${deviceId}`, label: `The ${deviceId}` };
        return { ...info, toJSON: () => info } as MediaDeviceInfo;
      });
      for (const listener of listeners) listener();
    },
    wake() {
      for (const waker of wakers) waker('visible');
    },
  };
}

/** As a browser ends a track: it stops and says so. */
export function endTrack(track: MediaStreamTrack): void {
  track.stop();
  track.dispatchEvent(new Event('ended'));
}
