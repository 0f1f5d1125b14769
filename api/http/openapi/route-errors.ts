import type { ErrorCode } from '../../../protocol/error-codes.ts';
import { leastHolder } from '../../auth/scopes.ts';
import type { Route } from '../define-route.ts';

/** Every code a route can answer with: its own, and what follows from who may call it and what it takes in. */
export function errorsOf({ method, scope, schemas, etag, errors }: Route): ErrorCode[] {
  const { params, query, body } = schemas;
  return [
    ...new Set<ErrorCode>([
      ...(body ? (['malformed_json', 'bad_request', 'payload_too_large', 'unsupported_media_type'] as const) : []),
      ...(leastHolder(scope) === 'anybody' ? [] : (['unauthenticated'] as const)),
      'token_invalid',
      'token_expired',
      'origin_not_allowed',
      'forbidden',
      ...errors,
      ...(etag || method !== 'GET' ? (['precondition_failed'] as const) : []),
      ...(method === 'POST' ? (['idempotency_in_progress', 'idempotency_key_reused'] as const) : []),
      ...(params || query || body ? (['validation_failed'] as const) : []),
      'rate_limited',
      'internal',
      'unavailable',
    ]),
  ];
}
