import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { RoomStatus } from '../../protocol/states.ts';

interface Deps {
  /** Open rooms by status. */
  countRooms(): Promise<Partial<Record<RoomStatus, number>>>;
  /** Who is in a room. */
  countParticipants(): Promise<number>;
  countLiveSockets(): number;
  /** Age of the oldest event that has not reached its webhook. */
  webhookLagS(): Promise<number>;
}

export interface RequestLabels {
  method: string;
  /** The row's path, not the caller's: `/rooms/:room`. */
  route: string;
  status: number;
}

export interface Metrics {
  contentType: string;
  /** In Prometheus' text format. */
  text(): Promise<string>;
  requestEnded(labels: RequestLabels, seconds: number): void;
  /** `joined`, or the error code of the refusal. */
  joinEnded(result: string): void;
  /** `delivered`, or why not. */
  webhookTried(result: string): void;
  /** By the signalling server, of this type. */
  messageRelayed(type: string): void;
  close(): void;
}

const NS_PER_S = 1e9;
const DELAY_RESOLUTION_MS = 20;
const OPEN: readonly RoomStatus[] = ['created', 'waiting', 'active'];

/** What `/metrics` shows. Rooms and participants are those of the whole database, the rest is this process's. */
export function createMetrics({ countRooms, countParticipants, countLiveSockets, webhookLagS }: Deps): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  delay.enable();

  const requests = new Histogram({
    name: 'voice_room_http_request_duration_seconds',
    help: 'How long REST requests took.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  const joins = new Counter({
    name: 'voice_room_joins_total',
    help: 'Joins by REST and live socket, by result: joined, or the error code.',
    labelNames: ['result'],
    registers,
  });
  const relayed = new Counter({
    name: 'voice_room_relayed_messages_total',
    help: 'Signalling messages passed on between participants, by type.',
    labelNames: ['type'],
    registers,
  });
  new Gauge({
    name: 'voice_room_rooms',
    help: 'Open rooms.',
    labelNames: ['status'],
    registers,
    async collect() {
      const counts = await countRooms();
      for (const status of OPEN) this.set({ status }, counts[status] ?? 0);
    },
  });
  new Gauge({
    name: 'voice_room_participants',
    help: 'Participants who are in a room.',
    registers,
    async collect() {
      this.set(await countParticipants());
    },
  });
  new Gauge({
    name: 'voice_room_live_sockets',
    help: 'Open live sockets.',
    registers,
    collect() {
      this.set(countLiveSockets());
    },
  });
  const webhookAttempts = new Counter({
    name: 'voice_room_webhook_attempts_total',
    help: 'Attempts to deliver to a webhook, by result: delivered, or why not.',
    labelNames: ['result'],
    registers,
  });
  new Gauge({
    name: 'voice_room_webhook_lag_seconds',
    help: 'Age of the oldest event that has not reached its webhook.',
    registers,
    async collect() {
      this.set(await webhookLagS());
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
    requestEnded: (labels, seconds) => requests.observe({ ...labels }, seconds),
    messageRelayed: (type) => relayed.inc({ type }),
    joinEnded: (result) => joins.inc({ result }),
    webhookTried: (result) => webhookAttempts.inc({ result }),
    close() {
      delay.disable();
      registry.clear();
    },
  };
}
