import type { Role } from '../../protocol/rest.ts';
import { section } from './message-section.ts';

/** Every word only a moderator reads. */
export const moderatorMessages = section('moderator', {
  moderate: 'Moderate {name}',
  mute: 'Mute for everybody',
  unmute: 'Let be heard again',
  lowerHand: 'Lower the hand',
  roles: {
    moderator: 'Make a moderator',
    speaker: 'Make a speaker',
    listener: 'Make a listener',
  } satisfies Record<Role, string>,
  remove: 'Remove from the room…',
  ban: 'Ban from the room…',
  removeQuestion: 'Remove {name} from the room?',
  removeHint: 'They can join again.',
  removeConfirm: 'Remove',
  banQuestion: 'Ban {name} from this room?',
  banHint: 'They leave at once and cannot come back.',
  banHour: 'Ban for an hour',
  banForGood: 'Ban until lifted',
  cancel: 'Cancel',
  close: 'Close',
  rules: 'Rules of the room',
  lock: 'Lock the room',
  lockHint: 'Nobody else can join.',
  listen: 'Newcomers only listen',
});
