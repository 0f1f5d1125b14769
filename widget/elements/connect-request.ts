import { request } from './events.ts';

/** Somebody who cannot be reached is to be tried on, or not any more. Cancelled, nothing happens. */
export class VoiceConnectRequest extends request<{ participantId: string; wanted: boolean }>('voice-connect-request') {}

declare global {
  interface HTMLElementEventMap {
    'voice-connect-request': VoiceConnectRequest;
  }
}
