import { Migration } from '@mikro-orm/migrations';

export class Migration20261121150217 extends Migration {
  override name = 'Migration20261121150217';

  override up(): void | Promise<void> {
    this.addSql(`create index "rooms_slug_index" on "rooms" ("site_id", "slug", "created_at", "id");`);

    this.addSql(`drop index "sessions_status_index";`);
    this.addSql(`create index "sessions_status_index" on "sessions" ("status", "started_at", "id");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "rooms_slug_index";`);

    this.addSql(`drop index "sessions_status_index";`);
    this.addSql(`create index "sessions_status_index" on "sessions" ("status");`);
  }
}
