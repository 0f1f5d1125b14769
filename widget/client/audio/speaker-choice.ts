import type { CallEnvironment } from '../call-environment.ts';
import type { Cancel } from '../environment.ts';
import { RoomError } from '../errors.ts';
import type { DeviceInUse } from '../room-snapshot.ts';
import { type DeviceErrorCode, deviceError } from './device-error.ts';

/** Not in every browser (W3C Audio Output Devices; Web Audio 1.1). */
interface Sink {
  setSinkId?(deviceId: string): Promise<void>;
}

const CODES: Record<string, DeviceErrorCode> = { NotFoundError: 'speaker_missing' };

/** The chosen speaker while it is there, else the system's default. */
export interface SpeakerChoice {
  /** '' is the default. Rejects with a RoomError, and all is as it was. */
  choose(deviceId: string): Promise<void>;
  close(): void;
}

export function createSpeakerChoice(
  environment: CallEnvironment,
  context: AudioContext & Sink,
  /** What is to be heard from it. */
  input: AudioNode,
  onDevice: (device: DeviceInUse) => void,
): SpeakerChoice {
  let wanted = '';
  let current = '';
  let element: (HTMLAudioElement & Sink) | null = null;
  let cancelDevices: Cancel = () => {};

  /** Firefox and Safari choose for media elements only: the sound goes through one. */
  async function playThroughElement(deviceId: string): Promise<void> {
    if (!element) {
      const destination = context.createMediaStreamDestination();
      const made: HTMLAudioElement & Sink = environment.createAudioElement();
      if (!made.setSinkId) throw await deviceError('speaker_unsupported');
      made.srcObject = destination.stream;
      await made.setSinkId(deviceId);
      await made.play();
      input.disconnect();
      input.connect(destination);
      element = made;
      return;
    }
    await element.setSinkId?.(deviceId);
  }

  async function use(deviceId: string): Promise<void> {
    if (deviceId === current) return;
    try {
      await (context.setSinkId ? context.setSinkId(deviceId) : playThroughElement(deviceId));
    } catch (cause) {
      const code = cause instanceof Error && CODES[cause.name];
      throw cause instanceof RoomError ? cause : await deviceError(code || 'speaker_unsupported', cause);
    }
    current = deviceId;
  }

  async function tell(): Promise<void> {
    const devices = await environment.listDevices();
    const label = devices.find((device) => device.kind === 'audiooutput' && device.deviceId === current)?.label ?? '';
    onDevice({ deviceId: current, label, lost: current !== wanted });
  }

  async function check(): Promise<void> {
    const devices = await environment.listDevices();
    const isThere = devices.some(({ kind, deviceId }) => kind === 'audiooutput' && deviceId === wanted);
    if ((isThere ? wanted : '') === current) return;
    await use(isThere ? wanted : '');
    await tell();
  }

  return {
    async choose(deviceId) {
      await use(deviceId);
      wanted = deviceId;
      cancelDevices();
      cancelDevices = deviceId ? environment.onDeviceChange(() => void check().catch(() => {})) : () => {};
      await tell();
    },
    close() {
      cancelDevices();
      if (element) element.srcObject = null;
    },
  };
}
