import { createServer } from 'node:http';
import { asksForWebSocket } from '../protocol/guards.ts';
import { createApi } from './app.ts';
import { readConfig } from './config.ts';
import { listen, stopListening } from './http/listen.ts';
import { createLog } from './log.ts';
import { StartError } from './start-error.ts';

/** The API alone: `node api/main.ts`. */
async function start(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config);
  const api = await createApi({ config, log });
  const server = createServer({ shouldUpgradeCallback: asksForWebSocket }, api.callback).on('upgrade', api.upgrade);

  const stop = async () => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    // Requests under way end first, then the live sockets, which keep the server from closing, then the database.
    const closed = stopListening(server);
    await api.close();
    await closed;
  };
  try {
    const port = await listen(server, config.port, config.host);
    log.info({ port }, 'the API listens');
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  } catch (error) {
    await api.close();
    throw error;
  }
}

start().catch((error: unknown) => {
  process.exitCode = 1;
  console.error(error instanceof StartError ? error.message : error);
});
