import type { LookupFunction } from 'node:net';
import { validationFailed } from '../http/validate.ts';
import { isPublicAddress, literalAddress, NOT_PUBLIC, publicLookup } from '../net/public-address.ts';

interface Rules {
  /** https, and addresses of the public internet only. */
  publicOnly: boolean;
  lookup: LookupFunction;
}

/**
 * Refuses at once what would be refused at every attempt; what counts is still what the name means then. A name that cannot be asked
 * for just now is let in.
 */
export async function checkTarget(text: string, { publicOnly, lookup }: Rules): Promise<void> {
  if (!publicOnly) return;
  const url = new URL(text);
  const refuse = (message: string) => validationFailed([{ path: 'body.url', message }]);
  if (url.protocol !== 'https:') throw refuse('Must begin with https://');
  const literal = literalAddress(url);
  const code = literal
    ? !isPublicAddress(literal) && NOT_PUBLIC
    : await new Promise((resolve) => {
        publicLookup(lookup)(url.hostname, { all: true }, (error) => resolve(error?.code));
      });
  if (code === NOT_PUBLIC) throw refuse('Must have an address on the public internet');
  if (code === 'ENOTFOUND') throw refuse('Must have an address: the name is not known');
}
