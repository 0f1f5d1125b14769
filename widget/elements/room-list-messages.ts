/** Every word of the list of rooms. */
export const roomListMessages = {
  rooms: 'Voice rooms',
  loading: 'Looking for rooms…',
  empty: 'No room is open.',
  nobody: 'Nobody is here',
  people: (count: number) => (count === 1 ? '1 person' : `${count} people`),
  speaks: (names: readonly string[]) =>
    `${new Intl.ListFormat('en-GB').format(names)} ${names.length > 1 ? 'are' : 'is'} speaking`,
  /** What a screen reader says of a card. */
  card: (name: string, people: string, names: readonly string[]) =>
    names.length ? `${name}, ${people}: ${names.join(', ')}` : `${name}, ${people}`,
  more: 'Only the newest rooms are shown.',
  others: (count: number) => `+${count}`,
  create: 'New room',
  name: 'Name of the room',
  open: 'Open',
  cancel: 'Cancel',
  badName: 'Use letters or digits.',
};
