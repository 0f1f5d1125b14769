import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line says about the request on whose behalf something happens. */
export interface RequestContext {
  requestId: string;
}

/** Follows a request through everything it sets off, so that nobody has to hand its id on. */
export const requestContext = new AsyncLocalStorage<RequestContext>();
