import { request } from './events.ts';

/** What the lobby asks of `<voice-room>`; `displayName` is what was typed, when it asks for a name; `microphone` false: to listen only. */
export class VoiceJoinRequest extends request<{
  displayName?: string | undefined;
  microphone?: boolean;
}>('voice-join-request') {}

declare global {
  interface HTMLElementEventMap {
    'voice-join-request': VoiceJoinRequest;
  }
}
