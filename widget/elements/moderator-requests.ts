import type { Role } from '../../protocol/rest.ts';
import { request } from './events.ts';

/** What a moderator does to somebody; with `ban` (seconds, or true until it is lifted) the removed may not come back. */
export type Act = { muted: boolean } | { handRaised: false } | { role: Role } | { ban: boolean | number };

/** A moderator's button was pressed. Cancelled, nothing happens. */
export class VoiceModerateRequest extends request<{ participantId: string; act: Act }>('voice-moderate-request') {}

declare global {
  interface HTMLElementEventMap {
    'voice-moderate-request': VoiceModerateRequest;
  }
}
