import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { isIP } from 'node:net';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { reasonNotToListen } from '../http/listen.ts';
import { answerBindingRequest, readBindingRequest } from './stun-message.ts';
import { createStunRate, STUN_RATE, type StunRate } from './stun-rate.ts';

export interface StunServer {
  /** Where it listens: UDP. */
  port: number;
  close(): Promise<void>;
}

interface Options {
  /** 0 for a free one. */
  port: number;
  /** Undefined for every address, IPv6 and IPv4. */
  host: string | undefined;
  clock: Clock;
  log: Pick<Logger, 'debug'>;
  rate?: StunRate;
}

/**
 * Tells those who ask which address they are seen from: STUN Binding of RFC 8489 over UDP, and nothing else. Only what is a Binding
 * request gets an answer, and that is little longer than the request. Clients of RFC 3489, without the magic cookie, get none.
 */
export async function startStunServer({ port, host, clock, log, rate = STUN_RATE }: Options): Promise<StunServer> {
  const mayAnswer = createStunRate(rate);
  const socket = await bind(port, host);
  socket.on('error', (error) => log.debug({ error }, 'STUN socket error'));
  socket.on('message', (datagram, source) => {
    const request = readBindingRequest(datagram);
    if (!request || source.port === 0 || !mayAnswer(source.address, clock().getTime())) return;
    socket.send(answerBindingRequest(request, source), source.port, source.address, (error) => {
      if (error) log.debug({ error }, 'a STUN answer could not be sent');
    });
  });
  return {
    port: socket.address().port,
    async close() {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}

async function bind(port: number, host: string | undefined): Promise<Socket> {
  try {
    if (host === undefined) return await bindAll(port);
    const { family } = isIP(host) ? { family: isIP(host) } : await lookup(host);
    return await bound(createSocket(family === 6 ? 'udp6' : 'udp4'), port, host);
  } catch (error) {
    throw reasonNotToListen(error, { port, host, setting: 'STUN_PORT' });
  }
}

/** IPv6 and IPv4 by one socket; IPv4 alone on a machine without IPv6. */
async function bindAll(port: number): Promise<Socket> {
  try {
    return await bound(createSocket('udp6'), port);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EAFNOSUPPORT')) throw error;
    return bound(createSocket('udp4'), port);
  }
}

async function bound(socket: Socket, port: number, address?: string): Promise<Socket> {
  try {
    const listening = once(socket, 'listening');
    socket.bind({ port, ...(address === undefined ? {} : { address }) });
    await listening;
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}
