import { css, html, LitElement, nothing } from 'lit';
import type { Check } from '../client/diagnosis/check.ts';
import { RoomError } from '../client/errors.ts';
import { base } from './base.styles.ts';
import { callTheme } from './call-theme.styles.ts';
import { define } from './define.ts';
import { diagnosisMessages } from './diagnosis-messages.ts';
import type { Say } from './message-section.ts';
import { say, sayError } from './say.ts';
import type { VoiceRoom } from './voice-room.ts';

type CheckWords = Say<typeof diagnosisMessages.texts>;

/**
 * What `diagnose()` says, in a modal dialog.
 *
 * @csspart check - the dialog
 * @csspart button
 */
export class VoiceCheck extends LitElement {
  static override properties = { checks: { state: true }, running: { state: true }, error: { state: true } };
  static override styles = [
    base,
    callTheme,
    css`
      :host {
        position: absolute;
      }
      dialog {
        inline-size: min(28rem, 100vw - 1rem);
        max-block-size: calc(100dvb - 1rem);
        margin: auto;
        padding: calc(var(--_space) * 1.25);
        overflow: auto;
        border: 1px solid var(--_border);
        border-radius: var(--_radius);
        background: var(--_background);
        color: var(--_text);
        font: inherit;
        text-align: start;
      }
      dialog::backdrop {
        background: var(--_backdrop);
      }
      h2 {
        font-size: 1.125em;
      }
      ul {
        margin-block: var(--_space);
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: 1.5em minmax(0, 1fr) auto;
        padding-block: calc(var(--_space) * 0.5);
        border-block-start: 1px solid var(--_border);
      }
      li p {
        grid-column: 2 / -1;
        font-size: 0.875em;
      }
      li [role='img'] {
        color: var(--_speaking-text);
        font-weight: 700;
      }
      .fails [role='img'] {
        color: var(--_danger);
      }
      small {
        color: var(--_dim);
      }
      footer {
        display: flex;
        flex-wrap: wrap;
        justify-content: end;
        gap: calc(var(--_space) * 0.5);
      }
    `,
  ];

  /** Whose connection it is. */
  room: VoiceRoom | undefined;
  declare checks: readonly Check[];
  declare running: boolean;
  /** Why nothing could be tried. */
  declare error: RoomError | null;

  constructor() {
    super();
    this.checks = [];
    this.running = false;
    this.error = null;
  }

  /** Shows itself and checks. */
  async open(): Promise<void> {
    await this.updateComplete;
    const dialog = this.renderRoot.querySelector('dialog');
    if (!dialog?.open) dialog?.showModal();
    await this.#run();
  }

  async #run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    this.checks = [];
    this.error = null;
    try {
      this.checks = (await this.room?.diagnose()) ?? [];
    } catch (cause) {
      // What is not a refusal is a part of the program that could not be loaded.
      this.error = cause instanceof RoomError ? cause : new RoomError('server_unreachable', { cause });
    }
    this.running = false;
  }

  #summary(t: CheckWords) {
    const error = this.error && sayError(this, this.error);
    if (error) return html`<b>${error.message}</b> ${error.fix}`;
    if (this.running) return t.running;
    const failed = this.checks.filter(({ ok }) => !ok).length;
    return failed ? t.problems({ count: failed }) : t.allWell;
  }

  #row({ name, ok, tookMs, code, message = '', fix = '' }: Check, t: CheckWords) {
    const told = code && sayError(this, { code, message, fix });
    return html`<li class=${ok ? '' : 'fails'}>
      <span role="img" aria-label=${ok ? t.works : t.fails}>${ok ? '✓' : '✕'}</span>
      <span>${t.names[name]}</span><small>${t.took({ ms: tookMs })}</small>
      ${told ? html`<p><b>${told.message}</b> ${told.fix}</p>` : nothing}
    </li>`;
  }

  protected override render() {
    const t = say(this, diagnosisMessages);
    return html`<dialog part="check" aria-labelledby="title">
      <h2 id="title">${t.title}</h2>
      <p role="status">${this.#summary(t)}</p>
      <ul role="list">${this.checks.map((check) => this.#row(check, t))}</ul>
      <footer>
        <button part="button" aria-disabled=${this.running} @click=${this.#run}>${t.again}</button>
        <button part="button" class="primary" @click=${() => this.renderRoot.querySelector('dialog')?.close()}>${t.close}</button>
      </footer>
    </dialog>`;
  }
}

define('voice-check', VoiceCheck);

declare global {
  interface HTMLElementTagNameMap {
    'voice-check': VoiceCheck;
  }
}
