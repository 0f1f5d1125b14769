import type { ReactiveController } from 'lit';
import type { ClientController } from './client-controller.ts';
import type { VoiceRoom } from './voice-room.ts';

/** A part of `<voice-room>` that comes only when it is asked for: a reactive controller of the element, in a chunk of its own. */
export interface Feature extends ReactiveController {
  /** The request that asked for it: the first one, and every later one. */
  ask?(request: Event): void;
}

export interface FeatureModule {
  mount(host: VoiceRoom, controller: ClientController): Feature;
}

export type CallView = typeof import('./call-view.ts');

/** What asks for them: a property that is set, or a request event. What they are is in `call-view.ts`. */
const NAMES = ['pttKey', 'chat', 'voice-settings-request'] as const satisfies (keyof CallView['FEATURES'])[];
type Name = (typeof NAMES)[number];

export class Features implements ReactiveController {
  readonly #mounted = new Map<Name, Promise<Feature>>();
  readonly #host: VoiceRoom;
  readonly #controller: ClientController;

  constructor(host: VoiceRoom, controller: ClientController) {
    this.#host = host;
    this.#controller = controller;
    host.addController(this);
    for (const name of NAMES)
      host.addEventListener(name, (request) => {
        // The page may still cancel it: its listeners come after this one.
        queueMicrotask(() => request.defaultPrevented || this.#mount(name, request));
      });
  }

  hostUpdate(): void {
    for (const name of NAMES) if (this.#host[name as keyof VoiceRoom]) this.#mount(name);
  }

  async #load(name: Name): Promise<Feature> {
    const { FEATURES } = await this.#controller.environment.loadCallView();
    const { mount } = await FEATURES[name]();
    return mount(this.#host, this.#controller);
  }

  #mount(name: Name, request?: Event): void {
    const mounted = this.#mounted.get(name) ?? this.#load(name);
    this.#mounted.set(name, mounted);
    mounted.then(
      (feature) => request && feature.ask?.(request),
      // What could not be loaded is loaded when it is asked for again.
      () => this.#mounted.delete(name),
    );
  }
}
