import { createHmac, randomBytes } from 'node:crypto';
import { WEBHOOK_SECRET_PREFIX, WEBHOOK_SIGNATURE_VERSION } from '../../protocol/webhooks.ts';
import { seal, unseal } from '../http/sealed.ts';

const SECRET_BYTES = 32;

export function newSecret(): string {
  return WEBHOOK_SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/** The `webhook-signature` of one message with one secret (Standard Webhooks, symmetric). `timestamp` in seconds. */
export function signatureOf(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.slice(WEBHOOK_SECRET_PREFIX.length), 'base64');
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return `${WEBHOOK_SIGNATURE_VERSION},${mac}`;
}

/** Keeps secrets so that only this server reads them. */
export interface SecretBox {
  seal(secret: string): string;
  /** Throws if it was sealed with another TOKEN_SECRET. */
  open(sealed: string): string;
}

export function createSecretBox(tokenSecret: string): SecretBox {
  const key = `webhooks:${tokenSecret}`;
  return { seal: (secret) => seal(key, secret), open: (sealed) => unseal(key, sealed) };
}
