import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ApiError } from '../http/errors.ts';
import { PROBLEM_TYPE, problemOf } from '../http/problem.ts';

/** Answers an upgrade request with problem details instead, and ends the connection. */
export function refuseUpgrade(socket: Duplex, error: ApiError, requestId: string): void {
  const text = JSON.stringify(problemOf(error, requestId));
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
  ];
  socket.once('finish', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
}
