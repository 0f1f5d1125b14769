declare global {
  var counters: Counters;
}

/** What a page has open at this moment. */
export interface Counts {
  connections: number;
  sockets: number;
  intervals: number;
  timeouts: number;
  audioContexts: number;
}

export interface Counters {
  now(): Counts;
  /** Connections, open or closed, that are still in memory: asked after a collection of garbage. */
  remembered(): number;
  /** Connections made so far. */
  made(): number;
  /** Packets of sound that came over each open connection so far. */
  heard(): Promise<number[]>;
}

/** Runs in a page before its scripts: counts what it opens and closes, and keeps none of it alive. */
export function installCounters(): void {
  const connections = new Set<WeakRef<RTCPeerConnection>>();
  const sockets = new Set<WeakRef<WebSocket>>();
  const contexts = new Set<WeakRef<AudioContext>>();
  const intervals = new Set<number>();
  let made = 0;
  const timeouts = new Set<number>();

  const alive = <T extends object>(refs: Set<WeakRef<T>>): T[] => {
    const found: T[] = [];
    for (const ref of refs) {
      const one = ref.deref();
      if (one) found.push(one);
      else refs.delete(ref);
    }
    return found;
  };

  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args: ConstructorParameters<typeof RTCPeerConnection>) {
      super(...args);
      connections.add(new WeakRef(this));
      made += 1;
    }
  };
  globalThis.WebSocket = class extends WebSocket {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args);
      sockets.add(new WeakRef(this));
    }
  };
  globalThis.AudioContext = class extends AudioContext {
    constructor(...args: ConstructorParameters<typeof AudioContext>) {
      super(...args);
      contexts.add(new WeakRef(this));
    }
  };

  const { setTimeout, clearTimeout, setInterval, clearInterval } = globalThis;
  type Arguments = [callback: () => void, ms?: number];
  Object.assign(globalThis, {
    setTimeout(...[callback, ms]: Arguments) {
      const id = setTimeout(() => {
        timeouts.delete(id);
        callback();
      }, ms) as unknown as number;
      timeouts.add(id);
      return id;
    },
    clearTimeout(id: number) {
      timeouts.delete(id);
      clearTimeout(id);
    },
    setInterval(...[callback, ms]: Arguments) {
      const id = setInterval(callback, ms) as unknown as number;
      intervals.add(id);
      return id;
    },
    clearInterval(id: number) {
      intervals.delete(id);
      clearInterval(id);
    },
  });

  const open = () => alive(connections).filter(({ connectionState }) => connectionState !== 'closed');
  globalThis.counters = {
    now: () => ({
      connections: open().length,
      sockets: alive(sockets).filter(({ readyState }) => readyState <= WebSocket.OPEN).length,
      intervals: intervals.size,
      timeouts: timeouts.size,
      audioContexts: alive(contexts).filter(({ state }) => state !== 'closed').length,
    }),
    remembered: () => alive(connections).length,
    made: () => made,
    heard: () =>
      Promise.all(
        open().map(async (connection) => {
          const reports = [...(await connection.getStats()).values()];
          return reports.find(({ type }) => type === 'inbound-rtp')?.packetsReceived ?? 0;
        }),
      ),
  };
}
