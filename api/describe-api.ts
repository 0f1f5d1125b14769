import { MemoryBus } from './bus/memory-bus.ts';
import { systemClock } from './clock.ts';
import { readConfig } from './config.ts';
import type { Database } from './db/orm.ts';
import { describeRoutes, type OpenApi } from './http/openapi/openapi.ts';
import { createRoutes } from './routes.ts';
import { createServices } from './services.ts';

function nowhere(): never {
  throw new Error('A description is made without a database.');
}

const NO_DATABASE: Database = {
  get sql() {
    return nowhere();
  },
  transaction: nowhere,
  pendingMigrations: nowhere,
  ping: nowhere,
  schemaDifference: nowhere,
  close: nowhere,
};

/** The API's description, of the rows alone: nothing is opened or started. */
export function describeApi(): OpenApi {
  const config = readConfig({
    NODE_ENV: 'production',
    TOKEN_SECRET: 'x'.repeat(32),
    ADMIN_KEY: 'x'.repeat(24),
    ALLOWED_ORIGINS: '*',
  });
  return describeRoutes(
    createRoutes(createServices({ config, db: NO_DATABASE, bus: new MemoryBus(), clock: systemClock })),
  );
}
