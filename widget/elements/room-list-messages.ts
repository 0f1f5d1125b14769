import { section } from './message-section.ts';

/** Every word of the list of rooms. */
export const roomListMessages = section('rooms', {
  rooms: 'Voice rooms',
  loading: 'Looking for rooms…',
  empty: 'No room is open.',
  nobody: 'Nobody is here',
  people: { one: '{count} person', other: '{count} people' },
  speaks: { one: '{names} is speaking', other: '{names} are speaking' },
  /** What a screen reader says of a card. */
  card: '{name}, {people}',
  cardWith: '{name}, {people}: {names}',
  more: 'Only the newest rooms are shown.',
  others: '+{count}',
  create: 'New room',
  name: 'Name of the room',
  open: 'Open',
  cancel: 'Cancel',
  badName: 'Use letters or digits.',
});
