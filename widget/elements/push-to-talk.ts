import type { ClientController } from './client-controller.ts';
import type { Feature } from './features.ts';
import { isTyping, usesKey } from './key-targets.ts';
import './voice-talk-button.ts';
import type { VoiceTalkRequest } from './talk-request.ts';
import type { VoiceRoom } from './voice-room.ts';

const MODIFIERS = { Control: 'ctrlKey', Alt: 'altKey', Meta: 'metaKey' } as const;

/** Together with a modifier a key means something else; a modifier may be the key itself. */
function isModified(event: KeyboardEvent): boolean {
  return Object.entries(MODIFIERS).some(([name, flag]) => event[flag] && !event.code.startsWith(name));
}

/**
 * Push-to-talk: the key of `ptt-key` anywhere in the page but where it would type or press something, or the button in the controls.
 * Both only open the microphone; muted stays muted.
 */
class PushToTalk implements Feature {
  readonly #host: VoiceRoom;
  readonly #controller: ClientController;
  /** By what it is held at this moment. */
  readonly #held = new Set<'key' | 'button'>();
  /** The key that is down; another one may have been chosen meanwhile. */
  #down = '';
  /** The one that asked last. */
  #button: Element | undefined;
  #listening: AbortController | undefined;

  constructor(host: VoiceRoom, controller: ClientController) {
    this.#host = host;
    this.#controller = controller;
    host.addEventListener('voice-talk-request', (event) => {
      const { talking } = event as VoiceTalkRequest;
      [this.#button] = event.composedPath() as Element[];
      queueMicrotask(() => event.defaultPrevented || this.#hold('button', talking));
    });
    host.addController(this);
  }

  hostConnected(): void {
    this.#listening?.abort();
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    addEventListener('keydown', (event) => this.#onKeyDown(event), { signal, capture: true });
    addEventListener('keyup', (event) => this.#onKeyUp(event), { signal, capture: true });
    addEventListener('focusin', (event) => isTyping(event) && this.#hold('key', false), { signal });
    const release = () => this.#release();
    addEventListener('blur', release, { signal });
    addEventListener('pagehide', release, { signal });
    document.addEventListener('visibilitychange', release, { signal });
  }

  /** A button that goes away under a finger is not told that the finger is lifted. */
  hostUpdated(): void {
    if (!this.#host.self || !this.#key) this.#release();
    else if (!this.#button?.isConnected) this.#hold('button', false);
  }

  hostDisconnected(): void {
    this.#listening?.abort();
    this.#release();
  }

  get #key(): string | null | undefined {
    return this.#controller.snapshot.devices?.pttKey;
  }

  #onKeyDown(event: KeyboardEvent): void {
    // While Meta is down, macOS does not tell of keys that come up.
    if (isModified(event)) this.#hold('key', false);
    else if (event.code === this.#key && this.#host.self && !isTyping(event) && !usesKey(event)) {
      // Not to scroll, and not to press what a mouse left focused.
      event.preventDefault();
      if (event.repeat) return;
      this.#down = event.code;
      this.#hold('key', true);
    }
  }

  #onKeyUp(event: KeyboardEvent): void {
    if (event.code !== this.#down || !this.#held.has('key')) return;
    event.preventDefault();
    this.#hold('key', false);
  }

  #release(): void {
    this.#hold('key', false);
    this.#hold('button', false);
  }

  #hold(by: 'key' | 'button', held: boolean): void {
    if (held === this.#held.has(by)) return;
    const before = this.#held.size > 0;
    if (held) this.#held.add(by);
    else this.#held.delete(by);
    const talking = this.#held.size > 0;
    if (talking !== before) this.#controller.client?.setTalking(talking).catch(() => {});
  }
}

export function mount(host: VoiceRoom, controller: ClientController): Feature {
  return new PushToTalk(host, controller);
}
