/** The lazily loaded part of the client. */
import { browserCallDevices } from './call-environment.ts';
import { CALL_ERRORS } from './call-errors.ts';
import { type CreateCallMedia, createCallMedia } from './call-media.ts';
import type { CallModule } from './call-module.ts';
import { addErrorTexts } from './errors.ts';
import { createMeshTransport } from './mesh/mesh-transport.ts';
import { createPeerjsSignaling } from './mesh/peerjs-signaling.ts';
import { createStay } from './stay.ts';
import type { CreateTransport } from './transport.ts';

const createTransport: CreateTransport = (environment, events) =>
  createMeshTransport(createPeerjsSignaling, environment, events);

const createMedia: CreateCallMedia = (environment, options, events) =>
  createCallMedia(createTransport, environment, options, events);

/** The call over PeerJS and this window's devices. */
export function callModule(window: Window & typeof globalThis): CallModule {
  addErrorTexts(CALL_ERRORS);
  const devices = browserCallDevices(window);
  return {
    createStay(context) {
      const stay = createStay({ ...context, environment: { ...context.environment, ...devices } }, createMedia);
      // Not needed for anybody to be heard: it comes when the call runs.
      const unsubscribe = context.store.subscribe(({ state }) => {
        if (state !== 'connected') return;
        unsubscribe();
        import('./quality/quality-monitor.ts').then(
          ({ monitorQuality }) => monitorQuality({ ...context, stats: stay.stats }),
          () => {},
        );
      });
      return stay;
    },
  };
}
