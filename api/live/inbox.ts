import { isRecord, isUuid, parseJson } from '../../protocol/guards.ts';
import { CLOSE, type ClientMessageType, type Ref } from '../../protocol/live-events.ts';
import { ApiError } from '../http/errors.ts';
import { validate } from '../http/validate.ts';
import type { Commands } from './commands/commands.ts';
import type { Connection } from './connection.ts';
import { ref as refSchema } from './live.schema.ts';
import type { LiveDeps } from './live-deps.ts';

/** So many messages too fast in a row end the socket. */
const PATIENCE = 100;
/** So many commands may wait for the one under way. */
const MAX_WAITING = 200;

function isCommand(type: unknown, commands: Commands): type is ClientMessageType {
  return typeof type === 'string' && Object.hasOwn(commands, type);
}

/** Reads what one client sends: frame by frame, one command after the other, every refusal with its code. */
export class Inbox {
  readonly #connection: Connection;
  readonly #commands: Commands;
  readonly #takeToken: () => boolean;
  readonly #log: LiveDeps['log'];
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;
  #refusals = 0;

  constructor(connection: Connection, commands: Commands, takeToken: () => boolean, log: LiveDeps['log']) {
    this.#connection = connection;
    this.#commands = commands;
    this.#takeToken = takeToken;
    this.#log = log;
  }

  /** Takes in a frame of the socket. */
  receive(data: Buffer, isBinary: boolean): void {
    if (!this.#takeToken() || this.#waiting >= MAX_WAITING) {
      this.#refuseFlood();
      return;
    }
    this.#refusals = 0;
    this.#waiting += 1;
    this.#tail = this.#tail.then(async () => {
      this.#waiting -= 1;
      if (this.#connection.isOpen) await this.#handle(data, isBinary);
    });
  }

  /** Resolves when the commands taken in so far are done. */
  idle(): Promise<void> {
    return this.#tail;
  }

  /** One refusal says it; who does not listen is shown the door. */
  #refuseFlood(): void {
    this.#refusals += 1;
    if (this.#refusals === 1) this.#refuse(new ApiError('rate_limited'));
    else if (this.#refusals === PATIENCE) this.#connection.close(CLOSE.rateLimited, 'rate_limited');
  }

  async #handle(data: Buffer, isBinary: boolean): Promise<void> {
    const connection = this.#connection;
    let ref: Ref | undefined;
    let value: unknown;
    try {
      if (isBinary) throw new ApiError('bad_request', 'Messages are text frames of JSON.');
      value = parseJson(data.toString());
      if (value === undefined) throw new ApiError('malformed_json');
      if (!isRecord(value)) throw new ApiError('validation_failed', 'A message is a JSON object with a type.');
      ref = validate(refSchema, value.ref, 'message.ref');
      const { type } = value;
      if (connection.rights === null && type !== 'auth') {
        throw new ApiError('unauthenticated', 'The first message must be auth.');
      }
      if (!isCommand(type, this.#commands)) throw new ApiError('unknown_message');
      connection.awaitAnswer(ref);
      let replied = false;
      await this.#commands[type](value, {
        connection,
        cause: { connection: connection.id, ref },
        reply(message) {
          replied = true;
          connection.send(ref === undefined ? message : { ...message, ref });
        },
      });
      if (!replied && connection.isAwaiting) connection.send({ type: 'ok', ref });
    } catch (error) {
      this.#refuse(error, ref, isRecord(value) && isUuid(value.roomId) ? value.roomId : undefined);
    } finally {
      connection.awaitAnswer(undefined);
    }
    if (connection.rights === null) connection.close(CLOSE.unauthenticated, 'unauthenticated');
  }

  #refuse(error: unknown, ref?: Ref, roomId?: string): void {
    if (!(error instanceof ApiError)) this.#log.error({ error }, 'a command of the live socket failed');
    const { code, message, issues } = error instanceof ApiError ? error : new ApiError('internal');
    this.#connection.send({
      type: 'room:error',
      code,
      message,
      ...(ref === undefined ? {} : { ref }),
      ...(roomId === undefined ? {} : { roomId }),
      ...(issues ? { issues } : {}),
    });
  }
}
