import { request } from './events.ts';

/** Show what can be set about sound; with a `participantId`, begin with that person's volume. */
export class VoiceSettingsRequest extends request<{ participantId?: string | undefined }>('voice-settings-request') {}

declare global {
  interface HTMLElementEventMap {
    'voice-settings-request': VoiceSettingsRequest;
  }
}
