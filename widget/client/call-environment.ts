import type { Cancel, Environment } from './environment.ts';

/** What a call uses besides. */
export interface CallDevices {
  uuid(): string;
  /** The person touched the page or pressed a key. */
  onGesture(callback: () => void): Cancel;
  readonly isSecureContext: boolean;
  /** Absent where the context is not secure. */
  readonly mediaDevices: Pick<MediaDevices, 'getUserMedia'> | undefined;
  /** What can be listened to and spoken through, named once the microphone has been allowed; the default first. */
  listDevices(): Promise<readonly MediaDeviceInfo[]>;
  /** Something was plugged in or out, or the system's default is another one. */
  onDeviceChange(callback: () => void): Cancel;
  /** Whether the page around this one, if any, hands on the microphone (Permissions Policy). */
  allowsMicrophone(): boolean;
  /** What the person said to the browser about the microphone; undefined where the browser does not tell. */
  microphonePermission(): Promise<PermissionState | undefined>;
  /** Of the system's own sample rate unless one is given. */
  createAudioContext(sampleRate?: number): AudioContext;
  /** What the browser lets the page play; undefined where it does not tell. */
  autoplayPolicy(context: AudioContext): AutoplayPolicy | undefined;
  createAudioElement(): HTMLAudioElement;
  createStream(tracks: MediaStreamTrack[]): MediaStream;
  createConnection(configuration: RTCConfiguration): RTCPeerConnection;
}

export type CallEnvironment = Environment & CallDevices;

/** W3C Autoplay Policy Detection; Firefox alone has it. */
type AutoplayPolicy = 'allowed' | 'allowed-muted' | 'disallowed';
interface AutoplayNavigator {
  getAutoplayPolicy?(context: AudioContext): AutoplayPolicy;
}

/** Chromium's; the standard has none yet, Firefox and Safari say it only by refusing. */
interface PolicyDocument {
  featurePolicy?: { allowsFeature(feature: string): boolean };
}

const GESTURES = ['pointerdown', 'pointerup', 'keydown'];

function uuid(crypto: Crypto): string {
  // Only secure contexts have randomUUID.
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function browserCallDevices(window: Window & typeof globalThis): CallDevices {
  const { document, navigator } = window;
  return {
    uuid: () => uuid(window.crypto),
    onGesture(callback) {
      for (const type of GESTURES) window.addEventListener(type, callback, true);
      return () => {
        for (const type of GESTURES) window.removeEventListener(type, callback, true);
      };
    },
    isSecureContext: window.isSecureContext,
    mediaDevices: navigator.mediaDevices,
    listDevices: async () => (await navigator.mediaDevices?.enumerateDevices()) ?? [],
    onDeviceChange(callback) {
      navigator.mediaDevices?.addEventListener('devicechange', callback);
      return () => navigator.mediaDevices?.removeEventListener('devicechange', callback);
    },
    allowsMicrophone: () => (document as PolicyDocument).featurePolicy?.allowsFeature('microphone') ?? true,
    // Firefox knows the microphone among permissions since version 136 only.
    microphonePermission: async () =>
      navigator.permissions?.query({ name: 'microphone' }).then(
        ({ state }) => state,
        () => undefined,
      ),
    createAudioContext: (sampleRate) =>
      new window.AudioContext({ latencyHint: 'interactive', ...(sampleRate && { sampleRate }) }),
    autoplayPolicy: (context) => (navigator as AutoplayNavigator).getAutoplayPolicy?.(context),
    createAudioElement: () => document.createElement('audio'),
    createStream: (tracks) => new window.MediaStream(tracks),
    createConnection: (configuration) => new window.RTCPeerConnection(configuration),
  };
}
