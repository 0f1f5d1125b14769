/** `npm run build:npm`: writes what npm publishes to dist-npm/, or to the folder given. `npm publish ./dist-npm` sends it off. */
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { htmlCustomData, webTypes } from './manifest/editor-data.ts';
import { customElementsManifest, elements } from './manifest/manifest.ts';
import { reactCode, reactTypes } from './manifest/react.ts';
import { packageJson } from './package-json.ts';

const root = join(import.meta.dirname, '..');
const folder = resolve(process.argv[2] ?? join(root, 'dist-npm'));

const run = (program: string, ...args: string[]) =>
  execFileSync(join(root, 'node_modules/.bin', program), args, { cwd: root, stdio: 'inherit' });
const write = (file: string, content: object) =>
  writeFileSync(join(folder, file), `${JSON.stringify(content, null, 2)}\n`);

run('rollup', '-c', 'rollup.npm.config.mjs', '--silent', '--dir', folder);
for (const project of ['npm/entries', 'api/client']) run('tsc', '-p', project, '--outDir', join(folder, 'types'));
// The compiler names the file a type comes from, be it one of another package than the page installs: what is lit-html's, Lit has too.
for (const file of globSync(join(folder, 'types/**/*.d.ts')))
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('import("lit-html")', 'import("lit")'));
for (const file of ['README.md', 'LICENSE']) cpSync(join(root, file), join(folder, file));
const described = elements();
writeFileSync(join(folder, 'react.js'), reactCode(described));
writeFileSync(join(folder, 'react.d.ts'), reactTypes(described));
write('package.json', packageJson());
write('custom-elements.json', customElementsManifest(described));
write('vscode.html-custom-data.json', htmlCustomData(described));
write('web-types.json', webTypes(described, packageJson()));
