/** What only a moderator sees; loaded when one is in the call. */
export { VoiceModerator } from './voice-moderator.ts';
export { VoiceRules } from './voice-rules.ts';
