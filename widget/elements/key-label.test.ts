import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compose } from './compose.ts';
import { keyLabel } from './key-label.ts';
import { keyMessages } from './key-messages.ts';

const english = compose(keyMessages.texts, undefined, undefined, 'en');

for (const [code, label] of [
  ['KeyV', 'V'],
  ['Digit1', '1'],
  ['Space', 'Space'],
  ['ControlLeft', 'Left Ctrl'],
  ['ShiftRight', 'Right Shift'],
  ['NumpadAdd', 'Num Add'],
  ['ArrowUp', 'Up'],
  ['CapsLock', 'Caps Lock'],
  ['F13', 'F13'],
] as const)
  test(`${code} is ${label}`, () => assert.equal(keyLabel(code, english), label));
