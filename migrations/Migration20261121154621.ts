import { Migration } from '@mikro-orm/migrations';

export class Migration20261121154621 extends Migration {
  override name = 'Migration20261121154621';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "join_failures" ("site_id" text not null, "hour" timestamptz(0) not null, "code" text not null, "count" int not null, primary key ("site_id", "hour", "code"));`,
    );

    this.addSql(
      `create index "sessions_long_index" on "sessions" ("site_id", "started_at") where (ended_at IS NULL) OR ((ended_at - started_at) > '1 day'::interval);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "join_failures" cascade;`);

    this.addSql(`drop index "sessions_long_index";`);
  }
}
