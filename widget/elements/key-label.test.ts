import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyLabel } from './key-label.ts';

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
  test(`${code} is ${label}`, () => assert.equal(keyLabel(code), label));
