/**
 * Writes rows with as few calls as it can: all at once, and those that the database refuses for what they hold in halves, until the
 * row in question stands alone and is left out. Returns why each of those was refused. Any other error is thrown, whatever was
 * written before it: writing the same rows again must do no harm.
 */
export async function writeInHalves<T>(
  rows: readonly T[],
  write: (rows: readonly T[]) => Promise<void>,
): Promise<Error[]> {
  try {
    await write(rows);
    return [];
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (rows.length === 1) return [error];
    const middle = Math.ceil(rows.length / 2);
    const first = await writeInHalves(rows.slice(0, middle), write);
    return [...first, ...(await writeInHalves(rows.slice(middle), write))];
  }
}

/** Whether it is the data's fault: SQLSTATE class 22, data exception, or 23, integrity constraint violation. */
function isRefusal(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^2[23]...$/.test(String(error.code));
}
