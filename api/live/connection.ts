import { MAX_WATCHED_ROOMS, RECONNECT_GRACE_MS } from '../../protocol/limits.ts';
import type { Ref, RoomMessage, ServerMessage } from '../../protocol/live-events.ts';
import { CLOSE } from '../../protocol/live-events.ts';
import type { Participant, Room } from '../../protocol/rest.ts';
import { type Actor, DEFAULT_SITE } from '../auth/actor.ts';
import type { Delivery, RoomHub, Subscriber } from './room-hub.ts';
import type { Holder, Patience, Stay, Stays } from './stays.ts';

/** The way out to one client. */
export interface Outlet {
  send(text: string): void;
  /** Bytes that were sent and are not yet gone. */
  backlog(): number;
  close(code: number, reason: string): void;
  /** Ends it without a word. */
  terminate(): void;
}

/** Who asks, and what it showed for it. */
export interface Rights {
  actor: Actor;
  credential: string | undefined;
}

/** What may be watched: the rooms of a site, or one of them. */
interface Reach {
  siteId: string;
  room: string | null;
}

function reachOf(actor: Actor): Reach {
  const siteId = actor.kind === 'system' ? DEFAULT_SITE : actor.siteId;
  if (actor.kind === 'guest') return { siteId, room: actor.room };
  return { siteId, room: actor.kind === 'participant' ? actor.roomId : null };
}

export interface ConnectionOptions {
  id: string;
  /** The page's, undefined for programs that are no browser. */
  origin: string | undefined;
  /** Shared with the other sockets of the same address. */
  network: string;
  outlet: Outlet;
  hub: RoomHub;
  stays: Stays;
}

/** A client that takes its messages slower than they come is cut off at this many bytes. */
const MAX_BACKLOG = 1024 * 1024;
/** So many messages may wait while a command that holds them back is under way. */
const MAX_HELD = 10_000;

/** One live socket: what it sees, where it is, and the order in which it is told. */
export class Connection implements Subscriber, Holder {
  readonly id: string;
  readonly origin: string | undefined;
  readonly network: string;
  #rights: Rights | null = null;
  readonly #outlet: Outlet;
  readonly #hub: RoomHub;
  readonly #stays: Stays;
  /** One stay per room. */
  readonly #stayIn = new Map<string, Stay>();
  /** What is watched (a slug or an id), and the id of the open room it stands for. */
  readonly #watched = new Map<string, string | null>();
  /** What those who authenticated last may see. */
  #reach: Reach = { siteId: DEFAULT_SITE, room: null };
  /** Whether rooms made from now on are watched, too. */
  #watchesSite = false;
  #held: Delivery[] | null = null;
  #awaited: Ref | undefined;
  #reserved: string | undefined;
  #open = true;

  constructor({ id, origin, network, outlet, hub, stays }: ConnectionOptions) {
    this.id = id;
    this.origin = origin;
    this.network = network;
    this.#outlet = outlet;
    this.#hub = hub;
    this.#stays = stays;
  }

  /** Null until authenticated. */
  get rights(): Rights | null {
    return this.#rights;
  }

  /** Other rights from now on, null for none. What was watched in another site, or by a wider right, is watched no more. */
  authenticated(rights: Rights | null): void {
    this.#rights = rights;
    if (!rights) return;
    const reach = reachOf(rights.actor);
    if (reach.siteId !== this.#reach.siteId || reach.room !== this.#reach.room) {
      this.#unwatchAll();
    }
    this.#reach = reach;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  get stays(): Iterable<Stay> {
    return this.#stayIn.values();
  }

  /** The stay in that room, if this socket has one. */
  stayIn(roomId: string): Stay | undefined {
    return this.#stayIn.get(roomId);
  }

  /** Who the next join by this socket may be. */
  reserve(participantId: string): void {
    this.#reserved = participantId;
  }

  /** The reserved id, if that is the one asked for: once. */
  takeReserved(participantId: string | undefined): string | undefined {
    const reserved = this.#reserved;
    this.#reserved = undefined;
    return reserved === participantId ? reserved : undefined;
  }

  send(message: ServerMessage): void {
    this.#write(JSON.stringify(message));
  }

  /** The next message that this `ref` brought about carries it, as the answer. */
  awaitAnswer(ref: Ref | undefined): void {
    this.#awaited = ref;
  }

  /** Whether the awaited answer is still to come. */
  get isAwaiting(): boolean {
    return this.#awaited !== undefined;
  }

  deliver(delivery: Delivery): void {
    if (!this.#held) this.#take(delivery, 0);
    else if (this.#held.push(delivery) > MAX_HELD) this.#outlet.terminate();
  }

  /** From now on messages wait, of whichever room, until `release`: nothing is missed between a look at a room and what follows. */
  hold(): void {
    if (!this.#open) return;
    this.#held = [];
    this.#hub.record(this);
  }

  /** Sends on what has waited, but of a room in `seen` only what is later than the number there. */
  release(seen: ReadonlyMap<string, number>): void {
    const held = this.#held ?? [];
    this.#held = null;
    this.#hub.stopRecording(this);
    for (const delivery of held) this.#take(delivery, seen.get(delivery.message.roomId) ?? 0);
  }

  watches(ref: string): boolean {
    return this.#watched.has(ref);
  }

  get watchCount(): number {
    return this.#watched.size;
  }

  /** Sees the room from now on. A slug may have no room yet (null): it sees the next one of that name. */
  watch(ref: string, roomId: string | null): void {
    // It may have gone while the room was looked at.
    if (!this.#open) return;
    if (ref !== roomId) this.#hub.followSlug(this.#reach.siteId, ref, this);
    this.#watched.set(ref, roomId);
    if (roomId) this.#hub.subscribe(roomId, this);
  }

  /** Sees every room of the site that is made from now on, too. */
  watchSite(): void {
    if (!this.#open) return;
    this.#watchesSite = true;
    this.#hub.followSite(this.#reach.siteId, this);
  }

  /** Sees it no more, unless it is in it. */
  unwatch(ref: string): void {
    const roomId = this.#watched.get(ref);
    if (ref !== roomId) this.#hub.unfollowSlug(this.#reach.siteId, ref, this);
    this.#watched.delete(ref);
    if (roomId) this.#unsubscribeUnlessConcerned(roomId);
  }

  /** The participant is here by this socket from now on. */
  enter(participant: Participant): Stay {
    const stay = this.#stays.begin(participant, this.#reach.siteId, this);
    if (this.#open) {
      this.#stayIn.set(stay.roomId, stay);
      this.#hub.subscribe(stay.roomId, this);
    } else {
      this.#stays.lost(stay, { ms: RECONNECT_GRACE_MS, reason: 'left' });
    }
    return stay;
  }

  lose(stay: Stay): void {
    this.#stayIn.delete(stay.roomId);
    this.close(CLOSE.replaced, 'replaced');
  }

  /** Starts the closing handshake; nothing more is sent. */
  close(code: number, reason: string): void {
    this.#outlet.close(code, reason);
  }

  /** The socket is gone; its stays wait so long for another. */
  closed(patience: Patience): void {
    this.#open = false;
    this.#held = null;
    this.#hub.stopRecording(this);
    this.#unwatchAll();
    for (const stay of this.#stayIn.values()) {
      this.#hub.unsubscribe(stay.roomId, this);
      this.#stays.lost(stay, patience);
    }
    this.#stayIn.clear();
  }

  #take(delivery: Delivery, after: number): void {
    const { message } = delivery;
    if (message.type === 'room:created' && message.siteId === this.#reach.siteId) this.#watchNew(message.room);
    if (!this.#hub.isSubscribed(message.roomId, this)) return;
    if (!('seq' in message)) {
      // Between those present.
      if (this.#stayIn.has(message.roomId)) this.#forward(delivery);
      return;
    }
    if (message.seq > after) this.#forward(delivery);
    this.#follow(message);
  }

  #forward({ message, text, cause }: Delivery): void {
    const ref = this.#awaited;
    if (cause?.connection !== this.id || ref === undefined || cause.ref !== ref) {
      this.#write(text);
    } else {
      this.#awaited = undefined;
      this.send({ ...message, ref });
    }
  }

  #watchNew({ id, slug }: Room): void {
    const { room } = this.#reach;
    if (this.#watched.has(slug)) this.watch(slug, id);
    else if (this.#watchesSite && (room === null || room === slug) && this.watchCount < MAX_WATCHED_ROOMS)
      this.watch(id, id);
  }

  #unwatchAll(): void {
    for (const ref of [...this.#watched.keys()]) this.unwatch(ref);
    this.#watchesSite = false;
    this.#hub.unfollowSite(this.#reach.siteId, this);
  }

  /** What a message means for this socket itself. */
  #follow(message: RoomMessage): void {
    const { roomId } = message;
    const stay = this.#stayIn.get(roomId);
    if (message.type === 'room:closed') {
      if (stay) this.#leave(stay);
      if (this.#watched.has(roomId)) this.unwatch(roomId);
      for (const [slug, id] of this.#watched) if (id === roomId) this.#watched.set(slug, null);
      this.#hub.unsubscribe(roomId, this);
    } else if (message.type === 'room:participant-left' && message.participantId === stay?.participantId) {
      this.#leave(stay);
      // Of a room that closes there is one more message.
      if (message.reason !== 'room_closed') this.#unsubscribeUnlessConcerned(roomId);
    } else if (message.type === 'room:participant-updated' && message.participant.id === stay?.participantId) {
      this.#stays.follow(stay, message.participant);
    }
  }

  #unsubscribeUnlessConcerned(roomId: string): void {
    if (this.#stayIn.has(roomId) || [...this.#watched.values()].includes(roomId)) return;
    this.#hub.unsubscribe(roomId, this);
  }

  #leave(stay: Stay): void {
    this.#stayIn.delete(stay.roomId);
    this.#stays.end(stay);
  }

  #write(text: string): void {
    if (this.#outlet.backlog() > MAX_BACKLOG) this.#outlet.terminate();
    else this.#outlet.send(text);
  }
}
