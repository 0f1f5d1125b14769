import { section } from './message-section.ts';

/** What is printed on keys that no letter names. */
export const keyMessages = section('keys', {
  left: 'Left {key}',
  right: 'Right {key}',
  numpad: 'Num {key}',
  named: {
    Control: 'Ctrl',
    Shift: 'Shift',
    Alt: 'Alt',
    Meta: 'Meta',
    Space: 'Space',
    Enter: 'Enter',
    Escape: 'Esc',
    Backspace: 'Backspace',
    CapsLock: 'Caps Lock',
    PageUp: 'Page Up',
    PageDown: 'Page Down',
    Home: 'Home',
    End: 'End',
    Insert: 'Insert',
    Delete: 'Delete',
    ArrowUp: 'Up',
    ArrowDown: 'Down',
    ArrowLeft: 'Left',
    ArrowRight: 'Right',
  },
});
