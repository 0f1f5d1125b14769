import { Migration } from '@mikro-orm/migrations';

export class Migration20261121190726 extends Migration {
  override name = 'Migration20261121190726';

  override up(): void | Promise<void> {
    this.addSql(`create index "join_failures_hour_index" on "join_failures" ("hour");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "join_failures_hour_index";`);
  }
}
