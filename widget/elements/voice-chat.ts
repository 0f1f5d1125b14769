import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { MAX_CHAT_LENGTH } from '../../protocol/limits.ts';
import { RoomError } from '../client/errors.ts';
import type { RoomClient } from '../client/room-client.ts';
import type { ChatMessage, Reaction, RoomSnapshot } from '../client/room-snapshot.ts';
import { type Announce, anew } from './announcements.ts';
import { base } from './base.styles.ts';
import { callTheme } from './call-theme.styles.ts';
import { chatMessages } from './chat-messages.ts';
import { define } from './define.ts';
import type { Say } from './message-section.ts';
import { localeOf, say, sayError } from './say.ts';
import { selfInRoom } from './snapshot-events.ts';
import { SnapshotSlice } from './snapshot-slice.ts';
import { styles } from './voice-chat.styles.ts';

type Chat = Say<typeof chatMessages.texts>;

const NONE: readonly never[] = [];
/** Further up than this somebody reads what was written before: a new message does not take it away. */
const AT_END_PX = 40;

const select = ({ messages, reactions, room, ...snapshot }: RoomSnapshot) => {
  const self = selfInRoom({ messages, reactions, room, ...snapshot });
  const allowed = room?.settings.chat ?? true;
  return [messages, reactions, self?.id, self?.role === 'moderator', allowed] as const;
};

/**
 * Short messages and reactions between those in the room. What is written is shown as text, addresses too: nothing in it can be
 * pressed.
 *
 * @csspart chat, button
 */
export class VoiceChat extends LitElement {
  static override properties = {
    client: { attribute: false },
    announce: {},
    open: { state: true },
    refusal: { state: true },
    said: { state: true },
    floating: { state: true },
  };
  static override styles = [base, callTheme, styles];

  declare client: RoomClient | undefined;
  declare announce: Announce;
  declare open: boolean;
  declare refusal: string;
  declare said: string;
  declare floating: readonly Reaction[];

  readonly #slice = new SnapshotSlice(this, select);
  /** What has been taken in of the snapshot. */
  #messages: readonly ChatMessage[] = NONE;
  #reactions: readonly Reaction[] = NONE;
  /** The id of the last message that was shown. */
  #read = 0;
  #atEnd = true;

  constructor() {
    super();
    this.announce = 'all';
    this.open = false;
    this.refusal = this.said = '';
    this.floating = NONE;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('client')) this.#slice.follow(this.client);
    const [messages, reactions, selfId] = this.#slice.value;
    const lastId = Math.max(this.#messages.at(-1)?.id ?? 0, this.#reactions.at(-1)?.id ?? 0);
    const isNews = <T extends { id: number }>({ id }: T) => id > lastId;
    const written = messages.filter(isNews);
    const waved = reactions.filter(isNews);
    this.#messages = messages;
    this.#reactions = reactions;
    if (this.open) this.#read = messages.at(-1)?.id ?? this.#read;
    if (waved.length) this.floating = [...this.floating, ...waved].slice(-20);
    const t = say(this, chatMessages);
    const news = [
      ...written
        .filter((one) => one.participantId !== selfId)
        .map((one) => t.said({ name: one.displayName, text: one.text })),
      ...waved
        .filter((one) => one.participantId !== selfId)
        .map((one) => t.said({ name: one.displayName, text: one.emoji })),
    ];
    if (news.length && this.announce !== 'none') this.said = anew(news.join(' '), this.said);
    const list = this.#list;
    this.#atEnd = !list || list.scrollHeight - list.scrollTop - list.clientHeight < AT_END_PX;
  }

  protected override updated(): void {
    const list = this.#list;
    if (list && this.#atEnd) list.scrollTop = list.scrollHeight;
  }

  get #list(): HTMLElement | null {
    return this.renderRoot.querySelector('ol');
  }

  async #toggle(): Promise<void> {
    this.open = !this.open;
    await this.updateComplete;
    this.#atEnd = true;
    this.updated();
    if (this.open) this.renderRoot.querySelector('input')?.focus();
  }

  async #run(command: (client: RoomClient) => Promise<void>): Promise<boolean> {
    this.refusal = '';
    try {
      if (this.client) await command(this.client);
      return true;
    } catch (error) {
      this.refusal = error instanceof RoomError ? sayError(this, error).message : '';
      return false;
    }
  }

  async #send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const field = this.renderRoot.querySelector('input');
    const text = field?.value.trim();
    if (!field || !text) return;
    field.value = '';
    const sent = await this.#run((client) => client.sendMessage(text));
    // What was refused can be sent again, unless the next message is under way.
    if (!sent && !field.value) field.value = text;
  }

  #keys(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !this.open) return;
    event.stopPropagation();
    this.open = false;
    this.renderRoot.querySelector('button')?.focus();
  }

  #ended({ id }: Reaction): void {
    this.floating = this.floating.filter((one) => one.id !== id);
  }

  #message({ participantId, displayName, text, at }: ChatMessage, selfId: string) {
    const time = new Date(at).toLocaleTimeString(localeOf(this), { timeStyle: 'short' });
    return html`<li class=${participantId === selfId ? 'own' : ''}>
      <p class="from"><bdi>${displayName}</bdi> <time datetime=${at}>${time}</time></p>
      <p class="text" dir="auto">${text}</p>
    </li>`;
  }

  #talk(messages: readonly ChatMessage[], selfId: string, t: Chat) {
    return html`<div id="talk" @keydown=${this.#keys}>
      <ol role="list" tabindex="0" aria-label=${t.messages}>
        ${repeat(
          messages,
          ({ id }) => id,
          (message) => this.#message(message, selfId),
        )}
      </ol>
      ${messages.length ? nothing : html`<p class="nothing">${t.nothing}</p>`}
      <form @submit=${this.#send}>
        <input aria-label=${t.write} placeholder=${t.write} maxlength=${MAX_CHAT_LENGTH} autocomplete="off" enterkeyhint="send" dir="auto">
        <button part="button" class="primary">${t.send}</button>
      </form>
    </div>`;
  }

  #reactionsRow(t: Chat) {
    return html`<div class="reactions" role="group" aria-label=${t.react}>
      ${Object.entries(t.reactions).map(
        ([emoji, name]) => html`<button part="button" aria-label=${name} title=${name}
          @click=${() => this.#run((client) => client.react(emoji))}>${emoji}</button>`,
      )}
    </div>`;
  }

  protected override render() {
    const [messages, , selfId, moderates, allowed] = this.#slice.value;
    if (!selfId) return nothing;
    const t = say(this, chatMessages);
    const unread = this.open ? 0 : messages.filter((one) => one.id > this.#read && one.participantId !== selfId).length;
    return html`<div part="chat" role="group" aria-label=${t.chat}>
      <div class="float" aria-hidden="true">${repeat(
        this.floating,
        ({ id }) => id,
        (one) => html`<span .style=${`--_x:${(one.id * 37) % 80}%`} @animationend=${() => this.#ended(one)}>
          ${one.emoji}<small><bdi>${one.displayName}</bdi></small></span>`,
      )}</div>
      <div class="row">
        <button part="button" class="toggle" aria-expanded=${this.open} aria-controls="talk" @click=${this.#toggle}>
          ${t.chat}${
            unread
              ? html`<span class="unread" title=${t.unread({ count: unread })}><span aria-hidden="true">${unread}</span>
            <span class="unseen">${t.unread({ count: unread })}</span></span>`
              : nothing
          }
        </button>
        ${allowed ? this.#reactionsRow(t) : nothing}
        ${
          moderates
            ? html`<button part="button" class="allow" aria-pressed=${allowed} title=${t.allowHint}
              @click=${() => this.#run((client) => client.changeSettings({ chat: !allowed }))}>${t.allow}</button>`
            : nothing
        }
      </div>
      ${allowed ? nothing : html`<p class="notice" role="status">${t.off}</p>`}
      ${this.refusal ? html`<p class="notice error" role="alert">${this.refusal}</p>` : nothing}
      ${this.open ? this.#talk(messages, selfId, t) : nothing}
      <div class="unseen" role="status">${this.said}</div>
    </div>`;
  }
}

define('voice-chat', VoiceChat);

declare global {
  interface HTMLElementTagNameMap {
    'voice-chat': VoiceChat;
  }
}
