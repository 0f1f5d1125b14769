import { oneAtATime } from '../one-at-a-time.ts';
import { connectedPair, equal, here, ok, toneOf, until } from '../testing/in-browser.ts';
import { adaptLink } from './adapt-link.ts';

const connect = () => connectedPair(toneOf(new AudioContext()).stream);

/** What the browser counts, with so many packets more said to be lost at each report of the other side, and the way so much longer. */
function lossy(connection: RTCPeerConnection, share: () => number, longerS = () => 0): void {
  const stats = connection.getStats.bind(connection);
  let reports = 0;
  let sent = 0;
  let lost = 0;
  Object.assign(connection, {
    async getStats() {
      const report = [...(await stats()).values()];
      const now = report.find(({ type }) => type === 'outbound-rtp').packetsSent;
      lost += (now - sent) * share();
      sent = now;
      reports += 1;
      // Chromium's own reports are some seconds apart.
      const said = { id: 'said', type: 'remote-inbound-rtp', kind: 'audio', timestamp: reports, packetsLost: lost };
      const others = report
        .filter(({ type }) => type !== 'remote-inbound-rtp')
        .map((one) =>
          one.type === 'candidate-pair' ? { ...one, responsesReceived: 0, currentRoundTripTime: longerS() } : one,
        );
      return new Map([...others, said].map((one) => [one.id, one]));
    },
  });
}

async function sentBy(connection: RTCPeerConnection): Promise<{ bytes: number; packets: number }> {
  const [sender] = connection.getSenders();
  const report = [...((await sender?.getStats()) ?? new Map()).values()].find(({ type }) => type === 'outbound-rtp');
  return { bytes: report.bytesSent, packets: report.packetsSent };
}

/** Bytes of sound in each packet sent during the next second. */
async function weight(connection: RTCPeerConnection): Promise<number> {
  const before = await sentBy(connection);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const after = await sentBy(connection);
  return (after.bytes - before.bytes) / (after.packets - before.packets);
}

/** Chromium alone has it. */
const hasRed = RTCRtpSender.getCapabilities('audio')?.codecs.some(({ mimeType }) => mimeType === 'audio/red');

describe('fitting what is sent to what arrives', () => {
  it('a line that fills up is given less: fewer bits, in fewer packets, and the other side is told nothing', async () => {
    const [own, other] = await connect();
    let longer = 0.05;
    lossy(
      own,
      () => (longer > 0.05 ? 0.03 : 0),
      () => longer,
    );
    const before = other.remoteDescription?.sdp;
    const bitrates: number[] = [];
    const stop = adaptLink(here({ every: (_, look) => here().every(1_100, look) }), own, {
      onBitrate: (bitrate) => bitrates.push(bitrate),
      alone: oneAtATime(),
    });
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    equal(bitrates, []);
    longer = 0.9;
    await until(() => /a=ptime:40/.test(own.remoteDescription?.sdp ?? ''), 'longer packets', 10_000);
    equal(bitrates.slice(0, 1), [16_000]);
    equal([own.signalingState, own.connectionState, other.remoteDescription?.sdp], ['stable', 'connected', before]);
    ok((await weight(own)) > 0, 'sound goes on');
    stop();
    own.close();
    other.close();
  });

  for (const who of hasRed ? (['caller', 'callee'] as const) : []) {
    it(`the ${who} sends each packet twice while packets are lost, and says nothing to the other side`, async () => {
      const [caller, callee] = await connect();
      const [own, other] = who === 'caller' ? [caller, callee] : [callee, caller];
      let loss = 0;
      lossy(own, () => loss);
      const before = other.remoteDescription?.sdp;
      const normal = await weight(own);
      const stop = adaptLink(here({ every: (_, look) => here().every(1_100, look) }), own, {
        onBitrate: () => {},
        alone: oneAtATime(),
      });
      loss = 0.1;
      const types = () => /^m=audio.*/m.exec(own.remoteDescription?.sdp ?? '')?.[0] ?? '';
      await until(() => /SAVPF 63 111/.test(types()), 'RED first', 10_000);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const redundant = await weight(own);
      ok(redundant > normal * 1.6, `${normal} bytes before, ${redundant} with RED`);
      equal([own.signalingState, own.connectionState, other.remoteDescription?.sdp], ['stable', 'connected', before]);

      // As after an ICE restart: what the other side says then is as it was at first.
      const [offerer, answerer] = [other, own];
      await offerer.setLocalDescription(await offerer.createOffer({ iceRestart: true }));
      await answerer.setRemoteDescription(offerer.localDescription ?? { type: 'offer' });
      await answerer.setLocalDescription();
      await offerer.setRemoteDescription(answerer.localDescription ?? { type: 'answer' });
      ok(/SAVPF 111 63/.test(types()), types());
      await until(() => /SAVPF 63 111/.test(types()), 'RED first again', 10_000);
      await until(() => own.connectionState === 'connected', 'connected');
      stop();
      caller.close();
      callee.close();
    });
  }
});
