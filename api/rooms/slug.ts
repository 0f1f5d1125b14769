import { isSlug } from '../../protocol/guards.ts';
import { MAX_SLUG_LENGTH } from '../../protocol/limits.ts';

const SUFFIX_ROOM = 6;

/** A slug out of a room's name: `Café am Eck` becomes `cafe-am-eck`. A name without any letter it knows becomes `room`. */
export function slugify(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_SLUG_LENGTH - SUFFIX_ROOM)
    .replace(/^-+|-+$/g, '');
  return isSlug(slug) ? slug : 'room';
}

/** `slug`, `slug-2`, `slug-3`, … */
export function slugAttempt(slug: string, attempt: number): string {
  return attempt === 1 ? slug : `${slug}-${attempt}`;
}
