/** What is printed on a key, as far as its code tells: `KeyV` is V, `ControlLeft` is Left Ctrl. */
export function keyLabel(code: string): string {
  const plain = /^(?:Key|Digit)(.)$/.exec(code)?.[1];
  if (plain) return plain;
  const sided = /^(Control|Shift|Alt|Meta)(Left|Right)$/.exec(code);
  if (sided) return `${sided[2]} ${sided[1] === 'Control' ? 'Ctrl' : sided[1]}`;
  return code
    .replace(/^Numpad/, 'Num ')
    .replace(/^Arrow/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2');
}
