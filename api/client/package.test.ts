/** What npm publishes as `voice-room/server` runs in plain Node and has types for a strict program that uses it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');
const bin = join(root, 'node_modules/.bin');
const project = mkdtempSync(join(tmpdir(), 'voice-room-package-'));
const run = (command: string, args: string[], cwd: string) =>
  promisify(execFile)(command, args, {
    cwd,
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
    timeout: 120_000,
  });

before(async () => {
  await run('npm', ['run', '--silent', 'build:npm'], root);
  const installed = join(project, 'node_modules/voice-room');
  for (const part of ['package.json', 'dist-npm']) cpSync(join(root, part), join(installed, part), { recursive: true });
  writeFileSync(join(project, 'package.json'), '{"type": "module"}');
});
after(() => rmSync(project, { recursive: true }));

test('it is imported by its name, without type stripping, and needs no other package', async () => {
  const program = `import { VoiceRoomServer, VoiceRoomError, verifyWebhook } from 'voice-room/server';
    const voice = new VoiceRoomServer({ url: 'http://127.0.0.1:9', maxRetries: 0 });
    const error = await voice.rooms.get('lobby').catch((error) => error);
    console.log(error instanceof VoiceRoomError, error.code, typeof verifyWebhook);`;
  writeFileSync(join(project, 'program.js'), program);
  const { stdout } = await run(process.execPath, ['--no-strip-types', 'program.js'], project);
  assert.equal(stdout, 'true network_error function\n');
  const imports = [...readFileSync(join(root, 'dist-npm/server.js'), 'utf8').matchAll(/from ['"]([^'"]+)['"]/g)];
  assert.deepEqual(
    imports.filter(([, name]) => !name?.startsWith('node:')),
    [],
  );
});

test('its types hold, and catch what is wrong', async () => {
  const types = dirname(join(root, 'node_modules/@types/node/package.json'));
  const options = {
    strict: true,
    module: 'nodenext',
    target: 'es2024',
    noEmit: true,
    skipLibCheck: false,
    types: ['node'],
  };
  cpSync(types, join(project, 'node_modules/@types/node'), { recursive: true });
  cpSync(join(root, 'node_modules/undici-types'), join(project, 'node_modules/undici-types'), { recursive: true });
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['program.ts'] }));
  const program = `import { type Room, VoiceRoomServer, verifyWebhook } from 'voice-room/server';
    const voice = new VoiceRoomServer({ url: 'https://voice.example.com', key: 'k' });
    export const room: Room = await voice.rooms.create({ name: 'Support' });
    for await (const { agentId } of voice.participants.list(room.id)) agentId.trim();
    const event = verifyWebhook('{}', {}, 'whsec_');
    if (event.type === 'room.closed') event.data.slug.trim();
    // @ts-expect-error: a number is no name
    await voice.rooms.create({ name: 7 });
    // @ts-expect-error: a room has no such field
    room.colour;`;
  writeFileSync(join(project, 'program.ts'), program);
  const { stdout } = await run('tsc', ['-p', '.'], project).catch((error) => error);
  assert.equal(stdout, '');
});
