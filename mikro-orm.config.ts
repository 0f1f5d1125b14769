import { join } from 'node:path';
import { Migrator } from '@mikro-orm/migrations';
import { defineConfig } from '@mikro-orm/postgresql';
import { ENTITIES } from './api/db/entities.ts';

/**
 * What the API and the migration tool agree on. The API adds where the database is; `npm run migration:create` compares the entities
 * with the snapshot beside the migrations.
 */
export default defineConfig({
  entities: [...ENTITIES],
  extensions: [Migrator],
  dbName: 'voice_room',
  ensureDatabase: false,
  forceUtcTimezone: true,
  migrations: { path: join(import.meta.dirname, 'migrations'), snapshotName: '.snapshot', emit: 'ts' },
});
