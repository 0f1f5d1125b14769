import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from '../../../protocol/error-codes.ts';
import type { Problem } from '../../../protocol/rest.ts';
import { type Holder, leastHolder } from '../../auth/scopes.ts';
import type { Route } from '../define-route.ts';
import { PROBLEM_TYPE } from '../problem.ts';
import { answerHeaders, type Header, headerParameters } from './headers.ts';
import { type Components, type JsonSchema, toJsonSchema } from './json-schema.ts';
import { errorsOf } from './route-errors.ts';

type Content = Record<string, { schema: JsonSchema; example?: unknown }>;

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: JsonSchema;
}

export interface Response {
  description: string;
  headers?: Record<string, Header>;
  content?: Content;
}

export interface Operation {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  security: Record<string, string[]>[];
  parameters: Parameter[];
  requestBody?: { required: boolean; content: Content };
  responses: Record<string, Response>;
}

export interface OpenApi {
  openapi: '3.1.0';
  info: { title: string; version: string; description: string; license: { name: string; identifier: string } };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Components; securitySchemes: Record<string, object> };
}

const HOLDERS: Record<Holder, string> = {
  anybody:
    'For a publishable key, a join token or any other credential; in the default site for anybody on an allowed origin.',
  participant: 'For a participant with the token of its stay, and for a secret key.',
  moderator: 'For a moderator with the token of its stay, and for a secret key.',
  site: 'For a secret key; in the default site also for the admin key.',
  admin: 'For the admin key.',
};

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]),
    detail: z.string().meta({ description: 'For people.' }),
    requestId: z.string().optional().meta({ description: 'To ask the operator with.' }),
    issues: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'With validation_failed: every single one.' }),
  })
  .meta({ id: 'Problem', description: 'An error (RFC 9457). Go by `code`, which never changes its meaning.' });
problem satisfies z.ZodType<Problem>;

/** Describes the rows that route (OpenAPI 3.1). */
export function describeRoutes(routes: readonly Route[]): OpenApi {
  const schemas: Components = {};
  toJsonSchema(problem, 'output', schemas);
  const paths: OpenApi['paths'] = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'voice-room',
      version: '1',
      description:
        'Rooms, who is in them, and the record of it. A development server asks nobody for a credential; in production each operation says who may.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/api/v1' }],
    tags: [...new Set(routes.map(tagOf))].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'The admin key, or the participant token of a join.' },
      },
    },
  };
}

function tagOf({ path }: Route): string {
  return path.includes('/participants') ? 'participants' : (path.split('/')[1] ?? '');
}

function operationOf(route: Route, components: Components): Operation {
  const { schemas, scope } = route;
  const holder = leastHolder(scope);
  const body = schemas.body && toJsonSchema(schemas.body, 'input', components);
  return {
    operationId: route.name,
    summary: route.summary,
    description: HOLDERS[holder],
    tags: [tagOf(route)],
    security: holder === 'anybody' ? [{}, { bearer: [] }] : [{ bearer: [] }],
    parameters: [
      ...parametersOf(schemas.params, 'path', components),
      ...parametersOf(schemas.query, 'query', components),
      ...headerParameters(route),
    ],
    ...(body ? { requestBody: { required: body.required !== undefined, content: json(body, route.example) } } : {}),
    responses: { [route.status]: successOf(route, components), ...problemsOf(route) },
  };
}

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query', components: Components): Parameter[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = toJsonSchema(schema, 'input', components);
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description ? { description } : {}),
    schema: rest,
  }));
}

function successOf(route: Route, components: Components): Response {
  const answer = route.schemas.answer && toJsonSchema(route.schemas.answer, 'output', components);
  return {
    description: answer ? 'Done.' : 'Done; there is nothing to say.',
    headers: answerHeaders(route),
    ...(answer ? { content: json(answer) } : {}),
  };
}

/** One response per status, which names its codes. */
function problemsOf(route: Route): Record<string, Response> {
  const byStatus = Object.groupBy(errorsOf(route), (code) => ERROR_CODES[code][0]);
  const content = { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } };
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, codes = []]) => [
      status,
      { description: codes.map((code) => `\`${code}\`: ${ERROR_CODES[code][1]}.`).join(' '), content },
    ]),
  );
}

const json = (schema: JsonSchema, example?: unknown): Content => ({
  'application/json': { schema, ...(example === undefined ? {} : { example }) },
});
