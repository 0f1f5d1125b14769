import { Migration } from '@mikro-orm/migrations';

export class Migration20261121150449 extends Migration {
  override name = 'Migration20261121150449';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "audit_log" ("id" uuid not null, "site_id" text not null, "at" timestamptz(3) not null, "action" text not null, "actor_kind" text not null, "actor_id" text null, "room_id" uuid null, "target_id" text null, "details" jsonb not null default '{}', primary key ("id"));`,
    );
    this.addSql(`create index "audit_log_site_index" on "audit_log" ("site_id", "at", "id");`);
    this.addSql(`create index "audit_log_action_index" on "audit_log" ("site_id", "action", "at", "id");`);
    this.addSql(`create index "audit_log_room_index" on "audit_log" ("room_id", "at", "id");`);

    this.addSql(`drop index "sessions_started_index";`);
    this.addSql(`alter table "sessions" add "site_id" text not null default 'default';`);
    this.addSql(`create index "sessions_site_started_index" on "sessions" ("site_id", "started_at", "id");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "audit_log" cascade;`);

    this.addSql(`drop index "sessions_site_started_index";`);
    this.addSql(`alter table "sessions" drop column "site_id";`);
    this.addSql(`create index "sessions_started_index" on "sessions" ("started_at", "id");`);
  }
}
