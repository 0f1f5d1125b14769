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
    createStay: (context) =>
      createStay({ ...context, environment: { ...context.environment, ...devices } }, createMedia),
  };
}
