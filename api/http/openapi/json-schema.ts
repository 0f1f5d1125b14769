import { z } from 'zod';
import { isRecord } from '../../../protocol/guards.ts';

/** A JSON Schema (2020-12, the dialect of OpenAPI 3.1) as far as ours go. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  additionalProperties?: boolean | JsonSchema;
}

export type Components = Record<string, JsonSchema>;

/**
 * A zod schema as JSON Schema: what comes in (`input`) or what is answered (`output`). Schemas that are named (`.meta({ id })`) go to
 * `components`. `.meta({ openapi })` stands for what JSON Schema cannot see in the code: it replaces the node.
 */
export function toJsonSchema(schema: z.ZodType, io: 'input' | 'output', components: Components): JsonSchema {
  const {
    $schema: _,
    $defs,
    ...rest
  } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // The format says it; and an answer may gain fields that today's clients must not stumble over.
      if (jsonSchema.format) delete jsonSchema.pattern;
      if (io === 'output') delete jsonSchema.additionalProperties;
      if (isRecord(jsonSchema['openapi'])) {
        const { openapi, description } = jsonSchema;
        for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
        Object.assign(jsonSchema, openapi, description === undefined ? {} : { description });
      }
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  for (const [name, definition] of Object.entries($defs ?? {})) components[name] = relocate(definition);
  return relocate(rest);
}

/** zod refers to `#/$defs/…`, a description of an API to `#/components/schemas/…`. */
function relocate(schema: object): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'));
}
