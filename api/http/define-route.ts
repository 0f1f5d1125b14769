import type { z } from 'zod';
import type { ErrorCode } from '../../protocol/error-codes.ts';
import type { Actor } from '../auth/actor.ts';
import type { Scope } from '../auth/scopes.ts';
import type { Precondition } from './etag.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

type Output<S> = S extends z.ZodType ? z.output<S> : undefined;

interface Schemas {
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  /** What is answered; none for 204. */
  answer?: z.ZodType;
}

/** What a handler gets: who asks, and the validated input. */
export interface RouteRequest<S extends Schemas> {
  actor: Actor;
  params: Output<S['params']>;
  query: Output<S['query']>;
  body: Output<S['body']>;
  /** What the caller wants to be so before anything changes; a row with `etag` asks it. */
  precondition: Precondition;
}

type Example<S extends Schemas> = S['body'] extends z.ZodType ? z.input<S['body']> : never;
type Answer<S extends Schemas> = S['answer'] extends z.ZodType ? z.input<S['answer']> : unknown;

/** One row of the API: the router runs it, the API's description is made from it. */
export interface Route {
  method: Method;
  /** Below `/api/v1`, parameters as `:name`. */
  path: string;
  /** The operation's name in the API's description: `createRoom`. */
  name: string;
  summary: string;
  scope: Scope;
  /** Of a success. */
  status: 200 | 201 | 204;
  schemas: Schemas;
  /** A body, for people to start from. */
  example?: unknown;
  /** The answer, if there is one, carries an `ETag`, and conditions on it are honoured. A change without it refuses all conditions. */
  etag?: true;
  /** What can go wrong here, beyond what follows from the scope and the schemas. */
  errors: readonly ErrorCode[];
  handle(request: RouteRequest<Schemas>): Promise<unknown>;
}

/** Writes a row down with its handler typed by its schemas. */
export function defineRoute<const S extends Schemas>(
  row: Omit<Route, 'schemas' | 'example' | 'handle'> & {
    schemas: S;
    example?: Example<S>;
    handle(request: RouteRequest<S>): Promise<Answer<S>>;
  },
): Route {
  return row as Route;
}
