/** A page that shows one of the states at a time: `await show('lobby-empty')`. */
import type { DeviceCheck } from '../../client/device-check.ts';
import type { Check } from '../../client/diagnosis/check.ts';
import { DIAGNOSIS_ERRORS } from '../../client/diagnosis/diagnosis-errors.ts';
import { addErrorTexts, RoomError } from '../../client/errors.ts';
import type { RoomListSnapshot } from '../../client/room-list.ts';
import { define } from '../define.ts';
import * as roomListView from '../room-list-view.ts';
import { VoiceRoom } from '../voice-room.ts';
import { VoiceRoomList } from '../voice-room-list.ts';
import { VoiceRooms } from '../voice-rooms.ts';
import { until as untilSoon } from './assert.ts';
import * as looks from './looks.ts';
import { allBelow } from './looks.ts';
import { deep, mount } from './mount.ts';
import { STATES, type State } from './states.ts';

const EMPTY_LIST: RoomListSnapshot = { known: false, rooms: [], more: false, mayCreate: false, error: null };

const check: DeviceCheck = {
  list: async () => ({
    microphones: [
      { deviceId: 'b', label: 'Built-in Audio Analog Stereo' },
      { deviceId: 'u', label: 'USB microphone with a name that goes on and on and on' },
    ],
    speakers: [{ deviceId: 'h', label: 'HDMI' }],
    canChooseSpeaker: true,
  }),
  onChange: () => {},
  listen: async () => {},
  level: () => 0.1,
  playTone: async () => {},
  close: () => {},
};

const until: typeof untilSoon = (probe, about) => untilSoon(probe, about, 20_000);

addErrorTexts(DIAGNOSIS_ERRORS);
const { message, fix } = new RoomError('turn_unreachable');
const checks: Check[] = [
  { name: 'api', ok: true, tookMs: 12 },
  { name: 'turn-udp', ok: false, code: 'turn_unreachable', message, fix, tookMs: 5_500 },
];

const parts = () => allBelow(document.body).filter(({ localName }) => localName.includes('-'));

/** Waits for what is loaded later, and until nothing is left to be rendered. */
async function settled(): Promise<void> {
  let before = -1;
  for (let count = 0; count !== before; ) {
    before = count;
    const all = parts();
    await Promise.all(all.map(({ localName }) => customElements.whenDefined(localName)));
    await Promise.all(all.map((each) => (each as Partial<VoiceRoom>).updateComplete));
    count = parts().length;
  }
}

async function mountList({ html, list }: State): Promise<Element> {
  VoiceRooms.createList = () => ({ snapshot: { ...EMPTY_LIST, ...list }, close() {} });
  VoiceRoomList.load = async () => roomListView;
  define('voice-room', VoiceRoom);
  define('voice-room-list', VoiceRoomList);
  const place = document.createElement('main');
  place.innerHTML = html;
  document.body.replaceChildren(place);
  const element = await until(() => place.querySelector('voice-room-list'), 'the list');
  await until(() => deep(element, 'section'), 'what it shows');
  return element;
}

async function mountRoom({ html, snapshot = {} }: State): Promise<Element> {
  const { room, clients } = await mount(html, snapshot);
  if (clients[0])
    Object.assign(clients[0].client, {
      checkDevices: async () => check,
      diagnose: async () => checks,
      level: () => 0.05,
    });
  if (snapshot.state === 'connected' || snapshot.state === 'reconnecting')
    await until(() => deep(room, '[part~=controls]'), 'the call');
  return room;
}

/** Shows the state of this name and resolves when there is nothing more to come. */
export async function show(name: string): Promise<void> {
  const state = STATES[name];
  if (!state) throw new Error(`No such state: ${name}`);
  const element = await (state.list ? mountList(state) : mountRoom(state));
  await settled();
  if (state.html.includes('lang="ar"')) await until(() => deep(element, '[dir=rtl]'), 'its words');
  if (state.html.includes(' chat')) await until(() => deep(element, '.toggle'), 'the chat');
  for (const selector of state.press ?? []) {
    const found = await until(() => deep(element, selector), selector);
    found.click();
    await settled();
    if (found.ariaHasPopup === 'dialog') await until(() => deep(element, 'dialog[open]'), 'a dialog');
  }
  await settled();
}

Object.assign(window, { show, states: Object.keys(STATES), looks });
