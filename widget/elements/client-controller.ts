import type { LitElement, PropertyValues, ReactiveController } from 'lit';
import { RoomError } from '../client/errors.ts';
import { Remembered } from '../client/remembered.ts';
import { placeOf, type RoomClient, type RoomClientOptions } from '../client/room-client.ts';
import type { RoomSnapshot } from '../client/room-snapshot.ts';
import { EMPTY_SNAPSHOT } from '../client/room-store.ts';
import { changedOptions, clientOptions, type VoiceRoomOptions } from './client-options.ts';
import type { ElementEnvironment } from './element-environment.ts';
import type { VoiceJoinRequest } from './join-request.ts';
import type { VoiceDeafenRequest, VoiceMuteRequest } from './requests.ts';
import { sameItems } from './same-items.ts';
import { sayError } from './say.ts';
import { errorEvent, eventsBetween } from './snapshot-events.ts';

/** The properties both sides write: the page asks, the snapshot answers. */
const MIRRORED = ['muted', 'deafened', 'volume'] as const;
interface Mirrored {
  muted: boolean;
  deafened: boolean;
  volume: number;
}
export interface ClientHost extends LitElement, VoiceRoomOptions, Mirrored {
  autoJoin: boolean;
}

/** What goes wrong is told by the snapshot. */
const noop = () => {};

/** What the element itself renders; its parts look for themselves. */
const shown = ({ state, self, room, live, participants, error, leaveReason, devices }: RoomSnapshot) =>
  [state, self?.id, room, live, self ? participants.length : participants, error, leaveReason, devices] as const;

/**
 * Keeps one room client for its element: makes it when the element is in the page and names a room, disposes of it when
 * the element is gone; turns properties into requests, and snapshots into properties, custom states and events.
 */
export class ClientController implements ReactiveController {
  client: RoomClient | undefined;
  snapshot = EMPTY_SNAPSHOT;
  readonly environment: ElementEnvironment;
  readonly #host: ClientHost;
  readonly #internals: ElementInternals;
  readonly #name: Remembered;
  /** What requests ask for: `voice-join-request` and so on. */
  readonly #commands: Record<string, (client: RoomClient, request: Event) => Promise<void>> = {
    join: (client, request) => {
      const { displayName, microphone } = request as VoiceJoinRequest;
      if (displayName) this.#name.set(this.#server, displayName);
      this.#configure();
      return client.join({ microphone });
    },
    leave: (client) => client.leave(),
    mute: (client, request) => client.setMuted((request as VoiceMuteRequest).muted),
    deafen: (client, request) => client.setDeafened((request as VoiceDeafenRequest).deafened),
    unlock: (client) => client.unlockAudio(),
  };
  /** The last word on each, of either side; what the page asks for may take a while to be true. */
  readonly #said: Mirrored = { ...EMPTY_SNAPSHOT };
  #options: RoomClientOptions | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(host: ClientHost, environment: ElementEnvironment) {
    this.#host = host;
    this.environment = environment;
    this.#name = new Remembered(environment.storage, 'name');
    this.#internals = host.attachInternals();
    this.#internals.states.add('idle');
    host.addController(this);
    for (const [name, command] of Object.entries(this.#commands))
      host.addEventListener(`voice-${name}-request`, (event) => {
        // The page may still cancel it: its listeners come after this one.
        queueMicrotask(() => event.defaultPrevented || this.ask((client) => command(client, event)).catch(noop));
      });
  }

  /** The name the lobby starts from; undefined when it need not ask. */
  get lobbyName(): string | undefined {
    const { displayName, token, tokenProvider } = this.#host;
    return displayName || token || tokenProvider ? undefined : this.#name.get(this.#server);
  }

  get #server(): string {
    return this.#host.server || this.environment.server;
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    // An element that only moved is in the page again by then.
    queueMicrotask(() => this.#host.isConnected || this.#stop());
  }

  /** Called with what the page changed, before the element renders. */
  update(changed: PropertyValues<ClientHost>): void {
    const host = this.#host;
    if (!host.isConnected || (this.client && !changed.size)) return;
    if (!host.room) {
      this.#stop();
      return;
    }
    const place = this.#options && placeOf(this.#options);
    const moved = placeOf(this.#configure()) !== place;
    if (changed.has('muted')) this.#mirror('muted', (client, muted) => client.setMuted(muted));
    if (changed.has('deafened')) this.#mirror('deafened', (client, deafened) => client.setDeafened(deafened));
    if (changed.has('volume')) this.#mirror('volume', async (client, volume) => client.setVolume(volume ?? 1));
    if (host.autoJoin && (moved || changed.has('autoJoin'))) this.ask((client) => client.join()).catch(noop);
  }

  /** Runs a command once what the page set has been passed on. A refusal that no snapshot tells becomes an event too. */
  async ask<T>(command: (client: RoomClient) => Promise<T>): Promise<T> {
    await this.#host.updateComplete;
    const { client } = this;
    if (!client) throw new RoomError('room_not_found', { message: 'The element has no room, or is not in the page.' });
    try {
      return await command(client);
    } catch (error) {
      const { error: shown, microphoneError } = client.snapshot;
      if (client === this.client && error instanceof RoomError && error !== shown && error !== microphoneError)
        this.#host.dispatchEvent(errorEvent(sayError(this.#host, error)));
      throw error instanceof RoomError ? sayError(this.#host, error) : error;
    }
  }

  #configure(): RoomClientOptions {
    const options = clientOptions(this.#host, this.#server, this.#name.get(this.#server));
    const changed = changedOptions(this.#options, options);
    this.#options = options;
    if (!this.client) this.#start(options);
    else if (Object.keys(changed).length) this.client.configure(changed);
    return options;
  }

  #start(options: RoomClientOptions): void {
    const { muted, deafened, volume } = this.#host;
    const client = this.environment.createClient(options);
    this.client = client;
    if (muted) client.setMuted(true).catch(noop);
    if (deafened) client.setDeafened(true).catch(noop);
    client.setVolume(volume ?? 1);
    this.#unsubscribe = client.subscribe((now) => this.#show(now));
    client.watch();
    this.#show(client.snapshot);
  }

  #stop(): void {
    const { client, snapshot } = this;
    if (!client) return;
    this.#unsubscribe?.();
    this.client = this.#options = undefined;
    this.#host.requestUpdate();
    const { muted, deafened, volume } = snapshot;
    this.#show({ ...EMPTY_SNAPSHOT, muted, deafened, volume });
    client.dispose().catch(noop);
  }

  /** Asks for the property's value unless that was the last word on it already, and shows the truth when the answer is there. */
  #mirror<K extends keyof Mirrored>(key: K, set: (client: RoomClient, value: Mirrored[K]) => Promise<void>): void {
    const value = (this.#host as Mirrored)[key];
    if (value === this.#said[key]) return;
    this.#said[key] = value;
    const settle = () => this.client && this.#answer(key, this.client.snapshot);
    this.ask((client) => set(client, value)).then(settle, settle);
  }

  #answer<K extends keyof Mirrored>(key: K, { [key]: value }: Mirrored): void {
    (this.#host as Mirrored)[key] = this.#said[key] = value;
  }

  #show(now: RoomSnapshot): void {
    const before = this.snapshot;
    const host = this.#host;
    this.snapshot = now;
    for (const key of MIRRORED) if (now[key] !== before[key]) this.#answer(key, now);
    const { states } = this.#internals;
    states.delete(before.state);
    states.add(now.state);
    for (const [state, on] of [
      ['speaking', now.self?.speaking],
      ['muted', now.muted],
      ['deafened', now.deafened],
    ] as const)
      if (on) states.add(state);
      else states.delete(state);
    if (!sameItems(shown(before), shown(now))) host.requestUpdate();
    for (const event of eventsBetween(before, now, (error) => sayError(host, error))) host.dispatchEvent(event);
  }
}
