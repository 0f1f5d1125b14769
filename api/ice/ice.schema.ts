import { z } from 'zod';
import type { IceServer, IceServersAnswer } from '../../protocol/rest.ts';

export const iceServer = z
  .strictObject({ urls: z.array(z.string()), username: z.string().optional(), credential: z.string().optional() })
  .meta({ id: 'IceServer', description: 'An RTCIceServer of WebRTC.' }) satisfies z.ZodType<IceServer>;

export const iceGrantFields = {
  iceServers: z.array(iceServer),
  iceServersTtlS: z.int().meta({
    description:
      'Seconds from now for which they may be used; ask again before. Without a stay, a join token or a secret key, TURN servers may be used for 120 seconds.',
  }),
};

export const iceServersAnswer = z
  .strictObject({
    ...iceGrantFields,
    signalingUrl: z
      .string()
      .meta({ description: 'Of the signalling server; absolute, or to be resolved against the URL of this one.' }),
  })
  .meta({ id: 'IceServers' }) satisfies z.ZodType<IceServersAnswer>;
