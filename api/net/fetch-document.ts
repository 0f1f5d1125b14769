import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isPublicAddress, literalAddress, publicLookup } from './public-address.ts';

const MAX_BYTES = 256 * 1024;

interface Deps {
  lookup: LookupFunction;
  /** https, and addresses of the public internet only: what is checked is what is connected to. */
  publicOnly: boolean;
}

/** Gets a small document over a connection of its own; follows no redirect and reads at most 256 KiB. Rejects for anything but a 200. */
export type FetchDocument = (url: string, options: { headers: Headers; signal: AbortSignal }) => Promise<Response>;

export function createFetchDocument({ publicOnly, ...deps }: Deps): FetchDocument {
  const lookup = publicOnly ? publicLookup(deps.lookup) : deps.lookup;

  return (address, { headers, signal }) =>
    new Promise((resolve, reject) => {
      const url = new URL(address);
      const literal = literalAddress(url);
      if (publicOnly && (url.protocol !== 'https:' || (literal && !isPublicAddress(literal)))) {
        throw new Error('Only https, and addresses of the public internet.');
      }
      const start = url.protocol === 'https:' ? overHttps : overHttp;
      const request = start(url, { agent: false, headers: Object.fromEntries(headers), lookup, signal });
      request.on('error', reject);
      request.on('response', async (response) => {
        try {
          if (response.statusCode !== 200) throw new Error(`It answers ${response.statusCode}.`);
          const chunks: Buffer[] = [];
          let size = 0;
          for await (const chunk of response) {
            chunks.push(chunk);
            size += chunk.length;
            if (size > MAX_BYTES) throw new Error('It is too large.');
          }
          resolve(new Response(Buffer.concat(chunks)));
        } catch (error) {
          reject(error);
        } finally {
          request.destroy();
        }
      });
      request.end();
    });
}
