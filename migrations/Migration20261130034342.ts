import { Migration } from '@mikro-orm/migrations';

export class Migration20261130034342 extends Migration {
  override name = 'Migration20261130034342';

  override up(): void | Promise<void> {
    this.addSql(`create index "bans_expires_index" on "bans" ("expires_at") where expires_at is not null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "bans_expires_index";`);
  }
}
