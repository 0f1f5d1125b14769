import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRememberedSettings } from './remembered-settings.ts';
import { createFakeEnvironment } from './testing/fake-environment.ts';

const server = 'https://voice.example.com';

test('what was set is there on the next page, for this server only', () => {
  const { storage } = createFakeEnvironment();
  const settings = createRememberedSettings(storage, server);
  settings.set({ microphone: 'usb', volumes: { anna: 0.5 } });
  settings.set({ echoCancellation: 'off' });
  settings.set({ microphone: undefined });
  const next = createRememberedSettings(storage, server);
  assert.deepEqual(next.now, { volumes: { anna: 0.5 }, echoCancellation: 'off' });
  assert.deepEqual(createRememberedSettings(storage, 'https://other.example').now, {});
});

for (const text of ['', 'no JSON', '17', 'null', '{"microphone": 3, "volumes": {"anna": "loud"}}', '{"volumes": "x"}'])
  test(`what is not ours is left alone: ${text}`, () => {
    const settings = createRememberedSettings({ getItem: () => text, setItem() {} }, server);
    const { volumes = {}, ...rest } = settings.now;
    assert.deepEqual([rest, volumes], [{}, {}]);
  });

test('storage that refuses is no harm', () => {
  const refuse = () => {
    throw new DOMException('', 'QuotaExceededError');
  };
  for (const storage of [null, { getItem: refuse, setItem: refuse }]) {
    const settings = createRememberedSettings(storage, server);
    settings.set({ microphone: 'usb' });
    assert.equal(settings.now.microphone, 'usb');
  }
});
