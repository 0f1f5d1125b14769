import { once } from 'node:events';
import { createServer } from 'node:http';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface ServedPage {
  url: string;
  close(): Promise<void>;
}

/** The page of a TypeScript module that shows our elements over fake clients, `head` before it. */
export async function servePage(module: URL, { head = '', minify = false } = {}): Promise<ServedPage> {
  const { outputFiles } = await build({
    entryPoints: { page: fileURLToPath(module) },
    outdir: '/',
    bundle: true,
    splitting: true,
    minify,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['browser', 'production'],
    // Nobody makes a call here.
    external: ['peerjs', '*?file'],
    logLevel: 'error',
  });
  const html = `<!doctype html><html lang="en"><meta charset="utf-8">${head}<script type="module" src="/page.js"></script><body></body></html>`;
  const server = createServer(({ url = '/' }, response) => {
    const script = outputFiles.find(({ path }) => `/${basename(path)}` === url);
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
    response.end(script?.contents ?? (url === '/' ? html : ''));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
