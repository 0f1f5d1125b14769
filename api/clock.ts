/** What time it is. Injected, so that a test can be in charge of it. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
