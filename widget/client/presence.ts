import type { Participant } from '../../protocol/rest.ts';
import type { CallMedia } from './call-media.ts';
import type { RoomWatch } from './room-watch.ts';

/** Where we are at this moment; shared by what acts on it. */
export interface Presence {
  /** Who we are in which room; null while out of it. */
  stay: { readonly roomId: string; readonly participantId: string } | null;
  /** The sound of the call, from the start of a join to the end of the stay. */
  media: CallMedia | null;
  /** Aborted when the join or the stay it led to is over. */
  attempt: AbortController;
}

/** We, as the server last said. */
export function selfOf({ stay }: Presence, watch: RoomWatch): Participant | undefined {
  return stay ? watch.state.participants.get(stay.participantId) : undefined;
}
