import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RememberedName } from './remembered-name.ts';

function memory() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  };
}

test('a name is remembered per server, across pages', () => {
  const storage = memory();
  new RememberedName(storage).set('https://a.example', 'Ada');
  assert.equal(new RememberedName(storage).get('https://a.example'), 'Ada');
  assert.equal(new RememberedName(storage).get('https://b.example'), '');
});

test('without storage it lasts as long as the page', () => {
  const refused = () => {
    throw new Error('SecurityError');
  };
  for (const storage of [null, { getItem: refused, setItem: refused }]) {
    const name = new RememberedName(storage);
    assert.equal(name.get('https://a.example'), '');
    name.set('https://a.example', 'Ada');
    assert.equal(name.get('https://a.example'), 'Ada');
  }
});
