import type { MicrophoneOptions, Processing } from './audio/microphone-options.ts';
import { clampVolume } from './clamp-volume.ts';
import type { DeviceCheck } from './device-check.ts';
import { oneAtATime } from './one-at-a-time.ts';
import type { Presence } from './presence.ts';
import type { RememberedSettings } from './remembered-settings.ts';
import type { RoomClientOptions } from './room-client.ts';
import type { DeviceInUse, Devices } from './room-snapshot.ts';
import type { StayContext } from './stay-context.ts';

/** Which microphone and speaker are used and how: what a person chose on this browser, or else what the page asks for. */
export interface OwnDevices {
  wanted(): MicrophoneOptions;
  /** There is sound: in the way that was chosen before. */
  open(): void;
  onDevice(kind: 'microphone' | 'speaker', device: DeviceInUse): void;
  onNoRnnoise(): void;
  /** The page changed its mind: that wins over an earlier choice. */
  configure(change: Partial<RoomClientOptions>): void;
  setMicrophone(deviceId: string): Promise<void>;
  setSpeaker(deviceId: string): Promise<void>;
  setMasterVolume(volume: number): Promise<void>;
  /** The page set the volume: likewise. */
  onVolume(): void;
  setProcessing(change: Processing): Promise<void>;
  checkDevices(): Promise<DeviceCheck>;
  setPttKey(code: string): Promise<void>;
}

const PROCESSING = ['noiseSuppression', 'echoCancellation', 'autoGain'] as const satisfies (keyof Processing)[];

export function createOwnDevices(
  { environment, store, options }: StayContext,
  here: Presence,
  settings: RememberedSettings,
): OwnDevices {
  function wanted(): MicrophoneOptions {
    const { microphone, ...chosen } = settings.now;
    const page = options();
    return {
      microphone,
      noiseSuppression: chosen.noiseSuppression ?? page.noiseSuppression,
      echoCancellation: chosen.echoCancellation ?? page.echoCancellation,
      autoGain: chosen.autoGain ?? page.autoGain,
    };
  }

  function show(change: Partial<Devices> = {}): void {
    const { noiseSuppression = 'browser', echoCancellation, autoGain, microphone = '' } = wanted();
    const unseen = { label: '', lost: false };
    const before = store.snapshot.devices ?? {
      microphone: { deviceId: microphone, ...unseen },
      speaker: { deviceId: settings.now.speaker ?? '', ...unseen },
    };
    store.set({
      devices: Object.freeze({
        ...before,
        noiseSuppression,
        echoCancellation: echoCancellation !== 'off',
        autoGain: autoGain !== 'off',
        pttKey: (options().pttKey && (settings.now.pttKey ?? options().pttKey)) || null,
        ...change,
      }),
    });
  }

  const microphoneInTurn = oneAtATime();
  const speakerInTurn = oneAtATime();

  /** Takes it if there is a call, remembers it if it could be taken; together with what was chosen before it. */
  const choose = (change: MicrophoneOptions): Promise<void> =>
    microphoneInTurn(async () => {
      if (['live', 'asking'].includes(store.snapshot.microphone))
        await here.media?.chooseMicrophone({ ...wanted(), ...change });
      settings.set(change);
      show();
    });

  show();
  if (settings.now.volume !== undefined) store.set({ volume: settings.now.volume });
  return {
    wanted,
    open() {
      const { speaker } = settings.now;
      if (!speaker) return;
      here.media?.chooseSpeaker(speaker).catch(() => {
        if (here.media) show({ speaker: { deviceId: '', label: '', lost: true } });
      });
    },
    onDevice(kind, device) {
      if (JSON.stringify(device) !== JSON.stringify(store.snapshot.devices?.[kind]))
        show({ [kind]: Object.freeze(device) });
    },
    onNoRnnoise: () => show({ noiseSuppression: 'browser' }),
    configure(change) {
      const asked = [...PROCESSING, 'pttKey' as const].filter((key) => key in change);
      if (!asked.length) return;
      settings.set(Object.fromEntries(asked.map((key) => [key, undefined])));
      show();
      if (PROCESSING.some((key) => key in change)) choose({}).catch(() => {});
    },
    async setMicrophone(deviceId) {
      const microphone = deviceId === 'default' ? '' : deviceId;
      await choose({ microphone });
      if (!here.media) show({ microphone: { deviceId: microphone, label: '', lost: false } });
    },
    setSpeaker: (deviceId) =>
      speakerInTurn(async () => {
        const speaker = deviceId === 'default' ? '' : deviceId;
        await here.media?.chooseSpeaker(speaker);
        settings.set({ speaker });
        if (!here.media) show({ speaker: { deviceId: speaker, label: '', lost: false } });
      }),
    async setMasterVolume(asked) {
      const volume = clampVolume(asked);
      settings.set({ volume });
      store.set({ volume });
    },
    onVolume() {
      const { volume } = settings.now;
      if (volume !== undefined && volume !== store.snapshot.volume) settings.set({ volume: undefined });
    },
    setProcessing: choose,
    async setPttKey(pttKey) {
      settings.set({ pttKey });
      show();
    },
    async checkDevices() {
      const { createDeviceCheck } = await import('./device-check.ts');
      return createDeviceCheck(environment, wanted, () => settings.now.speaker ?? '');
    },
  };
}
