import { createElement, type Ref, useImperativeHandle, useLayoutEffect, useRef } from 'react';

/** What becomes of the props of a component; those it does not name go to the element as they are. */
export interface PropMap {
  /** `displayName` is the attribute `display-name`: on a server, too, and where the element is not defined yet. */
  attributes: Record<string, string>;
  /** What no attribute can say. */
  properties: string[];
  /** `onVoiceJoined` hears `voice-joined`. */
  events: Record<string, string>;
}

/**
 * An element as a component. Events and properties are set here and not left to React, which forgets them when it takes over a page that
 * a server rendered.
 */
export function useElement(
  tag: string,
  { attributes, properties, events }: PropMap,
  { ref, ...props }: Record<string, unknown> & { ref?: Ref<HTMLElement> },
) {
  const element = useRef<HTMLElement>(null);
  const now = useRef(props);
  useImperativeHandle(ref, () => element.current as HTMLElement, []);

  useLayoutEffect(() => {
    now.current = props;
    for (const name of properties) if (element.current) Object.assign(element.current, { [name]: props[name] });
  });

  useLayoutEffect(() => {
    const listening = new AbortController();
    for (const [prop, event] of Object.entries(events))
      element.current?.addEventListener(
        event,
        (fact) => (now.current[prop] as ((fact: Event) => void) | undefined)?.(fact),
        listening,
      );
    return () => listening.abort();
  }, [events]);

  const given = Object.entries(props).flatMap(([name, value]) =>
    name in events || properties.includes(name) ? [] : [[attributes[name] ?? name, value]],
  );
  return createElement(tag, { ...Object.fromEntries(given), ref: element });
}
