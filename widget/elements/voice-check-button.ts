import { css, html, LitElement, nothing } from 'lit';
import type { RoomErrorCode } from '../client/errors.ts';
import { base } from './base.styles.ts';
import { define } from './define.ts';
import { diagnosisMessages } from './diagnosis-messages.ts';
import { say } from './say.ts';
import type { VoiceCheck } from './voice-check.ts';
import type { VoiceRoom } from './voice-room.ts';

/** What a check says more about; who is banned knows all there is to know. */
const EXPLAINED: readonly RoomErrorCode[] = [
  'server_unreachable',
  'origin_not_allowed',
  'signaling_lost',
  'connection_failed',
];

/** The `<voice-room>` around one of its parts. */
function roomAround(part: Element): VoiceRoom | undefined {
  const root = part.getRootNode();
  if (!(root instanceof ShadowRoot)) return undefined;
  return 'diagnose' in root.host ? (root.host as VoiceRoom) : roomAround(root.host);
}

/**
 * Tries everything a call needs and shows what came of it.
 *
 * @csspart button, check
 */
export class VoiceCheckButton extends LitElement {
  static override properties = { code: {} };
  static override styles = [
    base,
    css`
      :host {
        display: inline-block;
      }
      :host([hidden]) {
        display: none;
      }
      button {
        inline-size: 100%;
      }
    `,
  ];

  /** The error beside which it stands, if any. */
  declare code: RoomErrorCode | undefined;

  /** Begun before it is pressed: when the server is gone it is too late. */
  #loading: Promise<typeof import('./voice-check.ts')> | undefined;

  #load() {
    this.#loading ??= import('./voice-check.ts');
    this.#loading.catch(() => {
      this.#loading = undefined;
      this.hidden = true;
    });
    return this.#loading;
  }

  async #open(): Promise<void> {
    const { VoiceCheck: Check } = await this.#load();
    const view: VoiceCheck = this.renderRoot.querySelector('voice-check') ?? new Check();
    view.setAttribute('exportparts', 'check,button');
    view.room = roomAround(this);
    this.renderRoot.append(view);
    await view.open();
  }

  protected override willUpdate(): void {
    this.hidden = this.code !== undefined && !EXPLAINED.includes(this.code);
  }

  protected override render() {
    if (this.hidden) return nothing;
    this.#load();
    return html`<button type="button" part="button" aria-haspopup="dialog" @click=${this.#open}>${say(this, diagnosisMessages).check}</button>`;
  }
}

define('voice-check-button', VoiceCheckButton);

declare global {
  interface HTMLElementTagNameMap {
    'voice-check-button': VoiceCheckButton;
  }
}
