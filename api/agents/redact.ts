import { isRecord } from '../../protocol/guards.ts';

/** Where the id of an agent stands. The same text elsewhere is a role, a reason, a name: somebody may be called `speaker`. */
const ID_FIELDS: ReadonlySet<string> = new Set(['agentId', 'actorId', 'targetId']);

/** What describes a person, beside the id. */
const NOTHING: Readonly<Record<string, unknown>> = { displayName: '', avatar: null, metadata: {}, reason: null };

/**
 * The same JSON without that person: an alias stands for their id, and what describes them is emptied, in whatever says their
 * `agentId`; in everything, if it is all about them. What others put into their own metadata is theirs.
 */
export function redact(value: unknown, agentId: string, alias: string, aboutThem = false): unknown {
  if (Array.isArray(value)) return value.map((item) => redact(item, agentId, alias, aboutThem));
  if (!isRecord(value)) return value;
  const theirs = aboutThem || value.agentId === agentId;
  const redacted = (key: string, field: unknown): unknown => {
    if (theirs && key in NOTHING) return NOTHING[key];
    if (ID_FIELDS.has(key)) return field === agentId ? alias : field;
    return key === 'metadata' ? field : redact(field, agentId, alias, theirs);
  };
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, redacted(key, field)]));
}
