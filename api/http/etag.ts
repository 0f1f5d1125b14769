import type { IncomingHttpHeaders } from 'node:http';
import { digestOf } from './canonical-json.ts';
import { ApiError } from './errors.ts';

/** Throws `precondition_failed` unless the caller's conditions hold for the thing as it is now. */
export type Precondition = (current: unknown) => void;

/** The strong validator of an answer (RFC 9110, 8.8.3). */
export function etagOf(body: unknown): string {
  return `"${digestOf(body)}"`;
}

/** `If-Match` and `If-None-Match` of a request that changes something (RFC 9110, 13.1): asked while the thing cannot change. */
export function preconditionOf(headers: IncomingHttpHeaders): Precondition {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  return (current) => {
    if (match === undefined && noneMatch === undefined) return;
    const etag = etagOf(current);
    if (match !== undefined && !isNamed(etag, match, 'strong')) throw new ApiError('precondition_failed');
    if (noneMatch !== undefined && isNamed(etag, noneMatch, 'weak')) throw new ApiError('precondition_failed');
  };
}

/** For what has no version to compare with: a request that depends on one must not be carried out (RFC 9110, 13.1.1). */
export function refuseConditions(headers: IncomingHttpHeaders): void {
  if (headers['if-match'] === undefined && headers['if-none-match'] === undefined) return;
  throw new ApiError('precondition_failed', 'This request cannot depend on an ETag: send it without conditions.');
}

/** Whether the caller of a GET has this very answer already, which makes it a 304. Throws if `If-Match` wants another. */
export function isFresh(headers: IncomingHttpHeaders, etag: string): boolean {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (match !== undefined && !isNamed(etag, match, 'strong')) throw new ApiError('precondition_failed');
  return noneMatch !== undefined && isNamed(etag, noneMatch, 'weak');
}

/** Whether the list names the tag. A weak tag never matches strongly; `*` matches anything that is there. */
function isNamed(etag: string, list: string, comparison: 'weak' | 'strong'): boolean {
  if (list.trim() === '*') return true;
  const tags = [...list.matchAll(/(W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g)];
  return tags.some(([, weak, tag]) => tag === etag && (comparison === 'weak' || weak === undefined));
}
