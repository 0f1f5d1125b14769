/** Tiny checks for what comes from outside. The servers check further with zod; the widget has only these. */
import { MAX_SLUG_LENGTH } from './limits.ts';
import type { ServerMessage, ServerMessageType } from './live-events.ts';

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const SLUG = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

/** A slug: 1-64 of a-z, 0-9 and hyphens inside; never the form of a UUID, so that `{idOrSlug}` is unambiguous. */
export function isSlug(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_SLUG_LENGTH && SLUG.test(value) && !isUuid(value);
}

/** The value, or undefined if the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a request asks for a WebSocket. An `Upgrade` to anything else, such as `h2c`, is an offer to ignore (RFC 9110, 7.8). */
export function asksForWebSocket(request: { readonly headers: { readonly upgrade?: string | undefined } }): boolean {
  return request.headers.upgrade?.toLowerCase() === 'websocket';
}

/** Required fields of each server message: `s`tring, `n`umber, `b`oolean, `o`bject, `a`rray. */
const SERVER_FIELDS: Record<ServerMessageType, string> = {
  'auth:ok': '',
  'room:snapshot': 'roomId:s seq:n participants:a speaking:a',
  'rooms:watched': 'roomIds:a more:b mayCreate:b',
  'room:reserved': 'participantId:s signaling:o',
  'room:joined':
    'roomId:s participantId:s seq:n participant:o session:o room:o peers:a token:s iceServers:a iceServersTtlS:n signaling:o',
  'room:ready': 'roomId:s participants:a iceServers:a iceServersTtlS:n signaling:o',
  ok: '',
  'room:error': 'code:s message:s',
  heartbeat: '',
  'room:created': 'roomId:s seq:n room:o',
  'room:participant-joined': 'roomId:s seq:n participant:o',
  'room:participant-left': 'roomId:s seq:n participantId:s reason:s',
  'room:participant-updated': 'roomId:s seq:n participant:o',
  'room:updated': 'roomId:s seq:n room:o',
  'voice:stream-started': 'roomId:s seq:n participantId:s',
  'voice:stream-stopped': 'roomId:s seq:n participantId:s',
  'voice:speaking': 'roomId:s seq:n participantId:s speaking:b',
  'room:closed': 'roomId:s seq:n reason:s',
  'room:message': 'roomId:s participantId:s displayName:s text:s at:s',
  'room:reaction': 'roomId:s participantId:s displayName:s emoji:s',
};

function letter(value: unknown): string {
  return Array.isArray(value) ? 'a' : isRecord(value) ? 'o' : typeof value === 'object' ? '' : (typeof value).charAt(0);
}

/** The message in a frame of the live socket, or undefined when it is not one this version knows. */
export function parseServerMessage(data: unknown): ServerMessage | undefined {
  const value = typeof data === 'string' ? parseJson(data) : undefined;
  if (!isRecord(value) || typeof value.type !== 'string' || !Object.hasOwn(SERVER_FIELDS, value.type)) return undefined;
  const fields = SERVER_FIELDS[value.type as ServerMessageType];
  for (const field of fields ? fields.split(' ') : []) {
    const [name = '', kind] = field.split(':');
    if (letter(value[name]) !== kind) return undefined;
  }
  return value as unknown as ServerMessage;
}
