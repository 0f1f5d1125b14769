/** What only a call shows; loaded at the first join, or before when the page is idle. */
export { VoiceCall } from './voice-call.ts';
