import type { JsonSchema } from './json-schema.ts';

/** One field of a body or an answer, for people. */
export interface SchemaLine {
  /** `settings.locked`, `data[].id` */
  path: string;
  type: string;
  required: boolean;
  /** What it means and what it is limited to. */
  note: string;
}

/** The name of the schema this one refers to, if it does. */
export function refName({ $ref }: JsonSchema): string | undefined {
  return $ref?.split('/').at(-1);
}

/** The type as one reads it: `string | null`, `Room[]`, `"left" | "removed"`. */
export function typeName(schema: JsonSchema): string {
  const name = refName(schema);
  if (name) return name;
  if (schema.anyOf) return schema.anyOf.map(typeName).join(' | ');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.type === 'array') return `${typeName(schema.items ?? {})}[]`;
  return [schema.type ?? 'any'].flat().join(' | ');
}

/** What JSON Schema says about a value beyond its type, in words. */
export function noteOf(schema: JsonSchema): string {
  const { description, format, minimum, maximum, minLength, maxLength, default: fallback } = schema;
  const range = (low: number | undefined, high: number | undefined, unit: string) =>
    high === undefined
      ? low
        ? `at least ${low}${unit}`
        : ''
      : `${low === undefined ? 'at most' : `${low} to`} ${high}${unit}`;
  const facts = [
    format ?? '',
    range(minimum, maximum, ''),
    range(minLength, maxLength, ' characters'),
    fallback === undefined ? '' : `default ${JSON.stringify(fallback)}`,
  ].filter(Boolean);
  return [description ?? '', facts.length ? `(${facts.join('; ')})` : ''].filter(Boolean).join(' ');
}

/** The fields of an object, those of unnamed objects inside it included. */
export function schemaLines(schema: JsonSchema, prefix = ''): SchemaLine[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const required = schema.required?.includes(name) ?? false;
    const inner = field.type === 'array' ? field.items : field;
    const below = inner?.properties ? schemaLines(inner, `${path}${field.type === 'array' ? '[]' : ''}.`) : [];
    return [{ path, type: typeName(field), required, note: noteOf(field) }, ...below];
  });
}
