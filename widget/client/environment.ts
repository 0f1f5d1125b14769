import type { CallModule } from './call-module.ts';

export type Cancel = () => void;

/** What the live feed uses of a WebSocket. */
export type LiveSocket = Pick<WebSocket, 'readyState' | 'send' | 'close'> & {
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
};

/** Everything ambient that watching a room uses, so that a test can give its own and an entry file the browser's. */
export interface Environment {
  /** Milliseconds since the epoch. */
  now(): number;
  /** 0 <= x < 1. */
  random(): number;
  /** Calls back once after `ms`. */
  after(ms: number, callback: () => void): Cancel;
  /** Calls back every `ms`. */
  every(ms: number, callback: () => void): Cancel;
  /** Calls back when the page has nothing better to do. */
  whenIdle(callback: () => void): Cancel;
  /** Shows an error of the page's own code where its developer looks. */
  reportError(error: unknown): void;
  openSocket(url: string): LiveSocket;
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
  /** Survives the page; null where the browser refuses it. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem'> | null;
  /** Survives a reload of the page, and is no other tab's; null where the browser refuses it. */
  readonly tabStorage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
  /** The network is back, or the page is visible again: now is the time to try again. */
  onWake(callback: (cause: 'online' | 'visible') => void): Cancel;
  /** The part of the client only a call needs. */
  loadCall(): Promise<CallModule>;
}

function storageOf(window: Window, kind: 'localStorage' | 'sessionStorage'): Storage | null {
  try {
    return window[kind];
  } catch {
    return null;
  }
}

export function browserEnvironment(window: Window & typeof globalThis): Environment {
  const { document } = window;
  return {
    now: Date.now,
    random: Math.random,
    after(ms, callback) {
      const timer = window.setTimeout(callback, ms);
      return () => window.clearTimeout(timer);
    },
    every(ms, callback) {
      const timer = window.setInterval(callback, ms);
      return () => window.clearInterval(timer);
    },
    whenIdle(callback) {
      // Safari has no requestIdleCallback.
      if (!window.requestIdleCallback) return this.after(500, callback);
      const handle = window.requestIdleCallback(callback);
      return () => window.cancelIdleCallback(handle);
    },
    reportError: (error) => window.reportError(error),
    openSocket: (url) => new window.WebSocket(url),
    fetch: (url, init) => window.fetch(url, init),
    storage: storageOf(window, 'localStorage'),
    tabStorage: storageOf(window, 'sessionStorage'),
    onWake(callback) {
      const listener = ({ type }: Event) => {
        if (type === 'online') callback(type);
        else if (!document.hidden) callback('visible');
      };
      window.addEventListener('online', listener);
      document.addEventListener('visibilitychange', listener);
      return () => {
        window.removeEventListener('online', listener);
        document.removeEventListener('visibilitychange', listener);
      };
    },
    loadCall: async () => (await import('./call.ts')).callModule(window),
  };
}
