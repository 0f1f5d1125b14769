const FORWARDED = ['empty', 'mute-icon', 'deafen-icon', 'talk-icon', 'hand-icon', 'settings-icon', 'leave-icon'];

/**
 * Hands on what the page put into the slots of the element around `part` (which may itself have been handed it). Only
 * what is there: a slot handed on, even an empty one, would replace what `part` shows by default.
 * Returns the function that stops it.
 */
export function forwardSlots(part: HTMLElement, forwarded: readonly string[] = FORWARDED): () => void {
  const root = part.getRootNode();
  const host = root instanceof ShadowRoot ? root.host : undefined;
  const forward = () => {
    const names = new Set(Array.from(host?.children ?? [], ({ slot }) => slot));
    part.replaceChildren(
      ...forwarded
        .filter((name) => names.has(name))
        .map((name) => {
          const slot = document.createElement('slot');
          slot.name = slot.slot = name;
          return slot;
        }),
    );
  };
  const observer = new MutationObserver(forward);
  if (host) observer.observe(host, { childList: true });
  forward();
  return () => observer.disconnect();
}
