import type { ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { ERROR_CODES, type ErrorCode } from '../protocol/error-codes.ts';
import type { Problem } from '../protocol/rest.ts';

/** Why somebody is not let in; `code` decides the HTTP status, `message` is for the person who reads it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

function body({ code, message }: Refusal): { status: number; text: string } {
  const [status, title] = ERROR_CODES[code];
  const problem: Problem = { type: 'about:blank', title, status, code, detail: message };
  return { status, text: JSON.stringify(problem) };
}

/** Answers an upgrade request with RFC 9457 problem details, and ends the connection. */
export function refuseUpgrade(socket: Duplex, refusal: Refusal): void {
  const { status, text } = body(refusal);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
  ];
  socket.once('finish', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
}

/** Answers a plain HTTP request with RFC 9457 problem details. */
export function refuseRequest(response: ServerResponse, refusal: Refusal): void {
  const { status, text } = body(refusal);
  response.writeHead(status, { 'Content-Type': 'application/problem+json' }).end(text);
}
