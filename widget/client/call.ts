/** The lazily loaded part of the client. */
import { browserCallDevices } from './call-environment.ts';
import { CALL_ERRORS } from './call-errors.ts';
import { type CreateCallMedia, createCallMedia } from './call-media.ts';
import type { CallModule } from './call-module.ts';
import { addErrorTexts } from './errors.ts';
import { createMeshTransport, type MeshParts } from './mesh/mesh-transport.ts';
import { createPeerjsSignaling } from './mesh/peerjs-signaling.ts';
import { createWaitingLine } from './mesh/waiting-line.ts';
import { createStay } from './stay.ts';

let running: Promise<typeof import('./running-call.ts')> | null = null;

/** Rejects if it cannot be had now. */
function loadRunning() {
  running ??= import('./running-call.ts').catch((cause: unknown) => {
    running = null;
    throw cause;
  });
  return running;
}

const parts: Omit<MeshParts, 'takeLine'> = {
  createSignaling: createPeerjsSignaling,
  loadCare: async () => (await loadRunning()).createLinkCare,
  whyUnreachable: async (...connection) =>
    (await import('./diagnosis/why-unreachable.ts')).whyUnreachable(...connection),
};

/** The call over PeerJS and this window's devices. */
export function callModule(window: Window & typeof globalThis): CallModule {
  addErrorTexts(CALL_ERRORS);
  const devices = browserCallDevices(window);
  return {
    createStay(context) {
      const called = { ...context, environment: { ...context.environment, ...devices } };
      const { prepare, take: takeLine } = createWaitingLine(createPeerjsSignaling);
      const createMedia: CreateCallMedia = (...media) =>
        createCallMedia((...transport) => createMeshTransport({ ...parts, takeLine }, ...transport), ...media);
      const stay = createStay(called, createMedia, prepare);
      let isLoading = false;
      const unsubscribe = context.store.subscribe(({ state }) => {
        if (state !== 'connected' || isLoading) return;
        isLoading = true;
        loadRunning().then(
          ({ accompany }) => {
            unsubscribe();
            accompany(called, stay);
          },
          () => {
            isLoading = false;
          },
        );
      });
      return stay;
    },
  };
}
