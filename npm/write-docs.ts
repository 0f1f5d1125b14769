import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderElementDocs } from './manifest/element-docs.ts';
import { elements } from './manifest/manifest.ts';

/** Part of `npm run docs`: writes docs/element.md. */
writeFileSync(join(import.meta.dirname, '../docs/element.md'), renderElementDocs(elements()));
