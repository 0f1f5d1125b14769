/** Every word the first script shows. Errors bring their own words (`client/errors.ts`). */
export const messages = {
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
  people: (count: number) => (count === 1 ? '1 person' : `${count} people`),
  /** `names`: at least one; `others`: how many are not named. */
  areHere: (names: readonly string[], others: number) => {
    const all = others ? [...names, others === 1 ? '1 other' : `${others} others`] : names;
    return `${new Intl.ListFormat('en-GB').format(all)} ${all.length > 1 ? 'are' : 'is'} here`;
  },
  settings: 'Sound settings',
  left: 'You left the room.',
  timeout: 'The connection was gone for too long.',
};
