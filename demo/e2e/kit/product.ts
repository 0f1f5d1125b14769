/** The product: `node serve.ts` in a process of its own, on a free port, with a data directory of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SERVE = fileURLToPath(new URL('../../../serve.ts', import.meta.url));

/** A data directory in which it has started before (`npm test` makes it once, for the e2e files); without one it starts in an empty one. */
const started = process.env.TEST_DATA_FOLDER;

export interface Product {
  /** `http://127.0.0.1:<port>` */
  url: string;
  process: ChildProcess;
  dataDir: string;
  /** Everything it printed so far. */
  output(): string;
  /** Ends it as Ctrl-C does and removes its data. */
  stop(): Promise<void>;
}

/** Starts the product, with the words of `prefix` before its command, and waits until it says its address. */
export async function startProduct(env: Record<string, string> = {}, prefix: readonly string[] = []): Promise<Product> {
  const dataDir = env.DATA_DIR ?? mkdtempSync(join(tmpdir(), 'voice-room-'));
  if (started && !env.DATA_DIR) cpSync(started, dataDir, { recursive: true });
  const [program = '', ...args] = [...prefix, process.execPath, SERVE];
  const child = spawn(program, args, {
    env: {
      ...process.env,
      DATABASE_URL: '',
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
      DATA_DIR: dataDir,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const exited = once(child, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      const address = /http:\/\/[\w.[\]:-]+:\d+/.exec(output);
      if (address) resolve(address[0].replace('localhost', '127.0.0.1'));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', (code) => reject(new Error(`serve.ts ended with ${code}:\n${output}`)));
  });
  return {
    url,
    process: child,
    dataDir,
    output: () => output,
    async stop() {
      child.kill('SIGINT');
      await exited;
      if (!env.DATA_DIR) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
