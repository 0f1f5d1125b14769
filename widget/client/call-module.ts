import type { Environment } from './environment.ts';
import type { Stay } from './stay.ts';
import type { StayContext } from './stay-context.ts';

/** What the room client gives to the lazily loaded part: a stay's context, without the devices, which that part knows. */
export type CallContext = Omit<StayContext, 'environment'> & { environment: Environment };

/** The lazily loaded part of the client: everything a call needs and watching does not. */
export interface CallModule {
  createStay(context: CallContext): Stay;
}
