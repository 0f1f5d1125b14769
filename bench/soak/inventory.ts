/** What pages and server have open and in memory, after a collection of garbage. */
import { readdirSync, readlinkSync } from 'node:fs';
import type { Counts } from './counters.ts';
import type { Guest, Party } from './party.ts';

interface PageInventory extends Counts {
  name: string;
  /** Bytes of JavaScript. */
  heap: number;
  remembered: number;
  /** Connections it has made so far. */
  made: number;
}

export interface Inventory {
  pages: PageInventory[];
  server: { rss: number; sockets: number; liveSockets: number };
}

/** Code that is compiled when it is first used (1.5 MB in all), and what the connections below hold: 25 kB each. */
const HEAP_TOLERANCE = 1_000_000;
/**
 * Chromium 156 never lets go of a connection that is closed just when its ICE gathering state changes: of bare ones, closed within 30 ms
 * after their offer, 60 to 98 of 400. The heap snapshot shows its own callback (`RTCPeerConnection::ChangeIceGatheringState`) as what holds
 * them. Of ours, which live longer, so many may meet that; a leak of our own would keep nearly all.
 */
const REMEMBERED_SHARE = 0.1;
const REMEMBERED_AT_LEAST = 3;
/** A browser keeps some for its next request. */
const SOCKETS_TOLERANCE = 5;

const tolerated = (made: number) => Math.max(REMEMBERED_AT_LEAST, made * REMEMBERED_SHARE);

/** The embedded database opens its files when they are first used, and keeps them open. */
function socketsOf(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((name) => {
    try {
      return readlinkSync(`${folder}/${name}`).startsWith('socket:');
    } catch {
      // Closed meanwhile.
      return false;
    }
  }).length;
}

async function ofPage({ page, person }: Guest): Promise<PageInventory> {
  const session = await page.context().newCDPSession(page);
  try {
    // What the first one finds unreachable may hold what the second one finds.
    for (let pass = 0; pass < 3; pass += 1) await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const counts = await page.evaluate(() => ({
      ...globalThis.counters.now(),
      remembered: globalThis.counters.remembered(),
      made: globalThis.counters.made(),
    }));
    return { name: person.name, heap: usedSize, ...counts };
  } finally {
    await session.detach();
  }
}

export async function takeInventory(party: Party): Promise<Inventory> {
  const pages = await Promise.all(party.guests.map(ofPage));
  return {
    pages,
    server: {
      rss: await party.metric('process_resident_memory_bytes'),
      sockets: socketsOf(party.serverPid()),
      liveSockets: await party.metric('voice_room_live_sockets'),
    },
  };
}

/** What there is more of than before, in words. Both were taken with everybody out of the room. */
export function audit(before: Inventory, after: Inventory): string[] {
  const problems: string[] = [];
  const check = (what: string, was: number, is: number, tolerance = 0) => {
    if (is > was + tolerance) problems.push(`${what}: ${was} before, ${is} after`);
  };
  for (const page of after.pages) {
    const was = before.pages.find(({ name }) => name === page.name);
    if (!was) continue;
    check(`${page.name}: heap`, was.heap, page.heap, HEAP_TOLERANCE);
    check(`${page.name}: connections open`, 0, page.connections);
    check(`${page.name}: connections in memory`, was.remembered, page.remembered, tolerated(page.made - was.made));
    check(`${page.name}: sockets`, was.sockets, page.sockets);
    check(`${page.name}: intervals`, was.intervals, page.intervals);
    check(`${page.name}: timeouts`, was.timeouts, page.timeouts, 1);
    check(`${page.name}: audio contexts`, was.audioContexts, page.audioContexts);
  }
  check('server: sockets', before.server.sockets, after.server.sockets, SOCKETS_TOLERANCE);
  check('server: live sockets', before.server.liveSockets, after.server.liveSockets);
  return problems;
}
