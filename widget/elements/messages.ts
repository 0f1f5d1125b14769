import { section } from './message-section.ts';

/** Every word the first script shows. Errors bring their own words (`client/errors.ts`). */
export const messages = section('lobby', {
  room: 'Voice room',
  noRoom: 'No room is named here: <voice-room room="lobby">',
  name: 'Your name',
  join: 'Join',
  joinAgain: 'Join again',
  tryAgain: 'Try again',
  useHere: 'Use voice here',
  joining: 'Joining…',
  connecting: 'Connecting…',
  reconnecting: 'Reconnecting…',
  offline: 'Not connected',
  nobody: 'Nobody is here yet',
  hint: 'Your browser will ask for the microphone. Without one, you can listen.',
  listen: 'Listen without a microphone',
  people: { one: '{count} person', other: '{count} people' },
  /** One of the names: those who are not named. */
  others: { one: '{count} other', other: '{count} others' },
  /** `count`: everybody. */
  areHere: { one: '{names} is here', other: '{names} are here' },
  settings: 'Settings',
  left: 'You left the room.',
  timeout: 'The connection was gone for too long.',
});
