import { defineRoute, type Route } from '../http/define-route.ts';
import { qualityPage, qualityQuery } from './quality.schema.ts';
import type { QualityService } from './quality.service.ts';
import { endSessionBody, listSessionsQuery, sessionAnswer, sessionPage, sessionParams } from './sessions.schema.ts';
import type { SessionsService } from './sessions.service.ts';

export function sessionRoutes(sessions: SessionsService, quality: QualityService): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/sessions',
      name: 'listSessions',
      summary: 'List sessions, newest first',
      scope: 'sessions:read',
      status: 200,
      schemas: { query: listSessionsQuery, answer: sessionPage },
      errors: [],
      handle: async ({ actor, query }) => sessions.list(actor, query),
    }),
    defineRoute({
      method: 'GET',
      path: '/sessions/:session',
      name: 'getSession',
      summary: 'Get a session',
      scope: 'sessions:read',
      status: 200,
      schemas: { params: sessionParams, answer: sessionAnswer },
      errors: ['session_not_found'],
      handle: async ({ actor, params }) => sessions.get(actor, params.session),
    }),
    defineRoute({
      method: 'POST',
      path: '/sessions/:session/end',
      name: 'endSession',
      summary: 'End a session: its participant leaves',
      scope: 'sessions:end',
      status: 200,
      schemas: { params: sessionParams, body: endSessionBody, answer: sessionAnswer },
      example: { reason: 'left' },
      errors: ['session_not_found', 'invalid_transition'],
      handle: async ({ actor, params, body }) => sessions.end(actor, params.session, body.reason),
    }),
    defineRoute({
      method: 'GET',
      path: '/sessions/:session/quality',
      name: 'listSessionQuality',
      summary: 'The quality of a session’s links over time, oldest first',
      scope: 'sessions:read',
      status: 200,
      schemas: { params: sessionParams, query: qualityQuery, answer: qualityPage },
      errors: ['session_not_found'],
      handle: async ({ actor, params, query }) => quality.list(actor, params.session, query),
    }),
  ];
}
