import { Remembered } from '../client/remembered.ts';
import type { ClientController } from './client-controller.ts';
import type { Feature } from './features.ts';
import type { VoiceSettingsRequest } from './settings-request.ts';
import type { VoiceRoom } from './voice-room.ts';
import { VoiceSettings } from './voice-settings.ts';

/** The settings, over whatever the element shows. */
class Settings implements Feature {
  readonly #host: VoiceRoom;
  readonly #controller: ClientController;
  readonly #view = new VoiceSettings();

  constructor(host: VoiceRoom, controller: ClientController) {
    this.#host = host;
    this.#controller = controller;
    this.#view.host = host;
    this.#view.setAttribute('exportparts', 'settings,button,check,avatar');
    const pictures = new Remembered(controller.environment.storage, 'picture');
    const server = () => host.server || controller.environment.server;
    this.#view.picture = {
      get: () => pictures.get(server()),
      set(picture) {
        pictures.set(server(), picture);
        // From the next join on, also where nothing can be stored.
        controller.client?.configure({ avatar: picture || undefined });
      },
    };
    host.addController(this);
  }

  ask(request: Event): void {
    if (!this.#controller.client) return;
    this.hostUpdated();
    if (!this.#view.isConnected) this.#host.renderRoot.append(this.#view);
    // In what language and direction it is, the element tells its children.
    this.#host.requestUpdate();
    void this.#view.open((request as VoiceSettingsRequest).participantId);
  }

  hostUpdated(): void {
    this.#view.client = this.#controller.client;
    this.#view.requestUpdate();
  }

  hostDisconnected(): void {
    this.#view.close();
  }
}

export function mount(host: VoiceRoom, controller: ClientController): Feature {
  return new Settings(host, controller);
}
