import { css, html, LitElement, nothing } from 'lit';
import { avatar, avatarStyles } from './avatar.ts';
import { base } from './base.styles.ts';
import { define } from './define.ts';
import { say } from './say.ts';
import { settingsMessages } from './settings-messages.ts';
import { shrinkPicture } from './shrink-picture.ts';

/** Where the picture is kept; '' is none. */
export interface PictureStore {
  get(): string;
  set(picture: string): void;
}

/**
 * One's own picture, as the others see it from the next join on: chosen from a file, or taken away.
 *
 * @csspart avatar
 * @csspart button
 */
export class VoicePicture extends LitElement {
  static override properties = {
    store: { attribute: false },
    displayName: { attribute: false },
    refused: { state: true },
  };
  static override styles = [
    base,
    avatarStyles,
    css`
      :host {
        display: grid;
        gap: calc(var(--_space) * 0.75);
        --_size: 4rem;
      }
      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: calc(var(--_space) * 0.75);
      }
      .hint {
        color: var(--_dim);
        font-size: 0.875em;
      }
    `,
  ];

  declare store: PictureStore;
  /** Whose initials stand in for a picture. */
  declare displayName: string;
  /** What was chosen is no picture. */
  declare refused: boolean;

  constructor() {
    super();
    this.refused = false;
  }

  #choose(): void {
    this.renderRoot.querySelector('input')?.click();
  }

  async #take({ target }: Event): Promise<void> {
    const input = target as HTMLInputElement;
    const [file] = input.files ?? [];
    // So that the same file can be chosen again.
    const forget = () => {
      input.value = '';
    };
    if (!file) return;
    try {
      this.#set(await shrinkPicture(file));
    } catch {
      this.refused = true;
    }
    forget();
  }

  #set(picture: string): void {
    this.store.set(picture);
    this.refused = false;
    this.requestUpdate();
  }

  /** Its button goes with the picture; whoever pressed it goes on from the one beside it. */
  #remove(): void {
    this.#set('');
    this.renderRoot.querySelector('button')?.focus();
  }

  protected override render() {
    const t = say(this, settingsMessages);
    const picture = this.store.get();
    return html`<div>
        ${avatar({ avatar: picture, displayName: this.displayName, speaking: false })}
        <button part="button" aria-describedby="hint" @click=${this.#choose}>${t.choosePicture}</button>
        ${picture ? html`<button part="button" @click=${this.#remove}>${t.removePicture}</button>` : nothing}
        <input type="file" accept="image/*" hidden @change=${this.#take}>
      </div>
      <p id="hint" class="hint">${t.pictureHint}</p>
      ${this.refused ? html`<p class="notice error" role="alert">${t.badPicture}</p>` : nothing}`;
  }
}

define('voice-picture', VoicePicture);

declare global {
  interface HTMLElementTagNameMap {
    'voice-picture': VoicePicture;
  }
}
