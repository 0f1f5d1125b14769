import { request } from './events.ts';

/** Push-to-talk: held or let go. */
export class VoiceTalkRequest extends request<{ talking: boolean }>('voice-talk-request') {}

declare global {
  interface HTMLElementEventMap {
    'voice-talk-request': VoiceTalkRequest;
  }
}
