import { Migration } from '@mikro-orm/migrations';

export class Migration20261121160039 extends Migration {
  override name = 'Migration20261121160039';

  override up(): void | Promise<void> {
    this.addSql(`alter table "participants" add "hand_raised_at" timestamptz(3) null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "participants" drop column "hand_raised_at";`);
  }
}
