import { request } from './events.ts';

/** Show what a person can set for themselves; with a `participantId`, begin with that person's volume. */
export class VoiceSettingsRequest extends request<{ participantId?: string | undefined }>('voice-settings-request') {}

declare global {
  interface HTMLElementEventMap {
    'voice-settings-request': VoiceSettingsRequest;
  }
}
