import type { Cancel, Environment } from '../environment.ts';
import { createSpeakingGate } from './speaking-gate.ts';

/** Twenty looks a second: a ring follows the sound within 100 ms. */
const POLL_MS = 50;

export interface SpeakingDetector {
  /** Watches a level (0..1) from now on, in place of the one before under this id. */
  add(id: string, level: () => number): void;
  remove(id: string): void;
  /** How loud it was at the last look; 0 while it is not watched. */
  levelOf(id: string): number;
  clear(): void;
  close(): void;
}

/** Tells who speaks, whenever that changes. */
export function createSpeakingDetector(
  environment: Pick<Environment, 'now' | 'every'>,
  onChange: (speaking: ReadonlySet<string>) => void,
): SpeakingDetector {
  const sources = new Map<
    string,
    { level: () => number; isOpen: ReturnType<typeof createSpeakingGate>; last: number }
  >();
  let speaking: ReadonlySet<string> = new Set();
  let cancelPoll: Cancel | null = null;

  function look(): void {
    const now = environment.now();
    const heard = new Set<string>();
    for (const [id, source] of sources) {
      source.last = source.level();
      if (source.isOpen(source.last, now)) heard.add(id);
    }
    if (heard.size === speaking.size && [...heard].every((id) => speaking.has(id))) return;
    speaking = heard;
    onChange(speaking);
  }

  function remove(id: string): void {
    sources.delete(id);
    if (speaking.has(id)) look();
  }

  function clear(): void {
    sources.clear();
    if (speaking.size > 0) look();
  }

  return {
    add(id, level) {
      sources.set(id, { level, isOpen: createSpeakingGate(), last: 0 });
      cancelPoll ??= environment.every(POLL_MS, look);
    },
    remove,
    levelOf: (id) => sources.get(id)?.last ?? 0,
    clear,
    close() {
      clear();
      cancelPoll?.();
      cancelPoll = null;
    },
  };
}
