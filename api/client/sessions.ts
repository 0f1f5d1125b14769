import type { QualitySample, Session } from '../../protocol/rest.ts';
import type { SessionStatus } from '../../protocol/states.ts';
import { at, json } from './answers.ts';
import { list, type PageOptions } from './list.ts';
import type { CallOptions, Send } from './transport.ts';

interface SessionFilter extends PageOptions {
  roomId?: string;
  participantId?: string;
  status?: SessionStatus;
  /** Started at this time or later. */
  from?: Date | string;
  /** Started before this time. */
  to?: Date | string;
}

interface QualityFilter extends PageOptions {
  /** Reported at this time or later. */
  from?: Date | string;
  /** Reported before this time. */
  to?: Date | string;
}

/** The records of stays. */
export function createSessions(send: Send) {
  return {
    get: (session: string, options?: CallOptions) => json<Session>(send('GET', at`/sessions/${session}`, options)),
    /** Newest first. */
    list: (filter?: SessionFilter, options?: CallOptions) => list<Session>(send, '/sessions', filter, options),
    /** Its participant leaves. */
    end: (session: string, body: { reason?: 'left' | 'removed' | 'failed' } = {}, options?: CallOptions) =>
      json<Session>(send('POST', at`/sessions/${session}/end`, { ...options, body })),
    /** What its links were like, oldest first. */
    quality: (session: string, filter?: QualityFilter, options?: CallOptions) =>
      list<QualitySample>(send, at`/sessions/${session}/quality`, filter, options),
  };
}
