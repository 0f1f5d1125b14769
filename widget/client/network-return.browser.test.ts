import { networkAnswers, stunUrls } from './network-return.ts';
import { equal, here, ok } from './testing/in-browser.ts';

const ask = async (iceServers: RTCIceServer[]) => {
  const since = performance.now();
  const answer = await networkAnswers(here(), { iceServers }, 400);
  return [answer, performance.now() - since] as const;
};

describe('whether the network is back', () => {
  it('relays are asked as well, over UDP only; without being told of, nobody else where relays only are wanted', () => {
    const iceServers = [
      { urls: ['stun:a.example:1', 'stuns:b.example'] },
      { urls: ['turn:c.example:3?transport=udp', 'turn:d.example?transport=tcp', 'turns:e.example', 'turn:[::1]:4'] },
    ];
    equal(stunUrls({ iceServers }), ['stun:a.example:1', 'stun:c.example:3', 'stun:[::1]:4']);
    equal(stunUrls({ iceServers, iceTransportPolicy: 'relay' }), ['stun:c.example:3', 'stun:[::1]:4']);
  });

  it('where there is nobody to ask, that is said after the time', async () => {
    const [answer, took] = await ask([{ urls: 'turns:e.example', username: 'a', credential: 'b' }]);
    equal(answer, null);
    ok(took >= 390, `after ${took} ms`);
  });

  it('a server that does not answer is given the time, each time anew', async () => {
    for (let round = 0; round < 3; round += 1) {
      const [answer, took] = await ask([{ urls: 'stun:127.0.0.1:9' }]);
      equal(answer, false);
      ok(took >= 390, `after ${took} ms`);
    }
  });
});
