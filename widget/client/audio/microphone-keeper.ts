import type { CallEnvironment } from '../call-environment.ts';
import type { Cancel } from '../environment.ts';
import { RoomError } from '../errors.ts';
import type { DeviceInUse } from '../room-snapshot.ts';
import { askMicrophone } from './ask-microphone.ts';
import type { Microphone } from './microphone.ts';
import type { MicrophoneOptions } from './microphone-options.ts';

/** A microphone that gives nothing for so long is asked for anew: iOS does not give it back after every phone call. */
const PATIENCE_MS = 3_000;

export interface MicrophoneKeeperEvents {
  onDevice(device: DeviceInUse): void;
  /** It is gone and no other one can be had. */
  onLost(error: RoomError): void;
  /** After `onLost`: there is one again. */
  onFound(): void;
}

/** Keeps a microphone in the call: the chosen one while it is there, else the system's default, whatever is plugged in or out. */
export interface MicrophoneKeeper {
  /** Takes the stream once it comes; rejects with a RoomError when there is none. */
  open(asked: Promise<MediaStream | undefined>): Promise<void>;
  /** Another microphone, or the same one with other processing; rejects with a RoomError, and all is as it was. */
  choose(options: MicrophoneOptions): Promise<void>;
  /** How it is opened at present. */
  readonly options: MicrophoneOptions;
  /** The microphone told of trouble. */
  onTrouble(): void;
  close(): void;
}

export function createMicrophoneKeeper(
  environment: CallEnvironment,
  microphone: Microphone,
  initial: MicrophoneOptions,
  events: MicrophoneKeeperEvents,
): MicrophoneKeeper {
  let options = initial;
  /** What is in use: '' is the default. */
  let current = '';
  /** The hardware behind the default when it was opened. */
  let defaultGroup = '';
  let isLost = false;
  let closed = false;
  let working: Promise<unknown> = Promise.resolve();
  let cancelTimer: Cancel = () => {};

  const inputs = async () => (await environment.listDevices()).filter(({ kind }) => kind === 'audioinput');

  async function take(asked: Promise<MediaStream | undefined>): Promise<void> {
    await microphone.open(asked);
    if (!microphone.live) return;
    const { deviceId } = microphone.track.getSettings();
    const wanted = options.microphone ?? '';
    current = deviceId === wanted ? wanted : '';
    defaultGroup = (await inputs())[0]?.groupId ?? '';
    if (closed) return;
    events.onDevice({ deviceId: current, label: microphone.track.label, lost: current !== wanted });
    if (isLost) events.onFound();
    isLost = false;
  }

  function lose(cause: unknown): void {
    if (closed) return;
    microphone.release();
    // What a person refused is not asked for again behind their back.
    const error = cause instanceof RoomError ? cause : new RoomError('internal', { cause });
    isLost = error.code === 'microphone_missing' || error.code === 'microphone_busy';
    events.onLost(error);
  }

  async function check(isSilent: boolean): Promise<void> {
    if (closed || (!microphone.live && !isLost)) return;
    const devices = await inputs();
    const wanted = options.microphone ?? '';
    const target = devices.some(({ deviceId }) => deviceId === wanted) ? wanted : '';
    const [first] = devices;
    const isElsewhere = target !== current || (target === '' && first && first.groupId !== defaultGroup);
    const isDead = microphone.track.readyState === 'ended' || (isSilent && microphone.track.muted);
    if (closed || !(isLost || isDead || isElsewhere)) return;
    if (isLost && !first) return;
    try {
      await take(askMicrophone(environment, { ...options, microphone: target }));
    } catch (error) {
      // A microphone that still works stays.
      if (isDead) lose(error);
    }
  }

  /** One after the other: every step starts from what the one before left. */
  function queue<T>(step: () => Promise<T>): Promise<T> {
    const done = working.then(step);
    working = done.catch(() => {});
    return done;
  }

  const look = (isSilent: boolean) => void queue(() => check(isSilent)).catch(() => {});

  const cancelDevices = environment.onDeviceChange(() => look(false));
  // After sleep, or after a phone call with the page in the background.
  const cancelWake = environment.onWake((cause) => {
    if (cause === 'visible') look(true);
  });

  return {
    get options() {
      return options;
    },
    open: (asked) => queue(() => take(asked)),
    choose: (next) =>
      queue(async () => {
        const before = options;
        options = next;
        try {
          await take(askMicrophone(environment, next, true));
        } catch (error) {
          options = before;
          throw error;
        }
      }),
    onTrouble() {
      if (microphone.track.readyState === 'ended') look(true);
      cancelTimer();
      cancelTimer = environment.after(PATIENCE_MS, () => look(true));
    },
    close() {
      closed = true;
      cancelDevices();
      cancelWake();
      cancelTimer();
    },
  };
}
