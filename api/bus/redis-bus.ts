import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { isRecord, parseJson } from '../../protocol/guards.ts';
import type { PassingEvent, RoomEvent, RoomMessage } from '../../protocol/live-events.ts';
import type { Redis } from '../../redis/redis.ts';
import type { Bus, BusListener, BusMessage, Cause } from './bus.ts';

const EVENTS = 'voice-room:events';
const CLAIMS = 'voice-room:claims';
const seqKey = (roomId: string) => `voice-room:seq:${roomId}`;
const lockKey = (roomId: string) => `voice-room:lock:${roomId}`;

/** A room in which nothing happened for so long begins a new count, far above the old one. */
const KEEP_MS = 7 * 24 * 3600_000;
const KEEP_CLOSED_MS = 60_000;
/** An event that has not come back by then is delivered by itself. */
const RETURN_MS = 2_000;
/** A lock of an instance that died is free after so long; nobody waits longer for any. */
const LOCK_MS = 5_000;
const LOCK_RETRY_MS = 5;

/**
 * Numbers and publishes in one step, so that nobody hears 3 before 2. ARGV: what a count begins after, the least number, ms to keep the
 * count, channel, message.
 */
const PUBLISH = `
local seq = math.max(tonumber(redis.call('get', KEYS[1]) or ARGV[1]) + 1, tonumber(ARGV[2]))
local text = string.format('%.0f', seq)
redis.call('set', KEYS[1], text, 'px', ARGV[3])
redis.call('publish', ARGV[4], text .. ' ' .. ARGV[5])
return text`;
const SEQ = `return redis.call('get', KEYS[1]) or '0'`;
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end`;

interface Envelope {
  event: RoomEvent | PassingEvent;
  cause: Cause | undefined;
  /** Which instance's, and its how manyeth. */
  from: string;
}

/**
 * The bus of several instances. While Redis cannot be reached each instance goes on by itself, with numbers of its own; when it is
 * back, the next number of each room is far above (the time in ms), so that everybody sees that something was missed.
 */
export class RedisBus implements Bus {
  readonly #redis: Redis;
  readonly #log: Pick<Logger, 'warn'>;
  readonly #id = randomUUID();
  readonly #listeners = new Set<BusListener>();
  readonly #claims = new Set<(participantId: string) => void>();
  readonly #gaps = new Set<() => void>();
  /** The latest number heard of each open room. */
  readonly #seqs = new Map<string, number>();
  /** Redis was away: rooms in which each instance may have counted by itself, but for those told of since. */
  #toldOf: Set<string> | null = null;
  readonly #returning = new Map<string, () => void>();
  #published = 0;

  private constructor(redis: Redis, log: Pick<Logger, 'warn'>) {
    this.#redis = redis;
    this.#log = log;
  }

  static async open(redis: Redis, log: Pick<Logger, 'warn'>): Promise<RedisBus> {
    const bus = new RedisBus(redis, log);
    await redis.subscribe(EVENTS, (text) => bus.#receive(text));
    await redis.subscribe(CLAIMS, (text) => bus.#receiveClaim(text));
    redis.onBack(() => {
      bus.#toldOf = new Set();
      for (const hear of bus.#gaps) hear();
    });
    return bus;
  }

  async publish(event: RoomEvent, cause?: Cause): Promise<RoomMessage> {
    const { roomId } = event;
    const isClosed = event.type === 'room:closed';
    const numbered = (seq: number): RoomMessage => ({ ...event, seq });
    try {
      const now = String(Date.now());
      const least = this.#toldOf?.has(roomId) === false ? now : '0';
      const keep = String(isClosed ? KEEP_CLOSED_MS : KEEP_MS);
      const send = async (envelope: string) =>
        Number(await this.#redis.run(PUBLISH, [seqKey(roomId)], [now, least, keep, EVENTS, envelope]));
      const seq = await this.#carry(event, cause, send, (number) => this.#deliver(numbered(number), cause));
      if (isClosed) this.#toldOf?.delete(roomId);
      else this.#toldOf?.add(roomId);
      return numbered(seq);
    } catch (err) {
      this.#log.warn({ err, roomId }, 'an event reached this instance only');
      const message = numbered((this.#seqs.get(roomId) ?? 0) + 1);
      this.#deliver(message, cause);
      return message;
    }
  }

  async pass(event: PassingEvent, cause?: Cause): Promise<void> {
    const alone = () => this.#deliver(event, cause);
    try {
      await this.#carry(event, cause, (envelope) => this.#redis.publish(EVENTS, `0 ${envelope}`), alone);
    } catch (err) {
      this.#log.warn({ err, roomId: event.roomId }, 'an event reached this instance only');
      alone();
    }
  }

  async seq(roomId: string): Promise<number> {
    try {
      return Number(await this.#redis.run(SEQ, [seqKey(roomId)], [])) || 0;
    } catch {
      return this.#seqs.get(roomId) ?? 0;
    }
  }

  async alone<T>(roomId: string, work: () => Promise<T>): Promise<T> {
    const token = randomUUID();
    const isHeld = await this.#hold(roomId, token);
    try {
      return await work();
    } finally {
      if (isHeld) await this.#redis.run(RELEASE, [lockKey(roomId)], [token]).catch(() => {});
    }
  }

  async claim(participantId: string): Promise<void> {
    await this.#redis.publish(CLAIMS, `${this.#id} ${participantId}`).catch((err: unknown) => {
      this.#log.warn({ err, participantId }, 'a participant was claimed in this instance only');
    });
  }

  onClaim(hear: (participantId: string) => void): void {
    this.#claims.add(hear);
  }

  onGap(hear: () => void): void {
    this.#gaps.add(hear);
  }

  async ready(): Promise<void> {
    if (!this.#redis.isUp) throw new Error('Redis cannot be reached.');
    await this.#redis.run(SEQ, [seqKey('ready')], []);
  }

  subscribe(listener: BusListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.#claims.clear();
    this.#gaps.clear();
    await this.#redis.close();
  }

  /** Sends it, and resolves once it has come back: what this instance hears has the same order as everywhere. */
  async #carry<T>(
    event: RoomEvent | PassingEvent,
    cause: Cause | undefined,
    send: (envelope: string) => Promise<T>,
    deliverAlone: (sent: T) => void,
  ): Promise<T> {
    const from = `${this.#id} ${++this.#published}`;
    const { promise: returned, resolve } = Promise.withResolvers<void>();
    this.#returning.set(from, resolve);
    const overdue = new AbortController();
    try {
      const envelope: Envelope = { event, cause, from };
      const sent = await send(JSON.stringify(envelope));
      const late = wait(RETURN_MS, true, { signal: overdue.signal }).catch(() => false);
      if (await Promise.race([returned, late])) deliverAlone(sent);
      return sent;
    } finally {
      overdue.abort();
      this.#returning.delete(from);
    }
  }

  /** False when Redis cannot be reached, or the one who has it does not let go: going on is better than standing still. */
  async #hold(roomId: string, token: string): Promise<boolean> {
    const deadline = performance.now() + LOCK_MS;
    try {
      while (performance.now() < deadline) {
        if (await this.#redis.hold(lockKey(roomId), token, LOCK_MS)) return true;
        await wait(LOCK_RETRY_MS * (1 + Math.random()));
      }
      this.#log.warn({ roomId }, 'another instance is very slow in this room');
    } catch {
      // Said already, when Redis was lost.
    }
    return false;
  }

  #receive(text: string): void {
    const at = text.indexOf(' ');
    const envelope = parseJson(text.slice(at + 1));
    if (!isRecord(envelope) || !isRecord(envelope.event)) return;
    // Written by an instance of ours: what passes has the number 0.
    const { event, cause, from } = envelope as unknown as Envelope;
    const seq = Number(text.slice(0, at));
    this.#deliver(seq === 0 ? (event as PassingEvent) : { ...(event as RoomEvent), seq }, cause);
    this.#returning.get(from)?.();
  }

  #receiveClaim(text: string): void {
    const [from, participantId] = text.split(' ');
    if (from === this.#id || !participantId) return;
    for (const hear of this.#claims) hear(participantId);
  }

  #deliver(message: BusMessage, cause: Cause | undefined): void {
    if (message.type === 'room:closed') this.#seqs.delete(message.roomId);
    else if ('seq' in message) this.#seqs.set(message.roomId, message.seq);
    for (const listener of this.#listeners) listener(message, cause);
  }
}
