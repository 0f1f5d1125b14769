import type { CallEnvironment } from '../call-environment.ts';
import type { CallModule } from '../call-module.ts';
import type { PageLife } from '../page-life.ts';

export interface FakeEnvironment extends CallEnvironment, PageLife {
  /** Lets time pass: what is due is called in order. */
  advance(ms: number): void;
  wake(cause: 'online' | 'visible'): void;
  /** Errors of the page's own code so far. */
  readonly reported: unknown[];
  /** How many timers are running. */
  readonly timers: number;
}

interface Timer {
  at: number;
  every: number | null;
  callback: () => void;
}

function absent(): never {
  throw new Error('not in this environment');
}

/** Time stands still unless told to pass, chance is always 0.5, sockets are real, and there are no devices. */
export function createFakeEnvironment(overrides: Partial<CallEnvironment & PageLife> = {}): FakeEnvironment {
  const timers = new Set<Timer>();
  const wakers = new Set<(cause: 'online' | 'visible') => void>();
  const stored = new Map<string, string>();
  const reported: unknown[] = [];
  let now = Date.parse('2026-01-01T00:00:00Z');
  let ids = 0;

  function start(ms: number, every: number | null, callback: () => void) {
    const timer = { at: now + ms, every, callback };
    timers.add(timer);
    return () => {
      timers.delete(timer);
    };
  }

  return {
    now: () => now,
    random: () => 0.5,
    uuid: () => `uuid-${++ids}`,
    after: (ms, callback) => start(ms, null, callback),
    every: (ms, callback) => start(ms, ms, callback),
    whenIdle: () => () => {},
    reportError: (error) => reported.push(error),
    openSocket: (url) => new WebSocket(url),
    fetch: (url, init) => fetch(url, init),
    storage: {
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => stored.set(key, value),
    },
    onWake(callback) {
      wakers.add(callback);
      return () => wakers.delete(callback);
    },
    onGesture: () => () => {},
    isSecureContext: true,
    mediaDevices: undefined,
    listDevices: async () => [],
    onDeviceChange: () => () => {},
    allowsMicrophone: () => true,
    microphonePermission: async () => 'denied',
    onOtherNetwork: () => () => {},
    onPageHide: () => () => {},
    tabStorage: null,
    isReload: false,
    createAudioContext: absent,
    autoplayPolicy: absent,
    createAudioElement: absent,
    createStream: absent,
    createConnection: absent,
    loadCall: (): Promise<CallModule> => absent(),
    ...overrides,
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const due = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        now = due.at;
        if (due.every === null) timers.delete(due);
        else due.at += due.every;
        due.callback();
      }
      now = end;
    },
    wake(cause) {
      for (const waker of wakers) waker(cause);
    },
    reported,
    get timers() {
      return timers.size;
    },
  };
}
