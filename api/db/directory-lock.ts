import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { cannotWrite } from '../data-dir.ts';
import { StartError } from '../start-error.ts';

/**
 * Keeps a second process out of an embedded database: two of them on one directory lose rows without a word. An exclusive
 * SQLite transaction on `<directory>.lock` is held for the life of the process; the operating system frees it even after a SIGKILL.
 * Returns the function that releases it.
 */
export function lockDirectory(directory: string): () => void {
  let lock: DatabaseSync;
  try {
    lock = new DatabaseSync(`${directory}.lock`, { timeout: 0 });
  } catch (cause) {
    throw cannotWrite(dirname(directory), cause);
  }
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    if (!isBusy(cause)) throw cannotWrite(dirname(directory), cause);
    throw new StartError(
      `Another process is using the data directory "${directory}": stop it, or set DATA_DIR to another directory.`,
      { cause },
    );
  }
  return () => lock.close();
}

/** SQLite's result code for a lock that another one holds. */
const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}
