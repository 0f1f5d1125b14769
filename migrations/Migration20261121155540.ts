import { Migration } from '@mikro-orm/migrations';

export class Migration20261121155540 extends Migration {
  override name = 'Migration20261121155540';

  override up(): void | Promise<void> {
    this.addSql(`create index "audit_log_at_index" on "audit_log" ("at");`);
    this.addSql(`create index "audit_log_target_index" on "audit_log" ("target_id");`);
    this.addSql(`create index "audit_log_actor_index" on "audit_log" ("actor_id") where actor_id is not null;`);

    this.addSql(`create index "bans_agent_index" on "bans" ("site_id", "agent_id");`);

    this.addSql(`create index "rooms_closed_index" on "rooms" ("closed_at") where status = 'closed';`);

    this.addSql(`create index "participants_left_index" on "participants" ("left_at") where status = 'left';`);

    this.addSql(`create index "webhook_deliveries_room_index" on "webhook_deliveries" ("room_id");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "audit_log_at_index";`);
    this.addSql(`drop index "audit_log_target_index";`);
    this.addSql(`drop index "audit_log_actor_index";`);

    this.addSql(`drop index "bans_agent_index";`);

    this.addSql(`drop index "participants_left_index";`);

    this.addSql(`drop index "rooms_closed_index";`);

    this.addSql(`drop index "webhook_deliveries_room_index";`);
  }
}
