import { randomUUID } from 'node:crypto';
import { isRecord, parseJson } from '../protocol/guards.ts';
import type { PeerMessage } from '../protocol/peer-messages.ts';
import type { Redis } from '../redis/redis.ts';
import type { Log } from './log.ts';

const channelOf = (room: string, id: string) => `voice-room:peer:${room}:${id}`;

/** What happens to a peer by way of other instances. */
export interface Occupant {
  receive(message: PeerMessage): void;
  /** It is connected to another instance now. */
  replaced(): void;
}

/** All signalling servers of one installation, each with peers of its own. */
export interface Instances {
  /** The peer is here from now on, and nowhere else; returns how to end that. */
  seat(peer: { id: string; room: string }, occupant: Occupant): Promise<() => void>;
  /** Passes a message on to whoever has its receiver in that room; false if nobody has. One peer's messages keep their order. */
  send(room: string, message: PeerMessage): Promise<boolean>;
}

/** There is no other. */
export const ALONE: Instances = {
  seat: async () => () => {},
  send: async () => false,
};

/** Each peer has a channel in Redis, and who has the peer listens there: Redis says by itself whether anybody does. */
export function joinInstances(redis: Redis, log: Pick<Log, 'warn'>): Instances {
  /** Came while Redis was away. */
  const unheard = new Map<(text: string) => void, string>();

  async function listen(channel: string, hear: (text: string) => void): Promise<void> {
    try {
      if (!redis.isUp) throw new Error('Redis cannot be reached.');
      await redis.subscribe(channel, hear);
    } catch (err) {
      log.warn({ err, channel }, 'a peer is known to this instance only');
      unheard.set(hear, channel);
    }
  }

  redis.onBack(() => {
    const again = [...unheard];
    unheard.clear();
    for (const [hear, channel] of again) void listen(channel, hear);
  });

  return {
    async seat({ id, room }, occupant) {
      const me = randomUUID();
      const channel = channelOf(room, id);
      const hear = (text: string) => {
        // Written by an instance of ours.
        const message = parseJson(text);
        if (!isRecord(message)) return;
        if (!('replacedBy' in message)) occupant.receive(message as unknown as PeerMessage);
        else if (message.replacedBy !== me) occupant.replaced();
      };
      await listen(channel, hear);
      await redis.publish(channel, JSON.stringify({ replacedBy: me })).catch(() => {});
      return () => {
        if (!unheard.delete(hear)) redis.unsubscribe(channel, hear).catch(() => {});
      };
    },

    async send(room, message) {
      try {
        return (await redis.publish(channelOf(room, message.dst), JSON.stringify(message))) > 0;
      } catch (err) {
        log.warn({ err }, 'a message reached no other instance');
        return false;
      }
    },
  };
}
