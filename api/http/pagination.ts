import { z } from 'zod';
import { isRecord, parseJson, UUID } from '../../protocol/guards.ts';
import { DEFAULT_PAGE_LIMIT, MAX_PAGE_LIMIT } from '../../protocol/limits.ts';
import type { Page } from '../../protocol/rest.ts';

/** The last row of a page: the next page begins after it, whatever was inserted meanwhile. */
export interface Position {
  at: Date;
  id: string;
}

export interface PageQuery {
  limit: number;
  cursor?: Position | undefined;
}

/** The year 9999: beyond it the database and JavaScript write dates differently. */
const LATEST = Date.UTC(9999, 11, 31);

function decode(text: string, id: RegExp): Position | undefined {
  const value = parseJson(Buffer.from(text, 'base64url').toString('utf8'));
  if (!isRecord(value) || !Number.isInteger(value.t)) return undefined;
  if (typeof value.i !== 'string' || !id.test(value.i)) return undefined;
  const time = Number(value.t);
  return time < 0 || time > LATEST ? undefined : { at: new Date(time), id: value.i };
}

function encode({ at, id }: Position): string {
  return Buffer.from(JSON.stringify({ t: at.getTime(), i: id })).toString('base64url');
}

/** `?limit=&cursor=` of a list whose ids look like that. */
export const pageQueryOf = (id: RegExp) => ({
  limit: z
    .string()
    .regex(/^\d{1,4}$/, `A whole number from 1 to ${MAX_PAGE_LIMIT}`)
    .transform(Number)
    .pipe(z.int().min(1).max(MAX_PAGE_LIMIT))
    .default(DEFAULT_PAGE_LIMIT)
    .meta({ openapi: { type: 'integer', minimum: 1, maximum: MAX_PAGE_LIMIT, default: DEFAULT_PAGE_LIMIT } }),
  cursor: z
    .string()
    .max(512)
    .transform((text, context) => {
      const position = decode(text, id);
      if (!position) context.addIssue({ code: 'custom', message: 'Not a cursor of this server' });
      return position ?? z.NEVER;
    })
    .optional()
    .meta({ description: 'The `nextCursor` of the page before.' }),
});

/** The same of a list whose ids are UUIDs. */
export const pageQuery = pageQueryOf(UUID);

/** The answer of every list. `nextCursor` is null on the last page. */
export function pageOf<S extends z.ZodType>(item: S) {
  return z.strictObject({ data: z.array(item), nextCursor: z.string().nullable() });
}

/** A page out of `limit + 1` rows: the extra one only tells that there is more. */
export function toPage<Row, T>(
  rows: Row[],
  limit: number,
  position: (row: Row) => Position,
  present: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { data: shown.map(present), nextCursor: last ? encode(position(last)) : null };
}
