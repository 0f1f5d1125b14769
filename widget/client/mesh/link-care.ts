import type { PeerWord } from '../../../protocol/peer-messages.ts';
import { adaptLink } from '../adaptation/adapt-link.ts';
import type { Environment } from '../environment.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { createLinkRepair, type LinkRepairEvents } from './link-repair.ts';
import type { MediaCall } from './peer-signaling.ts';
import { exchangeWords } from './peer-word.ts';

export interface LinkCareEvents extends Omit<LinkRepairEvents, 'alone'> {
  /** The other side says how its sound is. */
  onSaid(word: PeerWord): void;
}

/** What a connection needs once it stands: repair when it breaks, sound that fits it, and a word beside it. */
export interface LinkCare {
  /** Whether the other side should be heard. */
  setSoundDue(due: boolean): void;
  /** How our own sound is: told from browser to browser. */
  say(word: PeerWord): void;
  close(): void;
}

export type CreateLinkCare = typeof createLinkCare;

/** At most so many bit/s of sound. Firefox lists encodings only once negotiated. */
async function limit(connection: RTCPeerConnection, maxBitrate: number): Promise<void> {
  for (const sender of connection.getSenders()) {
    const parameters = sender.getParameters();
    for (const encoding of parameters.encodings) encoding.maxBitrate = maxBitrate;
    await sender.setParameters(parameters);
  }
}

export function createLinkCare(environment: Environment, call: MediaCall, events: LinkCareEvents): LinkCare {
  const alone = oneAtATime();
  const repair = createLinkRepair(environment, call, { ...events, alone });
  const stopAdapting = adaptLink(environment, call.connection, {
    onBitrate: (bitrate) => void limit(call.connection, bitrate).catch(() => {}),
    alone,
  });
  return {
    setSoundDue: repair.setSoundDue,
    say: exchangeWords(call, events.onSaid),
    close() {
      stopAdapting();
      repair.close();
    },
  };
}
