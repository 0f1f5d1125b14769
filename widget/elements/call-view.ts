/** What only a call shows; loaded at the first join, or before when the page is idle, or for one of the features. */
import type { FeatureModule } from './features.ts';
import { speak } from './speak.ts';
import type { VoiceRoom } from './voice-room.ts';

export { VoiceCall } from './voice-call.ts';

/** The element speaks the language of the page, and has a way to look into whatever goes wrong. */
export function equip(host: VoiceRoom): void {
  speak(host);
  host.addController({
    hostUpdated() {
      if (host.error) import('./voice-check-button.ts').catch(() => {});
    },
  });
}

/** Likewise what `<voice-room-list>` shows. */
export const loadRoomList = () => import('./room-list-view.ts');

/** Each in a chunk of its own, which shares what it needs with this one. */
export const FEATURES = {
  pttKey: (): Promise<FeatureModule> => import('./push-to-talk.ts'),
  chat: (): Promise<FeatureModule> => import('./chat.ts'),
  'voice-settings-request': (): Promise<FeatureModule> => import('./settings.ts'),
};
