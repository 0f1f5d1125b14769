import { request } from './events.ts';

/** One's own hand is to go up or down. Cancelled, nothing happens. */
export class VoiceHandRequest extends request<{ raised: boolean }>('voice-hand-request') {}

declare global {
  interface HTMLElementEventMap {
    'voice-hand-request': VoiceHandRequest;
  }
}
