/** Inputs that no text is typed into. */
const TEXTLESS = ['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit'];

/** What a key pressed there means to itself, when a keyboard brought the focus there. */
const CONTROLS = 'a[href], button, input, select, summary, [role], [tabindex]';
const OF_CONTROLS = ['Space', 'Enter', 'NumpadEnter'];

function takesText(target: EventTarget): boolean {
  if (target instanceof HTMLInputElement) return !TEXTLESS.includes(target.type);
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}

/** Whether an event happens where text goes, in whatever (open) shadow root that is. */
export function isTyping(event: Event): boolean {
  return event.composedPath().some(takesText);
}

/** Whether the key presses the control it goes to. One that was clicked and is still focused does not count. */
export function usesKey(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  return (
    OF_CONTROLS.includes(event.code) &&
    target instanceof Element &&
    target.matches(CONTROLS) &&
    target.matches(':focus-visible')
  );
}
