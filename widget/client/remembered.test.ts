import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Remembered } from './remembered.ts';

function memory() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  };
}

test('a name is remembered per server, across pages', () => {
  const storage = memory();
  new Remembered(storage, 'name').set('https://a.example', 'Ada');
  assert.equal(new Remembered(storage, 'name').get('https://a.example'), 'Ada');
  assert.equal(new Remembered(storage, 'name').get('https://b.example'), '');
  assert.equal(new Remembered(storage, 'picture').get('https://a.example'), '');
});

test('without storage it lasts as long as the page', () => {
  const refused = () => {
    throw new Error('SecurityError');
  };
  for (const storage of [null, { getItem: refused, setItem: refused }]) {
    const name = new Remembered(storage, 'name');
    assert.equal(name.get('https://a.example'), '');
    name.set('https://a.example', 'Ada');
    assert.equal(name.get('https://a.example'), 'Ada');
  }
});
