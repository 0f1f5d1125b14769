import { request } from './events.ts';

/** What the lobby asks of `<voice-room>`; `displayName` is what was typed, when it asks for a name. */
export class VoiceJoinRequest extends request<{ displayName?: string | undefined }>('voice-join-request') {}

declare global {
  interface HTMLElementEventMap {
    'voice-join-request': VoiceJoinRequest;
  }
}
