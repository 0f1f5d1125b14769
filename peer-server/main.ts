import { once } from 'node:events';
import { createServer } from 'node:http';
import { pino } from 'pino';
import { PEER_PATH } from '../protocol/peer-messages.ts';
import { readConfig } from './config.ts';
import { createPeerServer } from './peer-server.ts';
import { Refusal, refuseRequest } from './problem.ts';

/** What the usual failures to listen mean to the person who started us. */
const LISTEN_ERRORS: Record<string, string> = {
  EADDRINUSE: 'the port is already taken',
  EACCES: 'this user may not listen on that port',
  EADDRNOTAVAIL: 'this machine does not have that HOST',
};

function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return LISTEN_ERRORS[code] ? `${LISTEN_ERRORS[code]} (${error.message}).` : error.message;
}

/** The signalling server alone: `node peer-server/main.ts`. */
async function main(): Promise<void> {
  const { port, host, tokenSecret, allowOrigin, logLevel } = readConfig(process.env);
  const log = pino({ level: logLevel });
  const http = createServer((_request, response) =>
    refuseRequest(
      response,
      new Refusal('not_found', `This is a signalling server; its socket is ${PEER_PATH}/peerjs.`),
    ),
  );
  http.listen(port, host);
  await once(http, 'listening');

  const peers = createPeerServer({ secret: tokenSecret, allowOrigin, log });
  http.on('upgrade', peers.upgrade);
  log.info({ address: http.address() }, 'signalling server is listening');

  const stop = async (): Promise<void> => {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    http.close();
    await peers.close();
    http.closeAllConnections();
    log.info('signalling server has stopped');
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
}

main().catch((error: unknown) => {
  console.error(`The signalling server cannot start: ${sentence(error)}`);
  process.exitCode = 1;
});
