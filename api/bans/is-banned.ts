import { type RawBuilder, sql } from 'kysely';

interface Asked {
  siteId: string;
  slug: string;
  /** What a ban of the agent may be under. */
  names: string[];
  now: Date;
}

/** To be selected along with what a join asks anyway: whether the agent may not come into rooms of that slug now. */
export function isBanned({ siteId, slug, names, now }: Asked): RawBuilder<boolean> {
  return sql`exists (
    select from bans where site_id = ${siteId} and slug = ${slug} and agent_id = any(${names}::text[])
      and (expires_at is null or expires_at > ${now}::timestamptz)
  )`;
}
