import { ERROR_CODES } from '../../protocol/error-codes.ts';
import type { Problem } from '../../protocol/rest.ts';
import type { ApiError } from './errors.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** An error as the caller sees it (RFC 9457). */
export function problemOf(error: ApiError, requestId: string): Problem {
  const [status, title] = ERROR_CODES[error.code];
  return {
    type: 'about:blank',
    title,
    status,
    code: error.code,
    detail: error.message,
    requestId,
    ...(error.issues ? { issues: error.issues } : {}),
  };
}
