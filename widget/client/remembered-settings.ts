import type { MicrophoneOptions } from './audio/microphone-options.ts';
import type { Environment } from './environment.ts';

/** What a person set on this browser for one server. It wins over what the page asks for. */
export interface Settings extends MicrophoneOptions {
  speaker?: string | undefined;
  /** Of everybody together, 0..1. */
  volume?: number | undefined;
  /** How loud somebody is here, by agent id. */
  volumes?: Record<string, number> | undefined;
  pttKey?: string | undefined;
}

export interface RememberedSettings {
  readonly now: Settings;
  /** Undefined forgets. */
  set(change: Settings): void;
}

function parse(text: string | null | undefined): Settings {
  const value: unknown = text && JSON.parse(text);
  if (typeof value !== 'object' || value === null) return {};
  const { volume, volumes, ...rest } = value as Record<string, unknown>;
  const texts = Object.entries(rest).filter(([, each]) => typeof each === 'string');
  const levels = Object.entries(volumes ?? {}).filter(([, each]) => typeof each === 'number');
  return {
    ...Object.fromEntries(texts),
    ...(typeof volume === 'number' && { volume }),
    volumes: Object.fromEntries(levels),
  };
}

/** Storage may be absent, full or forbidden: then they last as long as the page. */
export function createRememberedSettings(storage: Environment['storage'], server: string): RememberedSettings {
  const key = `voice-room:settings:${server}`;
  let now: Settings = {};
  try {
    now = parse(storage?.getItem(key));
  } catch {
    // Not ours, or unreadable.
  }
  return {
    get now() {
      return now;
    },
    set(change) {
      now = { ...now, ...change };
      try {
        storage?.setItem(key, JSON.stringify(now));
      } catch {
        // Then they are set again on the next page.
      }
    },
  };
}
