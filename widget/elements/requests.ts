/**
 * What the buttons of a call ask of `<voice-room>`. A page may ask the same from its own buttons inside the element, or cancel a
 * request (`preventDefault()`) before anything happens.
 */
import { request } from './events.ts';

export class VoiceLeaveRequest extends request<object>('voice-leave-request') {}
export class VoiceMuteRequest extends request<{ muted: boolean }>('voice-mute-request') {}
export class VoiceDeafenRequest extends request<{ deafened: boolean }>('voice-deafen-request') {}
/** Let the others be heard: the browser waited for a click. */
export class VoiceUnlockRequest extends request<object>('voice-unlock-request') {}

declare global {
  interface HTMLElementEventMap {
    'voice-leave-request': VoiceLeaveRequest;
    'voice-mute-request': VoiceMuteRequest;
    'voice-deafen-request': VoiceDeafenRequest;
    'voice-unlock-request': VoiceUnlockRequest;
  }
}
