import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeApi } from './describe-api.ts';
import { renderMarkdown } from './http/openapi/markdown.ts';

/** `npm run docs`: writes docs/api.md. */
writeFileSync(join(import.meta.dirname, '../docs/api.md'), renderMarkdown(describeApi()));
