import { connectedPair, equal, ok, toneOf } from '../testing/in-browser.ts';
import { createLinkMeter, type LinkMeter } from './link-meter.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Two real connections in this page that send a tone to each other. */
async function connect() {
  const { stream, setLevel } = toneOf(new AudioContext());
  const [here, there] = await connectedPair(stream);
  return {
    here,
    /** As the product does: silence first, then nothing. */
    async mute() {
      setLevel(0);
      await pause(300);
      await there.getSenders()[0]?.replaceTrack(null);
    },
    close() {
      here.close();
      there.close();
    },
  };
}

/** The next sample; Firefox counts what comes in only once something has come. */
async function sampleOf(meter: LinkMeter, connection: RTCPeerConnection) {
  for (let look = 0; look < 10; look += 1) {
    await pause(1500);
    const sample = meter.take(await connection.getStats());
    if (sample) return sample;
  }
  throw new Error('Never happened: a sample');
}

describe('measuring a real connection', () => {
  it('who talks, who is muted, and the connection that takes its place', async () => {
    const meter = createLinkMeter();
    const first = await connect();
    await pause(500);
    equal(meter.take(await first.here.getStats()), null, 'nothing to compare with');
    const talking = await sampleOf(meter, first.here);
    ok(talking.durationMs > 1000 && talking.durationMs < 10_000, `${talking.durationMs} ms`);
    ok((talking.bitrateBps ?? 0) > 5000, `${talking.bitrateBps} bit/s`);
    equal([talking.packetLoss, talking.relayed, talking.quality], [0, false, 'excellent']);
    for (const value of [talking.rttMs, talking.jitterMs, talking.concealment]) ok(value !== null, 'measured');

    await first.mute();
    await pause(1000);
    meter.take(await first.here.getStats());
    await pause(1500);
    const muted = meter.take(await first.here.getStats());
    equal([muted?.packetLoss, muted?.bitrateBps, muted?.jitterMs], [null, 0, null]);
    equal([muted?.concealment, muted?.quality], [0, 'excellent'], 'silence is no fault');

    const second = await connect();
    equal(meter.take(await second.here.getStats()), null, 'counted anew');
    equal((await sampleOf(meter, second.here)).quality, 'excellent');
    first.close();
    second.close();
  });
});
