import { isRecord } from '../../../protocol/guards.ts';
import type { RestartPayload } from '../../../protocol/peer-messages.ts';

function isDescription(value: unknown): value is RestartPayload['description'] {
  if (value === null) return true;
  return isRecord(value) && (value.type === 'offer' || value.type === 'answer') && typeof value.sdp === 'string';
}

/** The payload of a RESTART, or undefined when it is none. */
export function parseRestart(payload: unknown): RestartPayload | undefined {
  if (!isRecord(payload)) return undefined;
  const { call, round, description } = payload;
  if (typeof call !== 'string' || typeof round !== 'number' || !isDescription(description)) return undefined;
  return { call, round, description };
}
