import type { MultiAgent } from '../../protocol/rest.ts';
import type { RoomClientOptions } from '../client/room-client.ts';

/** The properties of `<voice-room>` that a room client needs to know. */
export interface VoiceRoomOptions {
  room: string | undefined;
  server: string | undefined;
  siteKey: string | undefined;
  token: string | undefined;
  tokenProvider: (() => Promise<string>) | undefined;
  displayName: string | undefined;
  avatar: string | undefined;
  agentId: string | undefined;
  privacy: 'direct' | 'relay' | undefined;
  multiTab: MultiAgent | undefined;
  noiseSuppression: 'browser' | 'rnnoise' | 'off' | undefined;
  echoCancellation: 'on' | 'off' | undefined;
  autoGain: 'on' | 'off' | undefined;
}

/** As an attribute; what is not text is a property only. */
export const optionProperties = {
  room: {},
  server: {},
  siteKey: { attribute: 'site-key' },
  token: {},
  tokenProvider: { attribute: false },
  displayName: { attribute: 'display-name' },
  avatar: {},
  agentId: { attribute: 'agent-id' },
  privacy: {},
  multiTab: { attribute: 'multi-tab' },
  noiseSuppression: { attribute: 'noise-suppression' },
  echoCancellation: { attribute: 'echo-cancellation' },
  autoGain: { attribute: 'auto-gain' },
} as const satisfies Record<keyof VoiceRoomOptions, object>;

const isOn = (value: string | null | undefined) => (value ? value !== 'off' : undefined);

/** `name` stands in for a missing display name. An empty or removed attribute counts as not given. */
export function clientOptions(element: VoiceRoomOptions, server: string, name: string): RoomClientOptions {
  return {
    server: element.server || server,
    room: element.room || '',
    siteKey: element.siteKey || undefined,
    token: element.token || undefined,
    tokenProvider: element.tokenProvider || undefined,
    displayName: element.displayName || name || undefined,
    avatar: element.avatar || undefined,
    agentId: element.agentId || undefined,
    privacy: element.privacy || undefined,
    multiTab: element.multiTab || undefined,
    noiseSuppression: isOn(element.noiseSuppression),
    echoCancellation: isOn(element.echoCancellation),
    autoGain: isOn(element.autoGain),
  };
}

/** What of `now` is not as in `before`. */
export function changedOptions(
  before: RoomClientOptions | undefined,
  now: RoomClientOptions,
): Partial<RoomClientOptions> {
  return Object.fromEntries(
    Object.entries(now).filter(([key, value]) => value !== before?.[key as keyof RoomClientOptions]),
  );
}
