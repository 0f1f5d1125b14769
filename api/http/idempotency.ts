import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from '../../protocol/error-codes.ts';
import { ApiError } from './errors.ts';
import { seal, unseal } from './sealed.ts';
import { validationFailed } from './validate.ts';

/** How long an answer is kept. */
export const IDEMPOTENCY_LIFE_MS = 24 * 3600_000;
/** A request that has not ended after this time died with its process: its key may be used again. */
export const IDEMPOTENCY_STALE_MS = 60_000;

/** What is known of a key: of which request it is, and how that ended; `sealed` is null while it is under way. */
export interface KeptRequest {
  fingerprint: string;
  sealed: string | null;
}

/** Keeps keys for all instances, over restarts. */
export interface IdempotencyStore {
  /** Takes the key for a new request, null; or says whose it is. Of two at once, one gets it. */
  claim(id: string, fingerprint: string): Promise<KeptRequest | null>;
  settle(id: string, sealed: string): Promise<void>;
  /** As if the key had never been used. */
  release(id: string): Promise<void>;
}

interface IdempotentRequest {
  key: string;
  /** Whose key it is: two callers may use the same one. */
  owner: string;
  /** The same for the same request. */
  fingerprint: string;
}

export interface Outcome {
  status: number;
  body?: unknown;
}

const KEY = /^[\x21-\x7e]{1,255}$/;

const isErrorCode = (value: unknown): value is ErrorCode =>
  typeof value === 'string' && Object.hasOwn(ERROR_CODES, value);

const kept = z.union([
  z.strictObject({
    code: z.custom<ErrorCode>(isErrorCode),
    detail: z.string(),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  }),
  z.strictObject({ status: z.int(), body: z.unknown().optional() }),
]);
type Kept = z.output<typeof kept>;

/** Checks an `Idempotency-Key` header. */
export function idempotencyKeyOf(header: string): string {
  if (KEY.test(header)) return header;
  throw validationFailed([
    { path: 'header.Idempotency-Key', message: 'Must be 1-255 visible ASCII characters, such as a UUID' },
  ]);
}

/**
 * Runs a request once per key (draft-ietf-httpapi-idempotency-key-header): its answer, refusals included, is kept and given again. A
 * failure of ours (5xx) is not kept, so that trying again means trying again. Answers hold credentials: they are kept sealed, and
 * only who has key and owner can open them.
 */
export async function runOnce(
  store: IdempotencyStore,
  { key, owner, fingerprint }: IdempotentRequest,
  run: () => Promise<Outcome>,
): Promise<Outcome & { replayed: boolean }> {
  const secret = JSON.stringify([owner, key]);
  const id = createHash('sha256').update(secret).digest('hex');
  const earlier = await store.claim(id, fingerprint);
  if (earlier) {
    if (earlier.fingerprint !== fingerprint) throw new ApiError('idempotency_key_reused');
    if (earlier.sealed === null) {
      throw new ApiError('idempotency_in_progress', undefined, { headers: { 'Retry-After': '1' } });
    }
    return { ...replay(kept.parse(JSON.parse(unseal(secret, earlier.sealed)))), replayed: true };
  }
  const settle = (outcome: Kept) => store.settle(id, seal(secret, JSON.stringify(outcome)));
  let outcome: Outcome;
  try {
    outcome = await run();
  } catch (error) {
    if (error instanceof ApiError && error.status < 500) {
      const { code, message: detail, issues } = error;
      await settle({ code, detail, ...(issues ? { issues } : {}) });
    } else {
      await store.release(id);
    }
    throw error;
  }
  await settle(outcome);
  return { ...outcome, replayed: false };
}

function replay(outcome: Kept): Outcome {
  if ('status' in outcome) return outcome;
  const { code, detail, issues } = outcome;
  throw new ApiError(code, detail, { ...(issues ? { issues } : {}), headers: { 'Idempotent-Replayed': 'true' } });
}
