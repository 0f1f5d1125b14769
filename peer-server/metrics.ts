import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Registry } from 'prom-client';
import type { ErrorCode } from '../protocol/error-codes.ts';
import type { RelayedType } from '../protocol/peer-messages.ts';

const NS_PER_S = 1e9;

export interface Metrics {
  contentType: string;
  /** In Prometheus' text format. */
  text(): Promise<string>;
  messageRelayed(type: RelayedType): void;
  peerRefused(code: ErrorCode): void;
  close(): void;
}

/** What `/metrics` of a signalling server on its own shows; names are those of the API where it is the same thing. */
export function createMetrics({ countSockets }: { countSockets: () => number }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();

  const relayed = new Counter({
    name: 'voice_room_relayed_messages_total',
    help: 'Signalling messages passed on between participants, by type.',
    labelNames: ['type'],
    registers,
  });
  const refused = new Counter({
    name: 'voice_room_refused_peers_total',
    help: 'Signalling sockets that were not opened, by error code.',
    labelNames: ['code'],
    registers,
  });
  new Gauge({
    name: 'voice_room_signalling_sockets',
    help: 'Open signalling sockets.',
    registers,
    collect() {
      this.set(countSockets());
    },
  });
  new Gauge({
    name: 'voice_room_event_loop_delay_seconds',
    help: 'How late the event loop was since the last time this was asked.',
    labelNames: ['quantile'],
    registers,
    collect() {
      for (const quantile of [0.5, 0.99, 1]) this.set({ quantile }, delay.percentile(quantile * 100) / NS_PER_S);
      delay.reset();
    },
  });
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Memory of the process.',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    messageRelayed: (type) => relayed.inc({ type }),
    peerRefused: (code) => refused.inc({ code }),
    close() {
      delay.disable();
      registry.clear();
    },
  };
}
