/** `npm run docs`: writes docs/recovery.md from bench/results/lab.json. */
import { writeFileSync } from 'node:fs';
import { recoveryPage } from './recovery-page.ts';
import { readResults } from './results.ts';

writeFileSync(new URL('../../docs/recovery.md', import.meta.url), recoveryPage(readResults()));
