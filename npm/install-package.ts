/** For tests: the package as somebody gets it who installs it. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..');
const bin = join(root, 'node_modules/.bin');

export interface Project {
  /** Of the project, with the package in its node_modules. */
  folder: string;
  /** Of the built package, as it was packed. */
  built: string;
  write(file: string, text: string): void;
  /** What the program printed. With an exit code other than 0 it throws, with `stdout` and `stderr`. */
  run(program: string, ...args: string[]): Promise<string>;
  remove(): void;
}

/** Builds and packs the package and installs it in a new project, beside `libraries`, which come from here and not from a registry. */
export async function installPackage(libraries: readonly string[] = []): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), 'voice-room-project-'));
  const built = join(folder, '.built');
  const installed = join(folder, 'node_modules/voice-room');
  const run = async (program: string, ...args: string[]) => {
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
    return (await promisify(execFile)(program, args, { cwd: folder, env, timeout: 120_000 })).stdout;
  };
  await run('node', join(root, 'npm/build.ts'), built);
  const tarball = (await run('npm', 'pack', '--silent', '--pack-destination', folder, built)).trim();
  mkdirSync(installed, { recursive: true });
  await run('tar', '-xzf', tarball, '--strip-components=1', '-C', installed);
  for (const library of ['lit', '@lit/context', ...libraries]) {
    const link = join(folder, 'node_modules', library);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', library), link);
  }
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  write('package.json', '{"type": "module"}');
  return { folder, built, write, run, remove: () => rmSync(folder, { recursive: true }) };
}
