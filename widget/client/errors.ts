import type { ErrorCode } from '../../protocol/error-codes.ts';
import type { DEVICE_ERRORS } from './audio/device-errors.ts';
import type { CALL_ERRORS } from './call-errors.ts';
import type { DIAGNOSIS_ERRORS } from './diagnosis/diagnosis-errors.ts';
import type { ROOM_ERRORS } from './room-errors.ts';

/** The sentence, what to do about it, and whether trying again can help. */
export type ErrorTexts = readonly [message: string, fix: string, recoverable: boolean];

/** What a person meets while only watching. */
export const ERRORS = {
  room_closed: ['The room has been closed.', 'Join again to open a new one, or go back.', true],
  room_not_found: ['There is no such room.', 'Check the name of the room, or ask for a new link.', false],
  token_expired: ['Your invitation has expired.', 'Reload the page, or ask for a new link.', false],
  token_invalid: ['Your invitation is not valid.', 'Reload the page, or ask for a new link.', false],
  unauthenticated: ['This server asks who you are.', 'The owner of the page must give a site key or a token.', false],
  forbidden: ['You may not do that.', 'Ask a moderator of the room.', true],
  origin_not_allowed: [
    'This page may not use the voice server.',
    'The owner of the server must add this page’s origin to ALLOWED_ORIGINS.',
    false,
  ],
  signaling_lost: ['The line to the voice server was lost.', 'Check your network. We keep trying.', true],
  server_unreachable: ['The voice server cannot be reached.', 'Check your network, then try again.', true],
  rate_limited: ['That was too much at once.', 'Wait a moment, then try again.', true],
  validation_failed: ['The server did not accept what was sent.', 'Check room, name and agent-id on the page.', false],
  internal: ['Something went wrong on the server.', 'Wait a moment, then try again.', true],
} as const satisfies Record<string, ErrorTexts>;

export type RoomErrorCode =
  | keyof typeof ERRORS
  | keyof typeof CALL_ERRORS
  | keyof typeof ROOM_ERRORS
  | keyof typeof DEVICE_ERRORS
  | keyof typeof DIAGNOSIS_ERRORS;

let texts: Partial<Record<string, ErrorTexts>> = ERRORS;

/** Brings the words for more errors, before one of them can happen. */
export function addErrorTexts(more: Record<string, ErrorTexts>): void {
  texts = { ...texts, ...more };
}

/** A refusal or a failure in words for a person. `code` is stable; `message` and `fix` may change and be translated. */
export class RoomError extends Error {
  override readonly name = 'RoomError';
  readonly code: RoomErrorCode;
  /** Whether the same action may work later. */
  readonly recoverable: boolean;
  /** What the person can do about it. */
  readonly fix: string;

  constructor(code: RoomErrorCode, options?: ErrorOptions & { message?: string }) {
    const [message, fix, recoverable] = texts[code] ?? ERRORS.internal;
    super(options?.message ?? message, options);
    this.code = code;
    this.fix = fix;
    this.recoverable = recoverable;
  }
}

/** The error a person sees for a code the server sent. */
export function errorFromServer(code: ErrorCode, message: string): RoomError {
  return code in texts
    ? new RoomError(code as RoomErrorCode, { cause: message })
    : new RoomError('internal', { cause: `${code}: ${message}` });
}
