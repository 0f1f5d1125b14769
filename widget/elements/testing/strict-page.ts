/** A page with a strict policy shows a call and tells the page around it what the policy blocked and how it looks. */
import { until } from './assert.ts';
import { deep, inCall, mount } from './mount.ts';

const violations: string[] = [];
addEventListener('securitypolicyviolation', ({ violatedDirective }) => violations.push(violatedDirective));

const { room } = await mount('<voice-room room="lobby"></voice-room>', inCall);
const avatar = await until(() => deep(room, '[part="avatar"]'), 'an avatar');
const { borderRadius, backgroundColor } = getComputedStyle(avatar);
parent.postMessage({ violations, round: borderRadius, coloured: backgroundColor.startsWith('oklch(0.5') }, '*');
