import { Migration } from '@mikro-orm/migrations';

export class Migration20261121153506 extends Migration {
  override name = 'Migration20261121153506';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "bans" ("id" uuid not null, "site_id" text not null, "slug" text not null, "agent_id" text not null, "reason" text null, "created_at" timestamptz(3) not null, "expires_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`create index "bans_created_index" on "bans" ("site_id", "slug", "created_at", "id");`);
    this.addSql(`alter table "bans" add constraint "bans_agent_unique" unique ("site_id", "slug", "agent_id");`);

    this.addSql(`alter table "rooms" add "made_by_join" boolean not null default false;`);

    this.addSql(`drop index "participants_agent_index";`);
    this.addSql(`alter table "participants" drop constraint "participants_leave_reason_check";`);
    this.addSql(`alter table "participants" add "server_muted_by" uuid null;`);
    this.addSql(`create index "participants_agent_index" on "participants" ("agent_id", "room_id", "joined_at");`);
    this.addSql(
      `alter table "participants" add constraint "participants_leave_reason_check" check (leave_reason in ('left', 'timeout', 'removed', 'banned', 'replaced', 'room_closed', 'failed'));`,
    );

    this.addSql(`alter table "sessions" drop constraint "sessions_end_reason_check";`);
    this.addSql(
      `alter table "sessions" add constraint "sessions_end_reason_check" check (end_reason in ('left', 'timeout', 'removed', 'banned', 'replaced', 'room_closed', 'failed'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "bans" cascade;`);
    this.addSql(`update "participants" set "leave_reason" = 'removed' where "leave_reason" = 'banned';`);
    this.addSql(`update "sessions" set "end_reason" = 'removed' where "end_reason" = 'banned';`);

    this.addSql(`drop index "participants_agent_index";`);
    this.addSql(`alter table "participants" drop constraint "participants_leave_reason_check";`);
    this.addSql(`alter table "participants" drop column "server_muted_by";`);
    this.addSql(`create index "participants_agent_index" on "participants" ("agent_id");`);
    this.addSql(
      `alter table "participants" add constraint "participants_leave_reason_check" check (leave_reason in ('left', 'timeout', 'removed', 'replaced', 'room_closed', 'failed'));`,
    );

    this.addSql(`alter table "rooms" drop column "made_by_join";`);

    this.addSql(`alter table "sessions" drop constraint "sessions_end_reason_check";`);
    this.addSql(
      `alter table "sessions" add constraint "sessions_end_reason_check" check (end_reason in ('left', 'timeout', 'removed', 'replaced', 'room_closed', 'failed'));`,
    );
  }
}
