/** What is out of 0..1 comes to its nearest end; what is no number counts as not given, and that is 1. */
export const clampVolume = (volume: number): number => (Number.isNaN(volume) ? 1 : Math.min(1, Math.max(0, volume)));
