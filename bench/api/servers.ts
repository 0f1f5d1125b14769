import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Server {
  url: string;
  /** Milliseconds of processor time it has used; NaN where the system does not say. */
  cpuMs(): number;
  stop(): Promise<void>;
}

const CLOCK_TICK_MS = 10;

/** Starts a program that serves HTTP and says its port in a line of JSON. */
export async function startServer(file: string, env: Record<string, string>, flags: string[] = []): Promise<Server> {
  const path = fileURLToPath(new URL(`../../${file}`, import.meta.url));
  const child = spawn(process.execPath, [...flags, path], {
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const port = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const found = /"port":(\d+)/.exec(output)?.[1];
      if (found) resolve(found);
    });
    child.on('exit', (code) => reject(new Error(`${file} ended with ${code}:\n${output}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    cpuMs() {
      const stat = `/proc/${child.pid}/stat`;
      if (!existsSync(stat)) return Number.NaN;
      // Fields 14 and 15 (proc(5)): user and system time; the second field ends with the last parenthesis.
      const fields = readFileSync(stat, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      return (Number(fields[11]) + Number(fields[12])) * CLOCK_TICK_MS;
    },
    async stop() {
      child.kill('SIGINT');
      await exited;
    },
  };
}
