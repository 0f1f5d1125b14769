import type { Cancel } from './environment.ts';

/** What happens to the page and its network while a call runs. */
export interface PageLife {
  /** Whether the page is here by a reload. */
  readonly isReload: boolean;
  /** Another network, or the page comes back out of the browser's cache: no socket of before is of use. */
  onOtherNetwork(callback: () => void): Cancel;
  /** The page goes: closed, left or reloaded, nobody knows. */
  onPageHide(callback: () => void): Cancel;
}

/** Where the kind of network is told, Android: elsewhere there is no `type`. */
interface NetworkNavigator {
  connection?: EventTarget & { type?: string };
}

function onOtherNetwork(window: Window, callback: () => void): Cancel {
  const { connection } = window.navigator as NetworkNavigator;
  let type = connection?.type;
  const onChange = () => {
    // It changes with every estimate of the speed, too.
    if (connection?.type !== type) callback();
    type = connection?.type;
  };
  const onShow = ({ persisted }: PageTransitionEvent) => persisted && callback();
  connection?.addEventListener('change', onChange);
  window.addEventListener('pageshow', onShow);
  return () => {
    connection?.removeEventListener('change', onChange);
    window.removeEventListener('pageshow', onShow);
  };
}

export function browserPageLife(window: Window): PageLife {
  return {
    isReload: window.performance
      .getEntriesByType('navigation')
      .some((entry) => 'type' in entry && entry.type === 'reload'),
    onOtherNetwork: (callback) => onOtherNetwork(window, callback),
    onPageHide(callback) {
      window.addEventListener('pagehide', callback);
      return () => window.removeEventListener('pagehide', callback);
    },
  };
}
