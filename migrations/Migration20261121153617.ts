import { Migration } from '@mikro-orm/migrations';

export class Migration20261121153617 extends Migration {
  override name = 'Migration20261121153617';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "sites" ("id" text not null, "name" text not null, "allowed_origins" jsonb not null default '[]', "max_participants" int null, "create_on_join" boolean not null default true, "limits" jsonb not null default '{}', "settings" jsonb not null default '{}', "jwks_url" text null, "jwt_issuer" text null, "jwt_audience" text null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "sites_created_index" on "sites" ("created_at", "id");`);
    this.addSql(`alter table "sites" add constraint "sites_issuer_unique" unique ("jwt_issuer", "jwt_audience");`);

    this.addSql(
      `create table "site_keys" ("id" text not null, "site_id" text not null, "kind" text not null, "hash" text not null, "publishable" text null, "prefix" text not null, "last4" text not null, "created_at" timestamptz(3) not null, "expires_at" timestamptz(3) null, "revoked_at" timestamptz(3) null, "last_used_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`create index "site_keys_site_index" on "site_keys" ("site_id", "created_at", "id");`);
    this.addSql(`alter table "site_keys" add constraint "site_keys_hash_unique" unique ("hash");`);

    this.addSql(
      `alter table "site_keys" add constraint "site_keys_site_id_foreign" foreign key ("site_id") references "sites" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "site_keys" add constraint "site_keys_kind_check" check (kind in ('publishable', 'secret'));`,
    );
    this.addSql(
      `insert into "sites" ("id", "name", "created_at", "updated_at") values ('default', 'Default', now(), now());`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "site_keys" drop constraint "site_keys_site_id_foreign";`);

    this.addSql(`drop table if exists "sites" cascade;`);
    this.addSql(`drop table if exists "site_keys" cascade;`);
  }
}
