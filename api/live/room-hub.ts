import type { Bus, BusMessage, Cause } from '../bus/bus.ts';

/** A room's message on its way to many sockets: turned into text once. */
export interface Delivery {
  message: BusMessage;
  text: string;
  cause: Cause | undefined;
}

/** Who may be told of what happens in rooms. */
export interface Subscriber {
  deliver(delivery: Delivery): void;
}

/** Many for one key; a key without any takes no memory. */
class Groups<T> {
  readonly #groups = new Map<string, Set<T>>();

  add(key: string, one: T): void {
    const group = this.#groups.get(key);
    if (group) group.add(one);
    else this.#groups.set(key, new Set([one]));
  }

  remove(key: string, one: T): void {
    const group = this.#groups.get(key);
    if (group?.delete(one) && group.size === 0) this.#groups.delete(key);
  }

  clear(key: string): void {
    this.#groups.delete(key);
  }

  get(key: string): Iterable<T> {
    return this.#groups.get(key) ?? [];
  }

  keys(): Iterable<string> {
    return this.#groups.keys();
  }

  has(key: string, one: T): boolean {
    return this.#groups.get(key)?.has(one) ?? false;
  }
}

/** Neither has a slash in it. */
const slugKey = (siteId: string, slug: string) => `${siteId}/${slug}`;

/** Tells the sockets of this process what the bus says, and remembers who speaks. */
export class RoomHub {
  readonly #rooms = new Groups<Subscriber>();
  readonly #slugs = new Groups<Subscriber>();
  readonly #sites = new Groups<Subscriber>();
  readonly #recorders = new Set<Subscriber>();
  readonly #speaking = new Groups<string>();
  readonly #unsubscribe: () => void;

  constructor(bus: Bus) {
    this.#unsubscribe = bus.subscribe((message, cause) => this.#receive(message, cause));
  }

  subscribe(roomId: string, one: Subscriber): void {
    this.#rooms.add(roomId, one);
  }

  unsubscribe(roomId: string, one: Subscriber): void {
    this.#rooms.remove(roomId, one);
  }

  isSubscribed(roomId: string, one: Subscriber): boolean {
    return this.#rooms.has(roomId, one);
  }

  /** `room:created` of every room of this name in that site is delivered, too. */
  followSlug(siteId: string, slug: string, one: Subscriber): void {
    this.#slugs.add(slugKey(siteId, slug), one);
  }

  unfollowSlug(siteId: string, slug: string, one: Subscriber): void {
    this.#slugs.remove(slugKey(siteId, slug), one);
  }

  /** `room:created` of every room in that site is delivered, too. */
  followSite(siteId: string, one: Subscriber): void {
    this.#sites.add(siteId, one);
  }

  unfollowSite(siteId: string, one: Subscriber): void {
    this.#sites.remove(siteId, one);
  }

  /** Everything is delivered until `stopRecording`: for one who does not know yet which room it will hear about. */
  record(one: Subscriber): void {
    this.#recorders.add(one);
  }

  stopRecording(one: Subscriber): void {
    this.#recorders.delete(one);
  }

  /** Rooms that somebody is told of here. */
  roomIds(): string[] {
    return [...this.#rooms.keys()];
  }

  /** Ids of the participants who speak now. */
  speaking(roomId: string): string[] {
    return [...this.#speaking.get(roomId)];
  }

  close(): void {
    this.#unsubscribe();
  }

  #receive(message: BusMessage, cause: Cause | undefined): void {
    this.#noteSpeaking(message);
    const receivers = new Set([...this.#rooms.get(message.roomId), ...this.#recorders]);
    if (message.type === 'room:created') {
      for (const one of this.#slugs.get(slugKey(message.siteId, message.room.slug))) receivers.add(one);
      for (const one of this.#sites.get(message.siteId)) receivers.add(one);
    }
    if (receivers.size === 0) return;
    const delivery: Delivery = { message, text: JSON.stringify(message), cause };
    for (const one of receivers) one.deliver(delivery);
  }

  #noteSpeaking(message: BusMessage): void {
    if (message.type === 'voice:speaking') {
      const { roomId, participantId, speaking } = message;
      if (speaking) this.#speaking.add(roomId, participantId);
      else this.#speaking.remove(roomId, participantId);
    } else if (message.type === 'room:participant-left') {
      this.#speaking.remove(message.roomId, message.participantId);
    } else if (message.type === 'room:closed') {
      this.#speaking.clear(message.roomId);
    }
  }
}
