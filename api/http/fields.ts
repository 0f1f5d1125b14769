import { z } from 'zod';
import { isRecord } from '../../protocol/guards.ts';
import { MAX_METADATA_BYTES } from '../../protocol/limits.ts';
import type { Metadata } from '../../protocol/rest.ts';

const MAX_DEPTH = 16;

/** Text the database can keep: no control characters, no half of a surrogate pair. Trimmed; at least one character. */
export function text(maxLength: number) {
  return z
    .string()
    .trim()
    .min(1, 'Must not be empty')
    .max(maxLength, `At most ${maxLength} characters`)
    .refine(isStorable, 'Must not contain control characters')
    .meta({ description: 'Trimmed; without control characters.' });
}

/** Whether the database can keep it as text. */
export function isStorable(value: string): boolean {
  return value.isWellFormed() && !/\p{Cc}/u.test(value);
}

/** Whether every string inside can be kept as jsonb, which knows neither U+0000 nor half a surrogate pair. Walks without recursion. */
function isStorableJson(root: unknown): boolean {
  const rest: { value: unknown; depth: number }[] = [{ value: root, depth: 0 }];
  for (let item = rest.pop(); item; item = rest.pop()) {
    const { value, depth } = item;
    if (typeof value === 'string' && (!value.isWellFormed() || value.includes('\0'))) return false;
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= MAX_DEPTH) return false;
    for (const [key, inner] of Object.entries(value)) {
      rest.push({ value: key, depth: depth + 1 }, { value: inner, depth: depth + 1 });
    }
  }
  return true;
}

/** A free JSON object of the caller's. */
export const metadata = z
  .custom<Metadata>(isRecord, 'Must be an object')
  .superRefine((value, context) => {
    if (!isStorableJson(value)) {
      context.addIssue({
        code: 'custom',
        message: `Must be well-formed text without U+0000, at most ${MAX_DEPTH} levels deep`,
      });
    } else if (Buffer.byteLength(JSON.stringify(value)) > MAX_METADATA_BYTES) {
      context.addIssue({ code: 'custom', message: `At most ${MAX_METADATA_BYTES} bytes of JSON` });
    }
  })
  .meta({
    openapi: { type: 'object' },
    description: `A free object of your own, at most ${MAX_METADATA_BYTES} bytes of JSON.`,
  });

/** An object of the caller's as it comes back. */
export const metadataAnswer = z.custom<Metadata>(isRecord).meta({ openapi: { type: 'object' } });

/** A time as it is answered: ISO 8601 in UTC. */
export const timeAnswer = z.iso.datetime({ precision: 3 });

/** From then on JavaScript writes years in a way that databases do not read. */
const YEAR_10000 = Date.UTC(10_000, 0);

/** A time as it is asked for: ISO 8601 with any offset, from 1970 to 9999 in UTC. */
export const moment = z.iso
  .datetime({ offset: true })
  .transform((value) => new Date(value))
  .refine((value) => value.getTime() >= 0 && value.getTime() < YEAR_10000, 'Must be from 1970 to 9999 in UTC');

/** `true` or `false` in a query string. */
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
