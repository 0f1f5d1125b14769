/**
 * Loaded into every process of a test file: one that hangs ends here, saying what kept it, instead of holding up the run.
 * The timer itself keeps nothing alive.
 */
const DEADLINE_MS = 600_000;

setTimeout(() => {
  console.error(
    `this test file did not end within ${DEADLINE_MS / 1000} s; open: ${process.getActiveResourcesInfo().join(' ')}`,
  );
  process.exit(1);
}, DEADLINE_MS).unref();
