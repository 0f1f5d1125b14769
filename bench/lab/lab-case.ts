import type { Stage, StageOptions } from './stage.ts';

/** By name, and the Debian package that has it. */
export const PROGRAMS = { nft: 'nftables', python3: 'python3', turnserver: 'coturn', postgres: 'postgresql' } as const;
export type Program = keyof typeof PROGRAMS;

export type Unit = 'ms' | '%' | 'RTT';

export interface Sample {
  product: string;
  /** What is measured, in words. */
  metric: string;
  unit: Unit;
  /** null: it did not come to pass as long as it was waited for. */
  value: number | null;
  aim?: Aim | undefined;
  note?: string | undefined;
}

/** What our own median and worst shall not exceed. */
export interface Aim {
  median?: number;
  worst?: number;
}

/**
 * What happens to people. One run leaves the stage so that the next can follow. A run that has nothing to do for minutes says so
 * (`rests`): then the next begins meanwhile, on a stage of its own.
 */
export interface LabCase {
  /** For `--case`. */
  name: string;
  /** What happens, in words. */
  what: string;
  /** One run, about so long. */
  seconds: number;
  stage?: StageOptions;
  /** Programs it needs beside `ip`. */
  needs?: readonly Program[];
  run(stage: Stage, rests: () => void): Promise<Sample[]>;
}
