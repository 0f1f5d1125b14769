import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { MAX_SLUG_LENGTH } from '../../protocol/limits.ts';
import { browserEnvironment } from '../client/environment.ts';
import { createRoomList, type ListedRoom, type RoomList, type RoomListOptions } from '../client/room-list.ts';
import { avatar, avatarStyles } from './avatar.ts';
import { base } from './base.styles.ts';
import { callTheme } from './call-theme.styles.ts';
import { define } from './define.ts';
import type { Say } from './message-section.ts';
import { roomListMessages } from './room-list-messages.ts';
import { VoiceRoomSelectedEvent } from './room-selected.ts';
import { say, sayError } from './say.ts';
import { theme } from './theme.styles.ts';
import { VoiceRoom } from './voice-room.ts';
import { styles } from './voice-rooms.styles.ts';

type Rooms = Say<typeof roomListMessages.texts>;

const FACES = 6;

/** The slug a name becomes; empty when nothing of it can be one. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, MAX_SLUG_LENGTH)
    .replace(/-+$/, '');
}

/** The rooms as cards, each a button, and the one that opens a new room. */
export class VoiceRooms extends LitElement {
  static override properties = {
    options: {
      attribute: false,
      hasChanged: (now: unknown, old: unknown) => JSON.stringify(now) !== JSON.stringify(old),
    },
    target: { attribute: false },
    naming: { state: true },
    refusal: { state: true },
  };
  static override styles = [base, theme, callTheme, avatarStyles, styles];
  /** What keeps the rooms current. */
  static createList = (options: RoomListOptions, onChange: () => void): RoomList =>
    createRoomList(options, browserEnvironment(window), onChange);

  declare options: RoomListOptions;
  /** The id of the `<voice-room>` to move. */
  declare target: string | undefined;
  declare naming: boolean;
  declare refusal: string;

  #list: RoomList | undefined;
  #followed: VoiceRoom | null = null;
  #following: AbortController | undefined;

  constructor() {
    super();
    this.naming = false;
    this.refusal = '';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('options')) this.#start();
    this.#follow();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated && !this.#list) this.#start();
    // What it is for may be another one there.
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // One that only moved is in the page again by then.
    queueMicrotask(() => this.isConnected || this.#stop());
  }

  #start(): void {
    if (this.#list && !this.hasUpdated) return;
    this.#stop();
    this.#list = VoiceRooms.createList(this.options, () => this.requestUpdate());
  }

  #stop(): void {
    this.#list?.close();
    this.#list = undefined;
    this.#following?.abort();
    this.#followed = null;
  }

  get #room(): VoiceRoom | null {
    // Looked for where the page put the list: beside it, in the same tree.
    const host = (this.getRootNode() as ShadowRoot).host;
    const found = this.target && (host?.getRootNode() as Partial<Document> | undefined)?.getElementById?.(this.target);
    return found instanceof VoiceRoom ? found : null;
  }

  /** Which room the `<voice-room>` is in is shown. */
  #follow(): void {
    const room = this.#room;
    if (room === this.#followed) return;
    this.#following?.abort();
    this.#following = new AbortController();
    this.#followed = room;
    for (const name of ['voice-state-change', 'voice-room-change'])
      room?.addEventListener(name, () => this.requestUpdate(), { signal: this.#following.signal });
  }

  #select(room: string, roomInfo: ListedRoom['room'] | null): void {
    const element = this.#room;
    if (!this.dispatchEvent(new VoiceRoomSelectedEvent({ room, roomInfo })) || !element) return;
    element.room = room;
    // What goes wrong is said where the room is.
    element.join().catch(() => {});
  }

  async #name(naming: boolean): Promise<void> {
    this.naming = naming;
    this.refusal = '';
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(naming ? 'input' : '.create')?.focus();
  }

  #create(event: SubmitEvent): void {
    event.preventDefault();
    const slug = slugOf(this.renderRoot.querySelector('input')?.value ?? '');
    if (!slug) {
      this.refusal = say(this, roomListMessages).badName;
      return;
    }
    const known = this.#list?.snapshot.rooms.find(({ room }) => room.slug === slug);
    void this.#name(false);
    this.#select(slug, known?.room ?? null);
  }

  #card({ room, participants }: ListedRoom, t: Rooms) {
    const names = participants.map(({ displayName }) => displayName);
    const speaking = participants.filter((one) => one.speaking).map(({ displayName }) => displayName);
    const people = participants.length ? t.people({ count: participants.length }) : t.nobody;
    const { name } = room;
    const target = this.#followed;
    const isHere = target?.roomInfo?.id === room.id && target.self !== null;
    return html`<li>
      <button part="room" class="room" aria-current=${isHere || nothing} aria-label=${names.length ? t.cardWith({ name, people, names }) : t.card({ name, people })}
        aria-describedby=${`s-${room.id}`} @click=${() => this.#select(room.slug, room)}>
        <span part="name" class="name" dir="auto">${name}</span>
        <span part="count" class="count">${people}</span>
        ${
          participants.length
            ? html`<span part="people" class="faces">${repeat(participants.slice(0, FACES), ({ id }) => id, avatar)}${
                participants.length > FACES
                  ? html`<span class="others" data-text=${t.others({ count: participants.length - FACES })}></span>`
                  : nothing
              }</span>`
            : nothing
        }
      </button>
      <p id=${`s-${room.id}`} class="speaking-words" dir="auto">${speaking.length ? t.speaks({ names: speaking, count: speaking.length }) : ''}</p>
    </li>`;
  }

  #new(t: Rooms) {
    if (!this.naming)
      return html`<button part="create button" class="create" @click=${() => this.#name(true)}>${t.create}</button>`;
    return html`<form part="create" @submit=${this.#create}
        @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.#name(false)}>
      <label><span>${t.name}</span><input required maxlength="64" autocomplete="off" aria-invalid=${this.refusal !== ''}
        aria-describedby="refusal"></label>
      <p id="refusal" role="alert">${this.refusal}</p>
      <button part="button" class="primary">${t.open}</button>
      <button part="button" type="button" @click=${() => this.#name(false)}>${t.cancel}</button>
    </form>`;
  }

  protected override render() {
    const t = say(this, roomListMessages);
    const list = this.#list?.snapshot;
    if (!list) return nothing;
    const { known, rooms, more, mayCreate } = list;
    const error = list.error && sayError(this, list.error);
    return html`<section aria-label=${t.rooms} aria-busy=${!known && !error}>
      ${error ? html`<p part="banner" class="notice error" role="alert"><b>${error.message}</b> ${error.fix}</p>` : nothing}
      ${known || error ? nothing : html`<p class="quiet" role="status">${t.loading}</p>`}
      ${known && !rooms.length ? html`<slot name="empty"><p class="quiet">${t.empty}</p></slot>` : nothing}
      <ul part="list" role="list">${repeat(
        rooms,
        ({ room }) => room.id,
        (room) => this.#card(room, t),
      )}</ul>
      ${more ? html`<p class="quiet">${t.more}</p>` : nothing}
      ${mayCreate ? this.#new(t) : nothing}
    </section>`;
  }
}

define('voice-rooms', VoiceRooms);

declare global {
  interface HTMLElementTagNameMap {
    'voice-rooms': VoiceRooms;
  }
}
