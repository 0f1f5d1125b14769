/** The lazily loaded part of the client. */
import { browserCallDevices } from './call-environment.ts';
import { CALL_ERRORS } from './call-errors.ts';
import { type CreateCallMedia, createCallMedia } from './call-media.ts';
import type { CallModule } from './call-module.ts';
import { createStay } from './create-stay.ts';
import { addErrorTexts } from './errors.ts';
import { createMeshTransport, type MeshParts } from './mesh/mesh-transport.ts';
import { createPeerjsSignaling } from './mesh/peerjs-signaling.ts';
import { createWaitingLine } from './mesh/waiting-line.ts';

type Running = typeof import('./running-call.ts');

/** The call over PeerJS and this window's devices. */
export function callModule(window: Window & typeof globalThis): CallModule {
  addErrorTexts(CALL_ERRORS);
  const devices = browserCallDevices(window);
  return {
    createStay(context) {
      const called = { ...context, environment: { ...context.environment, ...devices } };
      let running: Promise<Running> | null = null;

      /** Rejects if it cannot be had now. */
      function loadRunning(): Promise<Running> {
        running ??= import('./running-call.ts').then(
          (loaded) => {
            loaded.accompany(called, loaded.browserPageLife(window), stay);
            return loaded;
          },
          (cause: unknown) => {
            running = null;
            throw cause;
          },
        );
        return running;
      }

      const { prepare, take: takeLine } = createWaitingLine(createPeerjsSignaling);
      const mesh: MeshParts = {
        createSignaling: createPeerjsSignaling,
        takeLine,
        loadCare: async () => (await loadRunning()).createLinkCare,
        whyUnreachable: async (...connection) =>
          (await import('./diagnosis/why-unreachable.ts')).whyUnreachable(...connection),
      };
      const createMedia: CreateCallMedia = (...media) =>
        createCallMedia((...transport) => createMeshTransport(mesh, ...transport), ...media);
      const stay = createStay(called, createMedia, prepare, async () => {
        const { browserPageLife, createReloading, createRoomCommands } = await loadRunning();
        return { createReloading: () => createReloading(called, browserPageLife(window)), createRoomCommands };
      });
      const unsubscribe = context.store.subscribe(({ state }) => {
        if (state === 'connected') loadRunning().then(unsubscribe, () => {});
      });
      return stay;
    },
  };
}
