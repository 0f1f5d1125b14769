import { createHash } from 'node:crypto';
import { isRecord } from '../../protocol/guards.ts';

/** A digest of a JSON value that is the same however its keys are ordered: the database orders them its own way. */
export function digestOf(value: unknown): string {
  const text = JSON.stringify(value, (_, inner: unknown) =>
    isRecord(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
  return createHash('sha256')
    .update(text ?? '')
    .digest('base64url');
}
