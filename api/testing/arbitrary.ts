import fc from 'fast-check';
import type { JsonSchema } from '../http/openapi/json-schema.ts';

/** Longer is no different, and slower. */
const LONGEST = 200;

/** How many values that fit come for one that is anything. */
const SANITY = 30;

/** Text that something along the way may not take. */
const awkwardText = fc.constantFrom('a\0b', '\ud800', '', '__proto__', 'x'.repeat(1000));

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
  if (format === 'date-time') return fc.oneof(moment(new Date(0), new Date('2100-01-01')), moment());
  const sized = { minLength, maxLength: Math.min(maxLength, LONGEST) };
  return fc.oneof(
    { weight: 2, arbitrary: fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/) },
    { weight: 1, arbitrary: fc.string({ ...sized, unit: 'grapheme' }) },
  );
}

function moment(min?: Date, max?: Date): fc.Arbitrary<string> {
  const bounds = { ...(min ? { min } : {}), ...(max ? { max } : {}) };
  return fc.date({ ...bounds, noInvalidDate: true }).map((date) => date.toISOString());
}

function objectOf({ properties, required = [] }: JsonSchema): fc.Arbitrary<unknown> {
  if (!properties) return fc.dictionary(anyText, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
  const fields = Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, valueLike(field)]));
  return fc.record(fields, { requiredKeys: required });
}
