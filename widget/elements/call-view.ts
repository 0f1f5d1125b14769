/** What only a call shows; loaded at the first join, or before when the page is idle, or for one of the features. */
import type { FeatureModule } from './features.ts';

import './voice-check-button.ts';

export { speak } from './languages.ts';
export { VoiceCall } from './voice-call.ts';

/** Likewise what `<voice-room-list>` shows. */
export const loadRoomList = () => import('./room-list-view.ts');

/** Each in a chunk of its own, which shares what it needs with this one. */
export const FEATURES = {
  pttKey: (): Promise<FeatureModule> => import('./push-to-talk.ts'),
  chat: (): Promise<FeatureModule> => import('./chat.ts'),
  'voice-settings-request': (): Promise<FeatureModule> => import('./settings.ts'),
};
