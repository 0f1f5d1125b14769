import { Migration } from '@mikro-orm/migrations';

export class Migration20261121084152 extends Migration {
  override name = 'Migration20261121084152';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "rooms" ("id" uuid not null, "site_id" text not null default 'default', "slug" text not null, "name" text not null, "status" text not null default 'created', "max_participants" int not null, "settings" jsonb not null default '{}', "metadata" jsonb not null default '{}', "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "started_at" timestamptz(3) null, "empty_since" timestamptz(3) null, "closed_at" timestamptz(3) null, "close_reason" text null, primary key ("id"));`,
    );
    this.addSql(`create index "rooms_site_created_index" on "rooms" ("site_id", "created_at", "id");`);
    this.addSql(`create index "rooms_status_index" on "rooms" ("status");`);
    this.addSql(
      `create unique index "rooms_open_slug_unique" on "rooms" ("site_id", "slug") where status <> 'closed';`,
    );

    this.addSql(
      `create table "participants" ("id" uuid not null, "room_id" uuid not null, "agent_id" text not null, "display_name" text not null, "avatar" text null, "role" text not null, "status" text not null default 'connecting', "muted" boolean not null default false, "server_muted" boolean not null default false, "deafened" boolean not null default false, "metadata" jsonb not null default '{}', "joined_at" timestamptz(3) not null, "last_seen_at" timestamptz(3) not null, "left_at" timestamptz(3) null, "leave_reason" text null, primary key ("id"));`,
    );
    this.addSql(`create index "participants_room_joined_index" on "participants" ("room_id", "joined_at", "id");`);
    this.addSql(`create index "participants_agent_index" on "participants" ("agent_id");`);
    this.addSql(`create index "participants_present_index" on "participants" ("room_id") where status <> 'left';`);
    this.addSql(`create index "participants_seen_index" on "participants" ("last_seen_at") where status <> 'left';`);

    this.addSql(
      `create table "sessions" ("id" uuid not null, "room_id" uuid not null, "participant_id" uuid not null, "agent_id" text not null, "status" text not null default 'active', "started_at" timestamptz(3) not null, "ended_at" timestamptz(3) null, "end_reason" text null, "stats" jsonb not null default '{}', primary key ("id"));`,
    );
    this.addSql(`create index "sessions_started_index" on "sessions" ("started_at", "id");`);
    this.addSql(`create index "sessions_room_index" on "sessions" ("room_id", "started_at");`);
    this.addSql(`create index "sessions_agent_index" on "sessions" ("agent_id");`);
    this.addSql(`create index "sessions_status_index" on "sessions" ("status");`);
    this.addSql(`alter table "sessions" add constraint "sessions_participant_unique" unique ("participant_id");`);

    this.addSql(
      `alter table "rooms" add constraint "rooms_status_check" check (status in ('created', 'waiting', 'active', 'closed'));`,
    );
    this.addSql(
      `alter table "rooms" add constraint "rooms_close_reason_check" check (close_reason in ('empty', 'max_duration', 'closed'));`,
    );
    this.addSql(`alter table "rooms" add constraint "rooms_max_participants_check" check (max_participants >= 1);`);

    this.addSql(
      `alter table "participants" add constraint "participants_room_id_foreign" foreign key ("room_id") references "rooms" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "participants" add constraint "participants_role_check" check (role in ('moderator', 'speaker', 'listener'));`,
    );
    this.addSql(
      `alter table "participants" add constraint "participants_status_check" check (status in ('connecting', 'connected', 'disconnected', 'left'));`,
    );
    this.addSql(
      `alter table "participants" add constraint "participants_leave_reason_check" check (leave_reason in ('left', 'timeout', 'removed', 'replaced', 'room_closed', 'failed'));`,
    );

    this.addSql(
      `alter table "sessions" add constraint "sessions_room_id_foreign" foreign key ("room_id") references "rooms" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "sessions" add constraint "sessions_participant_id_foreign" foreign key ("participant_id") references "participants" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "sessions" add constraint "sessions_status_check" check (status in ('active', 'completed', 'failed', 'timeout'));`,
    );
    this.addSql(
      `alter table "sessions" add constraint "sessions_end_reason_check" check (end_reason in ('left', 'timeout', 'removed', 'replaced', 'room_closed', 'failed'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "participants" drop constraint "participants_room_id_foreign";`);
    this.addSql(`alter table "sessions" drop constraint "sessions_room_id_foreign";`);
    this.addSql(`alter table "sessions" drop constraint "sessions_participant_id_foreign";`);

    this.addSql(`drop table if exists "rooms" cascade;`);
    this.addSql(`drop table if exists "participants" cascade;`);
    this.addSql(`drop table if exists "sessions" cascade;`);
  }
}
