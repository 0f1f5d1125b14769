import { Migration } from '@mikro-orm/migrations';

export class Migration20261121152656 extends Migration {
  override name = 'Migration20261121152656';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "webhooks" ("id" uuid not null, "site_id" text not null, "url" text not null, "description" text not null, "events" jsonb null, "sealed_secret" text not null, "sealed_previous" text null, "previous_expires_at" timestamptz(3) null, "disabled_at" timestamptz(3) null, "disabled_reason" text null, "failing_since" timestamptz(3) null, "deleted_at" timestamptz(3) null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "webhooks_site_created_index" on "webhooks" ("site_id", "created_at", "id");`);
    this.addSql(`create index "webhooks_deleted_index" on "webhooks" ("id") where deleted_at is not null;`);

    this.addSql(
      `create table "webhook_deliveries" ("seq" bigserial primary key, "id" uuid not null, "webhook_id" uuid not null, "room_id" uuid not null, "event_id" uuid not null, "type" text not null, "body" text not null, "status" text not null default 'pending', "attempt_count" int not null default 0, "attempts" jsonb not null default '[]', "next_attempt_at" timestamptz(3) null, "created_at" timestamptz(3) not null);`,
    );
    this.addSql(`alter table "webhook_deliveries" add constraint "webhook_deliveries_id_unique" unique ("id");`);
    this.addSql(
      `create index "webhook_deliveries_list_index" on "webhook_deliveries" ("webhook_id", "created_at", "id");`,
    );
    this.addSql(
      `create index "webhook_deliveries_status_index" on "webhook_deliveries" ("webhook_id", "status", "created_at", "id") where status <> 'delivered';`,
    );
    this.addSql(`create index "webhook_deliveries_created_index" on "webhook_deliveries" ("created_at");`);
    this.addSql(
      `create index "webhook_deliveries_line_index" on "webhook_deliveries" ("webhook_id", "room_id", "seq") where status = 'pending';`,
    );
    this.addSql(
      `create index "webhook_deliveries_due_index" on "webhook_deliveries" ("next_attempt_at") where next_attempt_at is not null;`,
    );

    this.addSql(
      `alter table "webhooks" add constraint "webhooks_disabled_reason_check" check (disabled_reason in ('requested', 'failing', 'gone'));`,
    );
    this.addSql(
      `alter table "webhooks" add constraint "webhooks_disabled_check" check ((disabled_at is null) = (disabled_reason is null));`,
    );

    this.addSql(
      `alter table "webhook_deliveries" add constraint "webhook_deliveries_status_check" check (status in ('pending', 'delivered', 'failed'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "webhooks" cascade;`);
    this.addSql(`drop table if exists "webhook_deliveries" cascade;`);
  }
}
