import { defineRoute, type Route } from '../http/define-route.ts';
import { summaryAnswer, summaryQuery } from './analytics.schema.ts';
import type { AnalyticsService } from './analytics.service.ts';

export function analyticsRoutes(analytics: AnalyticsService): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/analytics/summary',
      name: 'getAnalyticsSummary',
      summary: 'What happened in all rooms of a site in a time, and how good it sounded',
      scope: 'analytics:read',
      status: 200,
      schemas: { query: summaryQuery, answer: summaryAnswer },
      errors: [],
      handle: async ({ actor, query }) => analytics.summary(actor, query),
    }),
  ];
}
