import type { ClientController } from './client-controller.ts';
import type { Feature } from './features.ts';
import { VoiceChat } from './voice-chat.ts';
import type { VoiceRoom } from './voice-room.ts';

/** Text and reactions, below the call, while the element has `chat`. */
class Chat implements Feature {
  readonly #host: VoiceRoom;
  readonly #controller: ClientController;
  readonly #view = new VoiceChat();

  constructor(host: VoiceRoom, controller: ClientController) {
    this.#host = host;
    this.#controller = controller;
    this.#view.setAttribute('exportparts', 'chat,button');
    host.addController(this);
    this.hostUpdated();
  }

  hostUpdated(): void {
    const view = this.#view;
    view.client = this.#controller.client;
    view.announce = this.#host.announce;
    const panel = this.#host.chat ? this.#host.renderRoot.querySelector('section') : null;
    if (!panel) view.remove();
    else if (view.parentElement !== panel) panel.append(view);
  }
}

export function mount(host: VoiceRoom, controller: ClientController): Feature {
  return new Chat(host, controller);
}
