import type { keyMessages } from './key-messages.ts';
import type { Say } from './message-section.ts';

/** What is printed on a key, as far as its code tells: `KeyV` is V, `ControlLeft` is Left Ctrl. */
export function keyLabel(code: string, t: Say<typeof keyMessages.texts>): string {
  const plain = /^(?:Key|Digit)(.)$/.exec(code)?.[1];
  if (plain) return plain;
  const named = (key: string) =>
    Object.hasOwn(t.named, key) ? t.named[key as keyof typeof t.named] : key.replace(/([a-z])([A-Z])/g, '$1 $2');
  const [, modifier, side] = /^(Control|Shift|Alt|Meta)(Left|Right)$/.exec(code) ?? [];
  if (modifier) return t[side === 'Left' ? 'left' : 'right']({ key: named(modifier) });
  const [, numpad] = /^Numpad(.+)$/.exec(code) ?? [];
  return numpad ? t.numpad({ key: named(numpad) }) : named(code);
}
