/** What can be measured of what the page shows, through all shadow roots. */

const TARGET_PX = 44;
/** The rounding of the browser. */
const ROUNDING_PX = 0.5;

export function allBelow(root: ParentNode): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>('*')].flatMap((each) => [
    each,
    ...(each.shadowRoot ? allBelow(each.shadowRoot) : []),
  ]);
}

/** Whether it is scrolled out of sight in the list it is in. */
function isScrolledAway(element: Element): boolean {
  const root = element.getRootNode();
  const list = root instanceof ShadowRoot ? root.host.closest('ul') : null;
  if (!list) return false;
  const [box, view] = [element.getBoundingClientRect(), list.getBoundingClientRect()];
  return box.left < view.left || box.right > view.right;
}

/** What can be pressed and is too small or covers another one, and what sticks out of the element, the dialog or the window. */
export function measure(): string[] {
  const found: string[] = [];
  const all = allBelow(document.body);
  const dialog = all.find((each) => each.matches('dialog[open]'));
  const shown = dialog ? [dialog, ...allBelow(dialog)] : all;
  const targets = shown
    .filter((each) => each.matches('button, input, select, a[href]'))
    .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !isScrolledAway(each))
    .map((each) => ({
      name: each.ariaLabel ?? each.textContent?.trim() ?? '',
      box: (each.closest('label') ?? each).getBoundingClientRect(),
    }));
  for (const [index, { name, box }] of targets.entries()) {
    if (Math.min(box.width, box.height) < TARGET_PX - ROUNDING_PX)
      found.push(`${name} is ${box.width} x ${box.height}`);
    for (const other of targets.slice(index + 1)) {
      const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
      if (Math.min(across, down) > ROUNDING_PX) found.push(`${name} and ${other.name} overlap by ${across} x ${down}`);
    }
  }
  for (const each of [document.documentElement, ...shown.filter((one) => one.matches('section, dialog'))])
    if (each.scrollWidth > each.clientWidth)
      found.push(`${each.localName} is ${each.scrollWidth} in ${each.clientWidth}`);
  return found;
}

/** What would move: transitions and animations of more than colours and opacity. */
export function moving(): string[] {
  return allBelow(document.body)
    .filter((each) => {
      const { transitionProperty, transitionDuration, animationName } = getComputedStyle(each);
      const moves = transitionDuration !== '0s' && /all|transform|translate|scale|inset/.test(transitionProperty);
      return moves || !['none', 'fade'].includes(animationName);
    })
    .map((each) => `${each.localName} ${each.className}`);
}

/** What has a part's name, and whether the page's style for that part of the element reaches it: `--is-<tag>-<part>: yes`. */
export function partsSeen(): { name: string; isReached: boolean }[] {
  const tag = document.querySelector('voice-room, voice-room-list')?.localName;
  return allBelow(document.body).flatMap((each) =>
    [...each.part].map((part) => ({
      name: `${tag} ${part}`,
      isReached: getComputedStyle(each).getPropertyValue(`--is-${tag}-${part}`) === 'yes',
    })),
  );
}
