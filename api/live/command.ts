import type { z } from 'zod';
import type { ServerMessage } from '../../protocol/live-events.ts';
import type { Cause } from '../bus/bus.ts';
import { validate } from '../http/validate.ts';
import type { Connection } from './connection.ts';

/** One command of one client, while it is carried out. */
export interface Request {
  connection: Connection;
  /** Goes with every change the command makes, so that its own copy of the event answers it. */
  cause: Cause;
  /** Answers with the command's `ref`. Without a reply and without an event of its own it is answered `ok`. */
  reply(message: ServerMessage): void;
}

/** Checks a message and carries it out. Throws ApiError. */
export type Command = (value: unknown, request: Request) => Promise<void>;

export function command<S extends z.ZodType>(
  schema: S,
  run: (message: z.output<S>, request: Request) => void | Promise<void>,
): Command {
  return async (value, request) => run(validate(schema, value, 'message'), request);
}
