import { hash } from 'node:crypto';
import { ApiError } from './errors.ts';

/** The credential of an `Authorization: Bearer` header (RFC 6750), undefined without the header. */
export function bearerOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const credential = /^Bearer +(\S+) *$/i.exec(header)?.[1];
  if (!credential) throw new ApiError('token_invalid', 'The Authorization header must be "Bearer <token>".');
  return credential;
}

/** What a credential is counted and remembered under, however its header is written: where that is kept it opens nothing. */
export function credentialDigest(header: string): string {
  return hash('sha256', bearerOf(header) ?? '', 'base64url');
}
