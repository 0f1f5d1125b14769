import { hash } from 'node:crypto';
import { isRecord } from '../../protocol/guards.ts';

/** A digest of a JSON value that is the same however its keys are ordered: the database orders them its own way. */
export function digestOf(value: unknown): string {
  return hash('sha256', JSON.stringify(sorted(value)) ?? '', 'base64url');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value) || value instanceof Date) return value;
  const out: Record<string, unknown> = Object.create(null);
  for (const key of Object.keys(value).sort()) out[key] = sorted(value[key]);
  return out;
}
