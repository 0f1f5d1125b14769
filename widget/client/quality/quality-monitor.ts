import { QUALITY_INTERVAL_MS } from '../../../protocol/limits.ts';
import { type LinkQuality, type LinkSample, QUALITIES } from '../../../protocol/quality.ts';
import type { Cancel, Environment } from '../environment.ts';
import type { LiveFeed } from '../live-feed.ts';
import type { LinkState } from '../room-state.ts';
import type { RoomStore } from '../room-store.ts';
import type { RoomWatch } from '../room-watch.ts';
import { createLinkMeter, type LinkMeter } from './link-meter.ts';

export interface QualityContext {
  environment: Pick<Environment, 'every'>;
  store: RoomStore;
  feed: Pick<LiveFeed, 'send'>;
  watch: RoomWatch;
  /** Of every connection, by participant id. */
  stats(): Promise<ReadonlyMap<string, RTCStatsReport>>;
}

/**
 * Our own word is that of our best link: when even that is poor, it is our network. One poor link among good ones is the other
 * side's.
 */
function bestOf(words: LinkQuality[]): LinkQuality | undefined {
  return QUALITIES.find((word) => words.includes(word));
}

/**
 * Measures every link each QUALITY_INTERVAL_MS while in a room, shows it (`quality` of the participants, `stats`), and reports it to
 * the server. Outside of a room it does nothing. Returns what ends it.
 */
export function monitorQuality({ environment, store, feed, watch, stats }: QualityContext): Cancel {
  const meters = new Map<string, LinkMeter>();
  let cancel: Cancel | null = null;
  let isMeasuring = false;

  function sampleOf(id: string, link: LinkState, report: RTCStatsReport | undefined): LinkSample[] {
    const meter = meters.get(id) ?? createLinkMeter();
    meters.set(id, meter);
    if (link === 'connecting') return [];
    const sample = link === 'lost' ? meter.lose(QUALITY_INTERVAL_MS) : report ? meter.take(report) : null;
    return sample ? [{ participantId: id, ...sample }] : [];
  }

  function show(samples: LinkSample[]): void {
    const { selfId } = watch.state;
    const qualities = new Map(samples.map(({ participantId, quality }) => [participantId, quality]));
    const own = bestOf([...qualities.values()]);
    if (selfId && own) qualities.set(selfId, own);
    store.batch(() => {
      watch.update({ qualities });
      store.set({ stats: Object.freeze(samples) });
    });
  }

  async function measure(): Promise<void> {
    const reports = await stats();
    const { links } = watch.state;
    // Left meanwhile.
    if (!cancel || !links) return;
    for (const id of meters.keys()) if (!links.has(id)) meters.delete(id);
    const samples = [...links].flatMap(([id, link]) => sampleOf(id, link, reports.get(id)));
    show(samples);
    if (samples.length > 0) feed.send({ type: 'voice:quality', links: samples });
  }

  /** What fails is measured next time. */
  function look(): void {
    if (isMeasuring) return;
    isMeasuring = true;
    measure()
      .catch(() => {})
      .finally(() => {
        isMeasuring = false;
      });
  }

  function stop(): void {
    cancel?.();
    if (cancel) {
      cancel = null;
      meters.clear();
      show([]);
    }
  }

  function follow(): void {
    const { state } = store.snapshot;
    if (state !== 'connected' && state !== 'reconnecting') stop();
    else if (!cancel) {
      cancel = environment.every(QUALITY_INTERVAL_MS, look);
      look();
    }
  }

  const unsubscribe = store.subscribe(follow);
  follow();
  return () => {
    unsubscribe();
    stop();
  };
}
