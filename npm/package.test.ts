/** What npm publishes, installed in a project of somebody else's: by its name, in plain Node and by a strict compiler. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { installPackage, type Project } from './install-package.ts';

let project: Project;
before(async () => {
  project = await installPackage(['react', '@types/react', 'csstype', '@types/node', 'undici-types']);
});
after(() => project.remove());

const installed = (file: string) => readFileSync(join(project.folder, 'node_modules/voice-room', file), 'utf8');
/** As where nobody strips types. */
const program = (text: string) => {
  project.write('program.js', text);
  return project.run('node', '--no-strip-types', 'program.js');
};

test('publint finds nothing to say', async () => {
  const { messages } = await publint({ pkgDir: project.built, pack: 'npm', strict: true });
  const pkg = JSON.parse(installed('package.json'));
  assert.deepEqual(
    messages.map((message) => formatMessage(message, pkg)),
    [],
  );
});

describe('in plain Node', () => {
  test('the element is imported for a page that a server renders, and does nothing', async () => {
    const imports = `import 'voice-room';
      import { VoiceRoom, VoiceJoinedEvent } from 'voice-room/elements';
      import { createRoomClient } from 'voice-room/client';
      import * as react from 'voice-room/react';
      console.log(typeof VoiceRoom, typeof VoiceJoinedEvent, typeof createRoomClient, typeof react.VoiceRoom);`;
    assert.equal(await program(imports), 'function function function function\n');
  });

  test('the client for backends needs no other package', async () => {
    const output = await program(`import { VoiceRoomServer, VoiceRoomError, verifyWebhook } from 'voice-room/server';
      const voice = new VoiceRoomServer({ url: 'http://127.0.0.1:9', maxRetries: 0 });
      const error = await voice.rooms.get('lobby').catch((error) => error);
      console.log(error instanceof VoiceRoomError, error.code, typeof verifyWebhook);`);
    assert.equal(output, 'true network_error function\n');
    const imports = [...installed('server.js').matchAll(/from ?['"]([^'"]+)['"]/g)].map(([, name]) => name);
    assert.deepEqual(
      imports.filter((name) => !name?.startsWith('node:') && !name?.startsWith('./')),
      [],
    );
  });
});

describe('its types hold, and catch what is wrong', () => {
  const compile = async (options: object, text: string, ...files: string[]) => {
    for (const file of files) project.write(file, text);
    const compilerOptions = { strict: true, target: 'es2024', noEmit: true, skipLibCheck: false, ...options };
    project.write('tsconfig.json', JSON.stringify({ compilerOptions, files }));
    const output = await project.run('tsc', '-p', '.').catch(({ stdout }) => stdout);
    assert.equal(output, '');
  };

  const PAGE = `import 'voice-room';
    import { VoiceRoom, type VoiceErrorEvent } from 'voice-room/elements';
    import { browserEnvironment, createRoomClient, type RoomSnapshot } from 'voice-room/client';
    const room = document.createElement('voice-room');
    const same: VoiceRoom = room;
    room.siteKey = 'vr_pk_1';
    room.addEventListener('voice-joined', ({ participant }) => participant.displayName?.trim());
    room.addEventListener('voice-error', (event: VoiceErrorEvent) => event.fix.trim());
    same.raiseHand(true).then(() => room.participants.length.toFixed());
    class Own extends VoiceRoom {}
    customElements.define('own-room', Own);
    const client = createRoomClient({ server: 'https://voice.example.com', room: 'lobby' }, browserEnvironment(window));
    client.subscribe((now: RoomSnapshot) => now.state === 'joining');
    // @ts-expect-error: there is no such layout
    room.layout = 'round';
    // @ts-expect-error: nor is there such an event on it
    room.addEventListener('voice-joined', ({ nobody }) => nobody);
    // @ts-expect-error: nor such a state
    room.state === 'asleep';`;
  const browser = { lib: ['es2024', 'dom', 'dom.iterable', 'dom.asynciterable'], types: [] };
  test("the element's, by Node's rules from a module and from CommonJS", () =>
    compile({ ...browser, module: 'nodenext' }, PAGE, 'page.ts', 'page.cts'));

  test("the element's, by a bundler's rules", () => compile({ ...browser, module: 'preserve' }, PAGE, 'page.ts'));

  test("React's, of the component and of the tag", () =>
    compile(
      { ...browser, module: 'nodenext', jsx: 'react-jsx' },
      `import { useRef } from 'react';
      import { VoiceRoom, type VoiceRoomElement } from 'voice-room/react';
      export function Call({ token }: { token: () => Promise<string> }) {
        const room = useRef<VoiceRoomElement>(null);
        return <VoiceRoom ref={room} room="lobby" tokenProvider={token} autoJoin className="call" style={{ width: 300 }}
          onVoiceJoined={({ participant }) => room.current?.setParticipantVolume(participant.id, 1)} />;
      }
      export const tag = <voice-room room="lobby" auto-join onvoice-error={({ fix }) => fix.trim()} id="call"></voice-room>;
      // @ts-expect-error: there is no such layout
      export const wrong = <VoiceRoom layout="round" />;
      // @ts-expect-error: nor for the tag
      export const wrongTag = <voice-room layout="round" />;`,
      'call.tsx',
    ));

  test("the backend's", () =>
    compile(
      { module: 'nodenext', types: ['node'] },
      `import { type Room, VoiceRoomServer, verifyWebhook } from 'voice-room/server';
      const voice = new VoiceRoomServer({ url: 'https://voice.example.com', key: 'k' });
      export const room: Room = await voice.rooms.create({ name: 'Support' });
      for await (const { agentId } of voice.participants.list(room.id)) agentId.trim();
      const event = verifyWebhook('{}', {}, 'whsec_');
      if (event.type === 'room.closed') event.data.slug.trim();
      // @ts-expect-error: a number is no name
      await voice.rooms.create({ name: 7 });
      // @ts-expect-error: a room has no such field
      room.colour;`,
      'backend.ts',
    ));
});
