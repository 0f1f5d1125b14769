import fc from 'fast-check';
import type { JsonSchema } from '../http/openapi/json-schema.ts';

const MINUTE_MS = 60_000;

/** Times at the ends of what can be written, and beyond them in UTC. */
const awkwardMoment = fc.constantFrom(
  '9999-12-31T23:59:59-10:00',
  '9999-12-31T23:59:59.999Z',
  '0000-01-01T00:00:00+14:00',
  '1970-01-01T00:00:00+00:01',
);

/** In the four digits of a year, as it is written somewhere in the world. */
const moment = fc
  .record({
    at: fc.oneof(timeIn('1970-01-01', '2100-01-01'), timeIn('0001-01-01', '9999-12-30')),
    offsetMin: fc.oneof(fc.constant(0), fc.integer({ min: -14 * 60, max: 14 * 60 })),
  })
  .map(({ at, offsetMin }) => {
    const local = new Date(at.getTime() + offsetMin * MINUTE_MS).toISOString().slice(0, -1);
    const offset = new Date(Math.abs(offsetMin) * MINUTE_MS).toISOString().slice(11, 16);
    return offsetMin === 0 ? `${local}Z` : `${local}${offsetMin < 0 ? '-' : '+'}${offset}`;
  });

/** Longer is no different, and slower. */
const LONGEST = 200;

/** How many values that fit come for one that is anything. */
const SANITY = 30;

/** Text that something along the way may not take. */
export const AWKWARD_TEXTS = ['a\0b', '\ud800', '', '__proto__', 'x'.repeat(1000)] as const;
export const awkwardText = fc.constantFrom(...AWKWARD_TEXTS);

/** Any JSON, the awkward corners included. */
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  awkwardText,
  fc.constantFrom<unknown>(-0, 1e308, Number.MAX_SAFE_INTEGER, [], {}, null),
);

/** Text of every kind of character; mostly what people write. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 2, arbitrary: awkwardText },
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 80 }) },
);

/** Values out of a schema of the API's description: most fit, some almost, some not at all. */
export function valueLike(schema: JsonSchema): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: SANITY, arbitrary: fitting(schema) }, { weight: 1, arbitrary: anything });
}

function fitting(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(fitting));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const types = [schema.type ?? 'object'].flat();
  return types.length > 1 ? fc.oneof(...types.map((type) => fitting({ ...schema, type }))) : ofType(types[0], schema);
}

function ofType(type: string | undefined, schema: JsonSchema): fc.Arbitrary<unknown> {
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000 });
    case 'string':
      return textOf(schema);
    case 'array':
      return fc.array(fitting(schema.items ?? {}), { maxLength: 3 });
    default:
      return objectOf(schema);
  }
}

function textOf({ format, minLength = 0, maxLength = LONGEST }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'uri') return fc.webUrl();
  if (format === 'date-time') return fc.oneof(moment, awkwardMoment);
  const sized = { minLength, maxLength: Math.min(maxLength, LONGEST) };
  return fc.oneof(
    { weight: 2, arbitrary: fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/) },
    { weight: 1, arbitrary: fc.string({ ...sized, unit: 'grapheme' }) },
  );
}

function objectOf({ properties, required = [] }: JsonSchema): fc.Arbitrary<unknown> {
  if (!properties) return fc.dictionary(anyText, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
  const fields = Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, valueLike(field)]));
  return fc.record(fields, { requiredKeys: required });
}

function timeIn(first: string, last: string): fc.Arbitrary<Date> {
  return fc.date({ min: new Date(first), max: new Date(last), noInvalidDate: true });
}
