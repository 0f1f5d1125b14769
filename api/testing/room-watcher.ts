import assert from 'node:assert/strict';
import type { ServerMessage } from '../../protocol/live-events.ts';
import type { Participant, Room } from '../../protocol/rest.ts';
import { LiveClient } from '../live/testing/live-client.ts';

/** One who watches a slug over a live socket and keeps what it is told, as a client does: no event may be missing. */
export class RoomWatcher {
  readonly #client: LiveClient;
  readonly #slug: string;
  #read = 0;
  #seq = 0;
  room: Room | null = null;
  readonly participants = new Map<string, Participant>();

  private constructor(client: LiveClient, slug: string) {
    this.#client = client;
    this.#slug = slug;
  }

  static async open(url: string, slug: string): Promise<RoomWatcher> {
    const client = await LiveClient.open(url);
    await client.get('auth:ok', { type: 'auth' });
    await client.get('room:snapshot', { type: 'room:watch', room: slug });
    return new RoomWatcher(client, slug);
  }

  /** Takes in everything sent so far. */
  async settled(): Promise<void> {
    await this.#client.settled();
    for (const message of this.#client.heard.slice(this.#read)) this.#take(message);
    this.#read = this.#client.heard.length;
  }

  async close(): Promise<void> {
    this.#client.ws.close();
    await this.#client.closed;
  }

  #take(message: ServerMessage): void {
    if (message.type === 'room:snapshot') {
      this.#start(message.room, message.participants, message.seq);
    } else if (message.type === 'room:created') {
      assert.equal(message.room.slug, this.#slug);
      this.#start(message.room, [], message.seq);
    } else if ('seq' in message) {
      assert.equal(message.roomId, this.room?.id);
      assert.equal(message.seq, this.#seq + 1, 'an event is missing');
      this.#seq = message.seq;
      if (message.type === 'room:updated') this.room = message.room;
      if (message.type === 'room:closed') this.#start(null, [], 0);
      if (message.type === 'room:participant-left') this.participants.delete(message.participantId);
      if (message.type === 'room:participant-joined' || message.type === 'room:participant-updated') {
        this.participants.set(message.participant.id, message.participant);
      }
    }
  }

  #start(room: Room | null, participants: Participant[], seq: number): void {
    this.room = room;
    this.#seq = seq;
    this.participants.clear();
    for (const one of participants) this.participants.set(one.id, one);
  }
}
