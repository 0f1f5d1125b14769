import { Migration } from '@mikro-orm/migrations';

export class Migration20261130033701 extends Migration {
  override name = 'Migration20261130033701';

  override up(): void | Promise<void> {
    this.addSql(`alter table "webhooks" add "resumed_at" timestamptz(3) null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "webhooks" drop column "resumed_at";`);
  }
}
