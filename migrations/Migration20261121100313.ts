import { Migration } from '@mikro-orm/migrations';

export class Migration20261121100313 extends Migration {
  override name = 'Migration20261121100313';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "idempotency_keys" ("id" text not null, "fingerprint" text not null, "claimed_at" timestamptz(3) not null, "sealed" text null, primary key ("id"));`,
    );
    this.addSql(`create index "idempotency_keys_claimed_index" on "idempotency_keys" ("claimed_at");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "idempotency_keys" cascade;`);
  }
}
