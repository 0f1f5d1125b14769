import type { ErrorCode } from '../../protocol/error-codes.ts';
import type { Issue } from '../../protocol/rest.ts';

/** What went wrong on the way to the server, where it could not say so itself. */
export type TransportErrorCode =
  /** No connection, or it broke. */
  | 'network_error'
  /** No whole answer in time. */
  | 'timeout'
  /** Not an answer of a voice-room server: a proxy's page, most often. */
  | 'unexpected_answer';

interface Details {
  status?: number | undefined;
  issues?: Issue[] | undefined;
  requestId?: string | undefined;
  retryAfterS?: number | undefined;
  cause?: unknown;
}

/** Every request that does not succeed ends with one of these. Go by `code`, which never changes its meaning. */
export class VoiceRoomError extends Error {
  override name = 'VoiceRoomError';
  readonly code: ErrorCode | TransportErrorCode;
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** With `validation_failed`: every single one. */
  readonly issues: readonly Issue[];
  /** To ask the server's operator with. */
  readonly requestId: string | undefined;
  /** When to try again, in seconds, if the server said so. */
  readonly retryAfterS: number | undefined;

  constructor(code: VoiceRoomError['code'], message: string, details: Details = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.code = code;
    this.status = details.status ?? 0;
    this.issues = details.issues ?? [];
    this.requestId = details.requestId;
    this.retryAfterS = details.retryAfterS;
  }
}
