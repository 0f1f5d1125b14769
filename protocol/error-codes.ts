/**
 * Every error code a server sends, with its HTTP status and title (RFC 9457 `title`: the same for every occurrence).
 * REST answers carry it as problem+json `code`; the live socket as `room:error.code`. Codes never change their meaning.
 */
export const ERROR_CODES = {
  malformed_json: [400, 'The message is not valid JSON'],
  bad_request: [400, 'The request cannot be understood'],
  unauthenticated: [401, 'Credentials are missing'],
  token_invalid: [401, 'The token is not valid'],
  token_expired: [401, 'The token has expired'],
  forbidden: [403, 'This credential may not do that'],
  origin_not_allowed: [403, 'This origin may not use this server'],
  removed: [403, 'Removed from the room by a moderator'],
  banned: [403, 'Not allowed to come back to this room'],
  room_locked: [403, 'The room is locked'],
  not_found: [404, 'There is nothing at this address'],
  room_not_found: [404, 'There is no such room'],
  participant_not_found: [404, 'There is no such participant'],
  session_not_found: [404, 'There is no such session'],
  webhook_not_found: [404, 'There is no such webhook'],
  delivery_not_found: [404, 'There is no such delivery'],
  method_not_allowed: [405, 'This address does not know that method'],
  room_full: [409, 'The room is full'],
  slug_taken: [409, 'An open room already has this slug'],
  last_moderator: [409, 'Somebody must moderate the room'],
  already_joined: [409, 'This agent is already in the room'],
  too_many_webhooks: [409, 'A site cannot have more webhooks'],
  invalid_transition: [409, 'That is not possible in the present state'],
  idempotency_in_progress: [409, 'The first request with this Idempotency-Key is still under way'],
  room_closed: [410, 'The room is closed'],
  participant_left: [410, 'The participant has left'],
  replaced: [410, 'The same agent joined again elsewhere'],
  precondition_failed: [412, 'It is not as If-Match or If-None-Match asks'],
  payload_too_large: [413, 'The message is too large'],
  unsupported_media_type: [415, 'Only application/json is understood'],
  validation_failed: [422, 'Some fields are not as they should be'],
  idempotency_key_reused: [422, 'This Idempotency-Key was used for another request'],
  unknown_message: [422, 'There is no message of this type'],
  rate_limited: [429, 'Too many messages'],
  internal: [500, 'Something went wrong on the server'],
  unavailable: [503, 'The server cannot do this just now'],
} as const satisfies Record<string, readonly [number, string]>;

export type ErrorCode = keyof typeof ERROR_CODES;
