import { askMicrophone } from './audio/ask-microphone.ts';
import { deviceError } from './audio/device-error.ts';
import { createLocalLevel, type LocalLevel } from './audio/local-level.ts';
import { microphoneError } from './audio/microphone.ts';
import type { MicrophoneOptions } from './audio/microphone-options.ts';
import { createSpeaker } from './audio/speaker.ts';
import type { CallEnvironment } from './call-environment.ts';

const TONE_S = 0.6;
const TONE_HZ = [523.25, 659.25];
const TONE_LEVEL = 0.2;

export interface DeviceChoice {
  deviceId: string;
  /** Empty until the microphone has been allowed. */
  label: string;
}

/** Looks at and tries out what a person can choose from, with or without a call. */
export interface DeviceCheck {
  /** Without the pseudo devices that stand for the default. */
  list(): Promise<{ microphones: DeviceChoice[]; speakers: DeviceChoice[]; canChooseSpeaker: boolean }>;
  /** Called when something was plugged in or out. */
  onChange(callback: () => void): void;
  /** Opens the microphone for `level`; once more after another choice. Rejects with a RoomError. */
  listen(): Promise<void>;
  /** RMS, 0..1; null while it is not open. */
  level(): number | null;
  /** Resolves when the tone has sounded through the chosen speaker. */
  playTone(): Promise<void>;
  close(): void;
}

const PSEUDO = ['', 'default', 'communications'];

/** `wanted`: which and how, asked each time. `speaker`: its id, likewise. */
export function createDeviceCheck(
  environment: CallEnvironment,
  wanted: () => MicrophoneOptions,
  speaker: () => string,
): DeviceCheck {
  let context: AudioContext | null = null;
  let level: LocalLevel | null = null;
  let track: MediaStreamTrack | null = null;
  let cancel = () => {};
  let closed = false;
  /** How often `listen` was asked. */
  let turns = 0;

  function sound(): AudioContext {
    context ??= environment.createAudioContext();
    return context;
  }

  function stop(): void {
    level?.close();
    track?.stop();
    level = track = null;
  }

  return {
    async list() {
      const devices = await environment.listDevices();
      const of = (kind: MediaDeviceKind) =>
        devices
          .filter((device) => device.kind === kind && !PSEUDO.includes(device.deviceId))
          .map(({ deviceId, label }) => ({ deviceId, label }));
      const speakers = of('audiooutput');
      const canChooseSpeaker =
        speakers.length > 0 && ('setSinkId' in sound() || 'setSinkId' in environment.createAudioElement());
      return { microphones: of('audioinput'), speakers, canChooseSpeaker };
    },
    onChange(callback) {
      cancel();
      cancel = environment.onDeviceChange(callback);
    },
    async listen() {
      stop();
      turns += 1;
      const turn = turns;
      const stream = await askMicrophone(environment, wanted()).catch(async (cause) => {
        throw await microphoneError(cause, environment);
      });
      const [given] = stream?.getAudioTracks() ?? [];
      if (!given) throw await deviceError(environment.isSecureContext ? 'microphone_missing' : 'insecure_context');
      // Closed meanwhile, or asked once more: nobody listens to this one.
      if (closed || turn !== turns) {
        given.stop();
        return;
      }
      track = given;
      level = createLocalLevel(environment, sound(), given);
    },
    level: () => level?.read() ?? null,
    async playTone() {
      const audio = sound();
      await audio.resume();
      const output = createSpeaker(environment, audio, () => {});
      await output.choose(speaker());
      const gain = audio.createGain();
      gain.connect(output.input);
      const end = audio.currentTime + TONE_S;
      gain.gain.setValueAtTime(TONE_LEVEL, audio.currentTime);
      gain.gain.setTargetAtTime(0, end - TONE_S / 2, TONE_S / 10);
      const ended = Promise.withResolvers<void>();
      TONE_HZ.forEach((frequency, index) => {
        const oscillator = audio.createOscillator();
        oscillator.frequency.value = frequency;
        oscillator.connect(gain);
        oscillator.start(audio.currentTime + (index * TONE_S) / 4);
        oscillator.stop(end);
        oscillator.onended = () => ended.resolve();
      });
      await ended.promise;
      gain.disconnect();
      output.close();
    },
    close() {
      closed = true;
      cancel();
      stop();
      void context?.close();
    },
  };
}
