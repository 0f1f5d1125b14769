import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartError } from './start-error.ts';

/** Makes sure that there is a directory we can write to; if not, a StartError says which one it should have been. */
export function ensureWritable(directory: string, dataDir = directory): void {
  try {
    makeDirectory(directory);
    accessSync(directory, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw cannotWrite(dataDir, cause);
  }
}

/** Like `mkdir -p`. (Node's own `recursive` never returns where the kernel answers ENOENT to a directory in an existing one, as in /proc.) */
function makeDirectory(directory: string): void {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(directory) !== directory) makeDirectory(dirname(directory));
  try {
    mkdirSync(directory);
  } catch (error) {
    if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

/** The sentence for a data directory that cannot be used. */
export function cannotWrite(dataDir: string, cause: unknown): StartError {
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new StartError(
    `Cannot write to the data directory "${dataDir}"${code}: make it writable, or set DATA_DIR to another directory.`,
    { cause },
  );
}
