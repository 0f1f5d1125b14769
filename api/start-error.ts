/** Why the server cannot start, in one sentence for the person who started it. Entry files print it and exit with code 1. */
export class StartError extends Error {
  override name = 'StartError';
}
