import type { Quality } from '../client/room-snapshot.ts';
import { section } from './message-section.ts';

/** How good a connection is. */
export const qualityMessages = section('quality', {
  excellent: 'Connection: excellent',
  good: 'Connection: good',
  poor: 'Connection: poor',
  lost: 'Connection: lost',
} satisfies Record<Exclude<Quality, 'unknown'>, string>);
