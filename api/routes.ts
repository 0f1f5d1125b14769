import { agentRoutes } from './agents/agents.routes.ts';
import { analyticsRoutes } from './analytics/analytics.routes.ts';
import { auditRoutes } from './audit/audit.routes.ts';
import { banRoutes } from './bans/bans.routes.ts';
import type { Route } from './http/define-route.ts';
import { iceRoutes } from './ice/ice.routes.ts';
import { participantRoutes } from './participants/participants.routes.ts';
import { roomRoutes } from './rooms/rooms.routes.ts';
import type { Services } from './services.ts';
import { sessionRoutes } from './sessions/sessions.routes.ts';
import { siteRoutes } from './sites/sites.routes.ts';
import { tokenRoutes } from './tokens/tokens.routes.ts';
import { webhookRoutes } from './webhooks/webhooks.routes.ts';

/** Every row of the API. */
export function createRoutes(services: Services): Route[] {
  const { rooms, participants, sessions, quality, analytics, bans, agents, audit, ice, webhooks } = services;
  const { deliveries, sites, siteKeys, joinTokens } = services;
  return [
    ...roomRoutes(rooms),
    ...participantRoutes(participants),
    ...sessionRoutes(sessions, quality),
    ...banRoutes(bans),
    ...agentRoutes(agents),
    ...iceRoutes(ice),
    ...analyticsRoutes(analytics),
    ...auditRoutes(audit),
    ...webhookRoutes(webhooks, deliveries),
    ...tokenRoutes(joinTokens),
    ...siteRoutes(sites, siteKeys),
  ];
}
