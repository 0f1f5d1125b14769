import { html, LitElement, nothing, type PropertyValues } from 'lit';
import type { DeviceCheck, DeviceChoice } from '../client/device-check.ts';
import { RoomError } from '../client/errors.ts';
import type { RoomClient } from '../client/room-client.ts';
import { base } from './base.styles.ts';
import { callTheme } from './call-theme.styles.ts';
import { define } from './define.ts';
import { keyLabel } from './key-label.ts';
import { keyMessages } from './key-messages.ts';
import { localeOf, say, sayError } from './say.ts';
import { deviceChoice, options, people, type SettingsWords, toggle, volumeSlider } from './settings-fields.ts';
import { settingsMessages } from './settings-messages.ts';
import { SnapshotSlice } from './snapshot-slice.ts';
import './voice-picture.ts';
import type { PictureStore } from './voice-picture.ts';
import type { VoiceRoom } from './voice-room.ts';
import { styles } from './voice-settings.styles.ts';
import './voice-check-button.ts';

const LOOK_MS = 100;
/** From here to full scale the meter shows, in decibels. */
const QUIETEST_DB = -60;

/**
 * Microphone, speaker, processing, volumes, the push-to-talk key and one's own picture, in a modal dialog. What is chosen is so at once and is remembered
 * on this browser.
 *
 * @csspart settings - the dialog
 * @csspart check
 * @csspart button
 * @csspart avatar - one's own picture
 */
export class VoiceSettings extends LitElement {
  static override properties = {
    client: { attribute: false },
    microphones: { state: true },
    speakers: { state: true },
    error: { state: true },
    listening: { state: true },
    binding: { state: true },
  };
  static override styles = [base, callTheme, styles];

  declare host: VoiceRoom;
  declare picture: PictureStore;
  declare client: RoomClient | undefined;
  declare microphones: readonly DeviceChoice[];
  /** Null: there is no choice. */
  declare speakers: readonly DeviceChoice[] | null;
  declare error: RoomError | null;
  /** Whether there is a level to show. */
  declare listening: boolean;
  /** Waits for the new push-to-talk key. */
  declare binding: boolean;

  readonly #slice = new SnapshotSlice(
    this,
    ({ devices, participants, microphone, state, volume }) =>
      [devices, participants, microphone, state, volume] as const,
  );
  #check: DeviceCheck | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.microphones = [];
    this.speakers = null;
    this.error = null;
    this.listening = this.binding = false;
  }

  /** Shows itself; begins with this person's volume if one is named. */
  async open(participantId?: string): Promise<void> {
    await this.updateComplete;
    this.#dialog?.showModal();
    if (participantId)
      this.renderRoot.querySelector<HTMLElement>(`[data-id="${CSS.escape(participantId)}"] input`)?.focus();
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    await this.#try(async () => {
      const check = await this.client?.checkDevices();
      if (!this.#dialog?.open) return check?.close();
      this.#check?.close();
      this.#check = check;
      check?.onChange(() => void this.#list());
      await this.#list();
      // Named devices are allowed ones: nobody is asked for anything.
      if (this.client?.level() === null && this.microphones.some(({ label }) => label)) await this.#listen();
    });
  }

  close(): void {
    this.#dialog?.close();
    this.#stop();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('client')) this.#slice.follow(this.client);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot?.querySelector('dialog') ?? null;
  }

  /** Not only at `close`, which a page in the background hears of late: the microphone is let go of at once. */
  #stop(): void {
    clearInterval(this.#timer);
    this.#check?.close();
    this.#check = undefined;
    this.error = null;
    this.listening = this.binding = false;
  }

  /** What goes wrong is said in the dialog. */
  async #try(action: () => Promise<void>): Promise<void> {
    this.error = null;
    try {
      await action();
    } catch (error) {
      if (error instanceof RoomError) this.error = error;
      else throw error;
    }
  }

  async #list(): Promise<void> {
    const found = await this.#check?.list();
    if (!found) return;
    this.microphones = found.microphones;
    this.speakers = found.canChooseSpeaker ? found.speakers : null;
  }

  async #listen(): Promise<void> {
    await this.#check?.listen();
    await this.#list();
  }

  #look(): void {
    const level = this.client?.level() ?? this.#check?.level() ?? null;
    this.listening = level !== null;
    const meter = this.renderRoot.querySelector('meter');
    if (meter) meter.value = level ? 1 - Math.max(0, (20 * Math.log10(level)) / QUIETEST_DB) : 0;
  }

  /** In a call it is heard there; before one it is opened anew to be tried. */
  #set(change: (client: RoomClient) => Promise<void>): void {
    void this.#try(async () => {
      if (this.client) await change(this.client);
      if (this.#check?.level() !== null) await this.#listen();
    });
  }

  #onKey = (event: KeyboardEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    this.binding = false;
    if (event.code === 'Escape' || !event.code) return;
    void this.client?.setPttKey(event.code);
  };

  #microphone(t: SettingsWords) {
    const [devices] = this.#slice.value;
    if (!devices) return nothing;
    return html`<fieldset>
      <legend>${t.microphone}</legend>
      ${deviceChoice(t, t.microphone, this.microphones, devices.microphone, (id) => this.#set((client) => client.setMicrophone(id)))}
      ${
        this.listening
          ? html`<meter min="0" max="1" aria-label=${t.level}></meter><p class="hint">${t.speakNow}</p>`
          : html`<button part="button" @click=${() => this.#try(() => this.#listen())}>${t.tryMicrophone}</button>`
      }
      ${toggle(t.echoCancellation, devices.echoCancellation, (on) =>
        this.#set((client) => client.setProcessing({ echoCancellation: on ? 'on' : 'off' })),
      )}
      ${toggle(t.autoGain, devices.autoGain, (on) =>
        this.#set((client) => client.setProcessing({ autoGain: on ? 'on' : 'off' })),
      )}
      ${options(t.noiseSuppression, t.noise, devices.noiseSuppression, (noiseSuppression) =>
        this.#set((client) => client.setProcessing({ noiseSuppression })),
      )}
    </fieldset>`;
  }

  #speaker(t: SettingsWords) {
    const [devices, , , , volume] = this.#slice.value;
    if (!devices) return nothing;
    return html`<fieldset>
      <legend>${t.speaker}</legend>
      ${
        this.speakers
          ? deviceChoice(t, t.speaker, this.speakers, devices.speaker, (id) =>
              this.#set((client) => client.setSpeaker(id)),
            )
          : html`<p class="hint">${t.noSpeakerChoice}</p>`
      }
      ${volumeSlider(localeOf(this), t.volume, volume, (volume) => void this.client?.setMasterVolume(volume))}
      <button part="button" @click=${() => this.#try(async () => this.#check?.playTone())}>${t.testTone}</button>
    </fieldset>`;
  }

  #pushToTalk(t: SettingsWords) {
    const pttKey = this.#slice.value[0]?.pttKey;
    if (!pttKey) return nothing;
    return html`<fieldset>
      <legend>${t.pushToTalk}</legend>
      <div class="row">
        <kbd>${keyLabel(pttKey, say(this, keyMessages))}</kbd>
        <button part="button" @click=${() => {
          this.binding = true;
        }} @keydown=${this.binding ? this.#onKey : nothing} @blur=${() => {
          this.binding = false;
        }}>${t.change}</button>
      </div>
      <p class="hint" role="status">${this.binding ? t.pressKey : ''}</p>
    </fieldset>`;
  }

  /** Where the page does not say what one looks like. */
  #picture(t: SettingsWords) {
    if (this.host.avatar) return nothing;
    const [, participants] = this.#slice.value;
    const name = participants.find(({ isSelf }) => isSelf)?.displayName ?? this.host.displayName ?? '';
    return html`<fieldset>
      <legend>${t.picture}</legend>
      <voice-picture exportparts="avatar,button" .store=${this.picture} .displayName=${name}></voice-picture>
    </fieldset>`;
  }

  protected override render() {
    const t = say(this, settingsMessages);
    const error = this.error && sayError(this, this.error);
    const [, participants, , state] = this.#slice.value;
    const others =
      state === 'connected' || state === 'reconnecting' ? participants.filter(({ isSelf }) => !isSelf) : [];
    return html`<dialog part="settings" aria-labelledby="title" @close=${this.#stop}
      @click=${(event: Event) => event.target === this.#dialog && this.close()}>
      <form method="dialog" @submit=${this.#stop}>
        <header><h2 id="title">${t.title}</h2><button part="button" class="primary">${t.close}</button></header>
      </form>
      ${error ? html`<p class="notice error" role="alert"><b>${error.message}</b> ${error.fix}</p>` : nothing}
      ${this.#microphone(t)}${this.#speaker(t)}${this.#pushToTalk(t)}${this.#picture(t)}
      <fieldset><voice-check-button exportparts="button,check"></voice-check-button></fieldset>
      ${others.length ? people(t, localeOf(this), others, (id, volume) => void this.client?.setParticipantVolume(id, volume)) : nothing}
    </dialog>`;
  }
}

define('voice-settings', VoiceSettings);

declare global {
  interface HTMLElementTagNameMap {
    'voice-settings': VoiceSettings;
  }
}
