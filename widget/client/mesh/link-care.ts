import { adaptLink } from '../adaptation/adapt-link.ts';
import type { Environment } from '../environment.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { createLinkRepair, type LinkRepairEvents } from './link-repair.ts';
import type { MediaCall } from './peer-signaling.ts';

export interface LinkCareEvents extends Omit<LinkRepairEvents, 'alone'> {
  /** From now on at most so many bit/s of sound. */
  onBitrate(bitrate: number): void;
}

/** What a connection needs once it stands: repair when it breaks, and sound that fits it. */
export interface LinkCare {
  /** Whether the other side should be heard. */
  setSoundDue(due: boolean): void;
  close(): void;
}

export type CreateLinkCare = typeof createLinkCare;

export function createLinkCare(environment: Environment, call: MediaCall, events: LinkCareEvents): LinkCare {
  const alone = oneAtATime();
  const repair = createLinkRepair(environment, call, { ...events, alone });
  const stopAdapting = adaptLink(environment, call.connection, { ...events, alone });
  return {
    setSoundDue: repair.setSoundDue,
    close() {
      stopAdapting();
      repair.close();
    },
  };
}
