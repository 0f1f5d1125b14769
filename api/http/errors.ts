import { ERROR_CODES, type ErrorCode } from '../../protocol/error-codes.ts';
import type { Issue } from '../../protocol/rest.ts';

interface Options {
  cause?: unknown;
  issues?: Issue[];
  /** Extra response headers, such as `Allow`. */
  headers?: Record<string, string>;
}

/** What the caller did wrong, or why it cannot be done now. Its text is for the caller; whatever else is thrown stays on the server. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly issues: Issue[] | undefined;
  readonly headers: Record<string, string>;

  constructor(code: ErrorCode, detail?: string, options: Options = {}) {
    const [status, title] = ERROR_CODES[code];
    super(detail ?? `${title}.`, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.status = status;
    this.issues = options.issues;
    this.headers = options.headers ?? {};
  }
}
