import { section } from './message-section.ts';

/** Every word about raised hands. */
export const handMessages = section('hand', {
  hand: 'Hand',
  raise: 'Raise your hand',
  lower: 'Lower your hand',
  raised: 'Hand raised',
  /** In the order in which they went up. */
  raisedAs: 'Hand raised, number {place} of {all}',
});
