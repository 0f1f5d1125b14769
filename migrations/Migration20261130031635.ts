import { Migration } from '@mikro-orm/migrations';

export class Migration20261130031635 extends Migration {
  override name = 'Migration20261130031635';

  override up(): void | Promise<void> {
    this.addSql(
      `alter table "participants" add "vouched" boolean not null default false, add "agent_key_hash" text null;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "participants" drop column "vouched", drop column "agent_key_hash";`);
  }
}
