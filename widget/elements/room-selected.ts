import type { Room } from '../../protocol/rest.ts';
import { request } from './events.ts';

/** A room was chosen in `<voice-room-list>`. Cancelled, the `<voice-room>` it names does nothing. */
export class VoiceRoomSelectedEvent extends request<{
  /** The slug: what `<voice-room room>` takes. */
  room: string;
  /** Null: a new one, made by whoever joins first. */
  roomInfo: Room | null;
}>('voice-room-selected') {}

declare global {
  interface HTMLElementEventMap {
    'voice-room-selected': VoiceRoomSelectedEvent;
  }
}
