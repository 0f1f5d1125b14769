import { defineRoute, type Route } from '../http/define-route.ts';
import { auditPage, listAuditQuery } from './audit.schema.ts';
import type { AuditService } from './audit.service.ts';

export function auditRoutes(audit: AuditService): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/audit-log',
      name: 'listAuditLog',
      summary: 'List who did what to whom, latest first',
      scope: 'audit:read',
      status: 200,
      schemas: { query: listAuditQuery, answer: auditPage },
      errors: [],
      handle: async ({ actor, query }) => audit.list(actor, query),
    }),
  ];
}
