import { isRecord } from '../../protocol/guards.ts';

/** What describes a person, beside the id. */
const NOTHING: Readonly<Record<string, unknown>> = { displayName: '', avatar: null, metadata: {}, reason: null };

/**
 * The same JSON without that person: their id is replaced wherever it stands alone, and what describes them is emptied, in whatever
 * says their `agentId`; in everything, if it is all about them.
 */
export function redact(value: unknown, agentId: string, alias: string, aboutThem = false): unknown {
  if (value === agentId) return alias;
  if (Array.isArray(value)) return value.map((item) => redact(item, agentId, alias, aboutThem));
  if (!isRecord(value)) return value;
  const theirs = aboutThem || value.agentId === agentId;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      theirs && key in NOTHING ? NOTHING[key] : redact(field, agentId, alias, theirs),
    ]),
  );
}
