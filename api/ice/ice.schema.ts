import { z } from 'zod';
import type { IceServer } from '../../protocol/rest.ts';

export const iceServer = z
  .strictObject({ urls: z.array(z.string()), username: z.string().optional(), credential: z.string().optional() })
  .meta({ id: 'IceServer', description: 'An RTCIceServer of WebRTC.' }) satisfies z.ZodType<IceServer>;

export const iceServersAnswer = z.strictObject({ iceServers: z.array(iceServer) }).meta({ id: 'IceServers' });
