import { section } from './message-section.ts';

/** Every word of the push-to-talk button. */
export const talkMessages = section('talk', {
  talk: 'Hold to talk',
  talking: 'Talking',
  muted: 'Unmute to talk',
  orKey: 'Hold this button or the {key} key to talk',
});
