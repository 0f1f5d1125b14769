import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const LIMITS = fileURLToPath(new URL('protocol/limits.ts', import.meta.url));
const IMPORT = /import \{([^}]+)\} from '(?:\.\.\/)+protocol\/limits\.ts';/g;

/**
 * The numbers of the protocol where they are used, not handed from chunk to chunk: 70 bytes of the first script, which took those of all
 * the others along.
 */
export const limits = {
  name: 'limits',
  /** @param {string} code @param {string} id */
  transform(code, id) {
    if (!id.includes('/widget/') || !code.includes('/protocol/limits.ts')) return null;
    const source = readFileSync(LIMITS, 'utf8');
    const inlined = code.replace(IMPORT, (_, names) =>
      names
        .split(',')
        .filter((/** @type {string} */ name) => name.trim())
        .map((/** @type {string} */ name) => {
          const [found] = new RegExp(`const ${name.trim()} = .+?;`).exec(source) ?? [];
          if (!found) throw new Error(`rollup.limits.mjs: no ${name.trim()} in protocol/limits.ts, for ${id}`);
          return found;
        })
        .join(' '),
    );
    if (inlined.includes('/protocol/limits.ts')) throw new Error(`rollup.limits.mjs: cannot read the import of ${id}`);
    return { code: inlined, map: null };
  },
};
