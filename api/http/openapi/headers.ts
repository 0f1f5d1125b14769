import type { Route } from '../define-route.ts';
import type { JsonSchema } from './json-schema.ts';
import type { Parameter } from './openapi.ts';

export interface Header {
  description: string;
  schema: JsonSchema;
}

const parameter = (name: string, description: string, schema: JsonSchema = { type: 'string' }): Parameter => ({
  name,
  in: 'header',
  required: false,
  description,
  schema,
});

const IDEMPOTENCY_KEY = parameter(
  'Idempotency-Key',
  'Of your choice, such as a UUID. The same request again within 24 hours with the same key is answered as the first one and does nothing.',
  { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
);
const IF_MATCH = parameter('If-Match', 'Only if it is still as this ETag says; 412 otherwise.');
const IF_NONE_MATCH = parameter('If-None-Match', 'Answers 304 if it is still as this ETag says.');

/** The request headers a route listens to, beyond those that every one does. */
export function headerParameters({ method, etag }: Route): Parameter[] {
  return [
    ...(method === 'POST' ? [IDEMPOTENCY_KEY] : []),
    ...(etag ? [method === 'GET' ? IF_NONE_MATCH : IF_MATCH] : []),
  ];
}

const header = (description: string, type = 'string'): Header => ({ description, schema: { type } });

/** What comes with a success. */
export function answerHeaders({ method, etag, status }: Route): Record<string, Header> {
  return {
    'X-Request-Id': header('The request’s id in the server’s log; yours, if you sent one.'),
    'RateLimit-Limit': header('Requests per window.', 'integer'),
    'RateLimit-Remaining': header('How many are left in this window.', 'integer'),
    'RateLimit-Reset': header('Seconds until the next window.', 'integer'),
    ...(etag && status !== 204 ? { ETag: header('The version of what is answered.') } : {}),
    ...(method === 'POST'
      ? { 'Idempotent-Replayed': header('`true` when the answer is that of an earlier request.') }
      : {}),
  };
}
