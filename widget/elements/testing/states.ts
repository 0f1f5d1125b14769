/** Every state the elements can be seen in, by name: what the screenshots show, and what is checked for accessibility. */
import { RoomError, type RoomErrorCode } from '../../client/errors.ts';
import type { RoomListSnapshot } from '../../client/room-list.ts';
import type { ParticipantSnapshot, RoomSnapshot } from '../../client/room-snapshot.ts';
import { fakeParticipant } from '../../client/testing/fake-room-client.ts';
import { ada, devices, inCall, lobby, me, watching } from './mount.ts';

export interface State {
  html: string;
  /** Of `<voice-room>`. */
  snapshot?: Partial<RoomSnapshot>;
  /** Of `<voice-room-list>`. */
  list?: Partial<RoomListSnapshot>;
  /** Pressed one after the other, by selectors; shadow roots are looked into. */
  press?: readonly string[];
}

const NAMES = [
  'Ada Lovelace',
  'Bartholomew Featherstonehaugh-Cholmondeley of Wyndham-Quin',
  'Bo',
  '田中 さくら',
  'عائشة بنت محمد',
  'Donaudampfschifffahrtsgesellschaftskapitän',
  'Zoë',
  'Søren Kierkegaard',
  'Ngozi',
  'Łukasz Żółć',
];

/** Many, of whom some speak, some are muted and some are hard to hear. */
function crowd(count: number): ParticipantSnapshot[] {
  const qualities = ['excellent', 'excellent', 'good', 'excellent', 'poor'] as const;
  return Array.from({ length: count }, (_, index) =>
    fakeParticipant({
      id: `p${index}`,
      displayName: NAMES[index] ?? `${NAMES[index % NAMES.length]} ${Math.floor(index / NAMES.length) + 1}`,
      muted: index % 3 === 2,
      speaking: index % 7 === 1,
      deafened: index === 9,
      serverMuted: index === 5,
      quality: qualities[index % qualities.length] ?? 'unknown',
    }),
  );
}

const person = (id: string, displayName: string, values: Partial<ParticipantSnapshot> = {}) =>
  fakeParticipant({ id, displayName, quality: 'excellent', ...values });
/** An ordinary call. */
const meeting = [
  person('1', 'Amara Okafor', { speaking: true }),
  person('2', 'Tomáš Novák', { muted: true }),
  person('3', 'Elena García', { handRaisedAt: '2026-01-01T00:00:01.000Z' }),
  person('4', 'Jonas Weber', { quality: 'good' }),
  person('5', 'Priya Sharma', { speaking: true }),
  { ...me, quality: 'excellent' as const },
];

const asMe = (values: Partial<ParticipantSnapshot>) => ({ ...me, ...values });
const raised = (person: ParticipantSnapshot, second: number): ParticipantSnapshot => ({
  ...person,
  handRaisedAt: `2026-01-01T00:00:0${second}.000Z`,
});
const room = (attributes = '') => `<voice-room room="lobby" display-name="Grace Hopper" ${attributes}></voice-room>`;
/** Right to left. */
const ARABIC = 'lang="ar"';
const ask = '<voice-room room="lobby"></voice-room>';
const list = '<voice-room-list></voice-room-list>';
const call = (snapshot: Partial<RoomSnapshot> = {}, attributes = ''): State => ({
  html: room(attributes),
  snapshot: { ...inCall, devices, ...snapshot },
});
const refused = (code: RoomErrorCode): State => ({
  html: room(),
  snapshot: { ...watching, state: 'error', error: new RoomError(code) },
});
const listening = (code: RoomErrorCode) => call({ microphone: 'none', microphoneError: new RoomError(code) });
const moderating = { participants: [ada, asMe({ role: 'moderator' })] };
const say = (id: number, of: ParticipantSnapshot, text: string) => ({
  id,
  participantId: of.id,
  displayName: of.displayName,
  text,
  at: `2026-01-01T12:0${id}:00.000Z`,
});
const messages = [
  say(1, ada, 'Good morning! Are you all there?'),
  say(
    2,
    me,
    'Yes. Here is the page: https://voice.example.com/a/rather/long/address/that/must/break/somewhere?or=other',
  ),
  say(3, ada, 'مرحبا بالجميع'),
];
const listed = (name: string, participants: ParticipantSnapshot[]) => ({
  room: { ...lobby, id: `room-${name}`, slug: name, name, participantCount: participants.length },
  participants,
});
const rooms = [
  listed('Garden', crowd(9)),
  listed('Lounge', [{ ...ada, speaking: true }, me]),
  listed('Quarterly planning of the whole of engineering, design and support', [ada]),
  listed('Quiet', []),
];

export const STATES: Record<string, State> = {
  'lobby-empty': { html: ask, snapshot: { live: 'open', room: null } },
  'lobby-people': { html: room(), snapshot: { ...watching, participants: [{ ...ada, speaking: true }, ...crowd(3)] } },
  'lobby-crowd': { html: ask, snapshot: { ...watching, participants: crowd(20) } },
  'lobby-offline': { html: room(), snapshot: { live: 'closed', room: null } },
  'lobby-left': { html: room(), snapshot: { ...watching, leaveReason: 'left' } },
  'lobby-bar': { html: '<voice-room room="lobby" layout="bar"></voice-room>', snapshot: watching },
  'no-room': { html: '<voice-room></voice-room>' },
  joining: { html: ask, snapshot: { ...watching, state: 'joining' } },
  'room-full': refused('room_full'),
  'room-closed': refused('room_closed'),
  'room-not-found': refused('room_not_found'),
  removed: refused('removed'),
  banned: refused('banned'),
  replaced: refused('replaced'),
  'server-unreachable': refused('server_unreachable'),
  'connection-failed': refused('connection_failed'),
  check: { ...refused('server_unreachable'), press: ['[aria-haspopup=dialog]'] },
  'microphone-denied': listening('microphone_denied'),
  'microphone-blocked-by-policy': listening('permissions_policy'),
  'insecure-page': listening('insecure_context'),
  meeting: call({ participants: meeting, room: { ...lobby, name: 'Design review' } }),
  alone: call({ participants: [me] }),
  'two-people': call({ participants: [{ ...ada, quality: 'excellent' }, asMe({ quality: 'excellent' })] }),
  'eight-people': call({ participants: [...crowd(7), me] }),
  'twenty-people': call({ participants: [me, ...crowd(19)] }),
  speaking: call({ participants: [{ ...ada, speaking: true }, asMe({ speaking: true })] }),
  muted: call({ muted: true, participants: [ada, asMe({ muted: true })] }),
  'muted-hint': call({ muted: true, voiceHint: 'muted', participants: [ada, asMe({ muted: true })] }),
  'silent-hint': call({ voiceHint: 'silent' }),
  deafened: call({ muted: true, deafened: true, participants: [ada, asMe({ muted: true, deafened: true })] }),
  'server-muted': call({ participants: [ada, asMe({ serverMuted: true, serverMutedBy: ada.id })] }),
  'muted-for-me': call({ participants: [{ ...ada, volume: 0 }, me] }),
  'hands-raised': call({ participants: [raised(ada, 2), raised(me, 1), ...crowd(2)] }),
  'poor-and-lost': call({
    participants: [{ ...ada, quality: 'poor' }, { ...ada, id: 'b', displayName: 'Bo', quality: 'lost' }, me],
  }),
  reconnecting: call({ state: 'reconnecting', participants: [{ ...ada, status: 'disconnected' }, me] }),
  'sound-blocked': call({ audioBlocked: true }),
  'device-lost': call({
    devices: { ...devices, microphone: { deviceId: 'u', label: 'Built-in Audio Analog Stereo', lost: true } },
  }),
  'push-to-talk': call({ devices: { ...devices, pttKey: 'KeyV' }, talking: false }, 'ptt-key="KeyV"'),
  'push-to-talk-held': call(
    { devices: { ...devices, pttKey: 'KeyV' }, talking: true, participants: [ada, asMe({ speaking: true })] },
    'ptt-key="KeyV"',
  ),
  settings: { ...call({ participants: [...crowd(3), me] }), press: ['[part~=settings-button]'] },
  'settings-in-lobby': { html: room(), snapshot: { ...watching, devices }, press: ['[part~=settings-button]'] },
  moderating: call(moderating),
  'moderation-menu': { ...call(moderating), press: ['.open'] },
  'moderation-question': { ...call(moderating), press: ['.open', '.danger:nth-last-child(2)'] },
  chat: { ...call({ messages }, 'chat'), press: ['.toggle'] },
  'chat-closed': call({ messages }, 'chat'),
  'chat-empty': { ...call({}, 'chat'), press: ['.toggle'] },
  'chat-off': call({ room: { ...lobby, settings: { ...lobby.settings, chat: false } } }, 'chat'),
  bar: call({ participants: [{ ...ada, speaking: true }, me] }, 'layout="bar"'),
  'bar-alone': call({ participants: [me] }, 'layout="bar"'),
  'bar-twenty-people': call({ participants: [me, ...crowd(19)] }, 'layout="bar"'),
  'bar-push-to-talk': call({ devices: { ...devices, pttKey: 'KeyV' }, talking: false }, 'layout="bar" ptt-key="KeyV"'),
  'bar-muted-hint': call(
    { muted: true, voiceHint: 'muted', participants: [ada, asMe({ muted: true })] },
    'layout="bar"',
  ),
  list: { html: list, list: { known: true, mayCreate: true, rooms } },
  'list-naming': { html: list, list: { known: true, mayCreate: true, rooms }, press: ['.create'] },
  'list-empty': { html: list, list: { known: true, mayCreate: true } },
  'list-loading': { html: list, list: {} },
  'arabic-lobby': {
    html: `<voice-room room="lobby" ${ARABIC}></voice-room>`,
    snapshot: { ...watching, participants: crowd(6) },
  },
  'arabic-meeting': call({ participants: meeting, room: { ...lobby, name: 'اجتماع الفريق' } }, ARABIC),
  'arabic-bar': call({ participants: meeting }, `layout="bar" ${ARABIC}`),
  'arabic-settings': { ...call({ participants: [...crowd(3), me] }, ARABIC), press: ['[part~=settings-button]'] },
  'arabic-list': {
    html: `<voice-room-list ${ARABIC}></voice-room-list>`,
    list: { known: true, mayCreate: true, rooms },
  },
  'list-error': { html: list, list: { error: new RoomError('server_unreachable') } },
};
