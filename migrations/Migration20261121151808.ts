import { Migration } from '@mikro-orm/migrations';

export class Migration20261121151808 extends Migration {
  override name = 'Migration20261121151808';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "quality_samples" ("session_id" uuid not null, "at" timestamptz(3) not null, "peer_id" uuid not null, "site_id" text not null, "duration_ms" int not null, "quality" text not null, "packet_loss" real null, "packet_loss_out" real null, "jitter_ms" real null, "rtt_ms" real null, "bitrate_bps" int null, "concealment" real null, "relayed" boolean null, primary key ("session_id", "at", "peer_id"));`,
    );
    this.addSql(`create index "quality_samples_site_index" on "quality_samples" ("site_id", "at");`);
    this.addSql(`create index "quality_samples_at_index" on "quality_samples" ("at");`);

    this.addSql(
      `create table "session_stats" ("session_id" uuid not null, "samples" int not null, "packet_loss_sum" double precision not null, "packet_loss_count" int not null, "packet_loss_max" double precision null, "packet_loss_out_sum" double precision not null, "packet_loss_out_count" int not null, "packet_loss_out_max" double precision null, "jitter_ms_sum" double precision not null, "jitter_ms_count" int not null, "jitter_ms_max" double precision null, "rtt_ms_sum" double precision not null, "rtt_ms_count" int not null, "rtt_ms_max" double precision null, "bitrate_bps_sum" double precision not null, "bitrate_bps_count" int not null, "bitrate_bps_max" double precision null, "concealment_sum" double precision not null, "concealment_count" int not null, "concealment_max" double precision null, "path_ms" bigint not null, "relayed_ms" bigint not null, "excellent_ms" bigint not null, "good_ms" bigint not null, "poor_ms" bigint not null, "lost_ms" bigint not null, primary key ("session_id"));`,
    );

    this.addSql(`alter table "sessions" drop column "stats";`);

    this.addSql(
      `alter table "quality_samples" add constraint "quality_samples_session_id_foreign" foreign key ("session_id") references "sessions" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "quality_samples" add constraint "quality_samples_quality_check" check (quality in ('excellent', 'good', 'poor', 'lost'));`,
    );

    this.addSql(
      `alter table "session_stats" add constraint "session_stats_session_id_foreign" foreign key ("session_id") references "sessions" ("id") on update cascade on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "quality_samples" cascade;`);
    this.addSql(`drop table if exists "session_stats" cascade;`);

    this.addSql(`alter table "sessions" add "stats" jsonb not null default '{}';`);
  }
}
