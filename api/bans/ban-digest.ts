import { createHmac } from 'node:crypto';

/** What stands in a ban for an agent who was erased: whoever has the agent's id and the server's secret recognises it, nobody else. */
export type BanDigest = (siteId: string, agentId: string) => string;

export function createBanDigest(secret: string): BanDigest {
  return (siteId, agentId) => {
    const digest = createHmac('sha256', secret)
      .update(JSON.stringify(['ban', siteId, agentId]))
      .digest('base64url');
    return `erased-${digest}`;
  };
}
