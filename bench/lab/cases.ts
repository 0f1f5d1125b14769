import { FAULTS } from './cases/faults.ts';
import { JOINS } from './cases/joins.ts';
import { LEAVING } from './cases/leaving.ts';
import { LOSS } from './cases/loss.ts';
import { MATRIX } from './cases/nats.ts';
import { RECOVERY } from './cases/recovery.ts';
import { TURN } from './cases/turn.ts';
import type { LabCase } from './lab-case.ts';

/** Everything the lab can do to people, in the order of the table. */
export const CASES: readonly LabCase[] = [...RECOVERY, ...FAULTS, ...LEAVING, ...LOSS, ...JOINS, ...MATRIX, ...TURN];
