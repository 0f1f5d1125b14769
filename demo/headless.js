// A page with its own interface. It asks the element (properties and methods) and shows what the element says (events).

const room = document.querySelector('voice-room');
const find = (selector) => document.querySelector(selector);

// Methods, `muted` and the other properties exist once the script has defined the element.
await customElements.whenDefined('voice-room');

// --- Asking ---------------------------------------------------------------------------------------------------------

find('#lobby').addEventListener('submit', (event) => {
  event.preventDefault();
  room.displayName = find('#name').value;
  // Settles when it is true: when in the room and reachable. What goes wrong also comes as `voice-error`.
  room.join().catch(() => {});
});
find('#leave').addEventListener('click', () => room.leave());
find('#mute').addEventListener('click', () => {
  room.muted = !room.muted;
});
find('#deafen').addEventListener('click', () => {
  room.deafened = !room.deafened;
});
find('#volume').addEventListener('input', (event) => {
  room.volume = event.target.valueAsNumber;
});

// --- Showing --------------------------------------------------------------------------------------------------------

function showState() {
  const { state } = room;
  const inRoom = state === 'connected' || state === 'reconnecting';
  find('#state').textContent = state;
  find('#lobby').hidden = inRoom;
  find('#controls').hidden = !inRoom;
  find('#lobby button').disabled = state === 'joining';
  if (state === 'joining') find('#problem').hidden = true;
}
room.addEventListener('voice-state-change', showState);

// With a `participantId` these two are about somebody else.
room.addEventListener('voice-mute-change', () => {
  find('#mute').ariaPressed = String(room.muted);
});
room.addEventListener('voice-deafen-change', () => {
  find('#deafen').ariaPressed = String(room.deafened);
});

// `code` is stable, `message` says what happened, `fix` what to do about it.
room.addEventListener('voice-error', ({ message, fix }) => {
  find('#problem').textContent = `${message} ${fix}`;
  find('#problem').hidden = false;
});

// Who was there before comes with `voice-room-change`, oneself with `voice-joined`.
for (const type of [
  'voice-room-change',
  'voice-joined',
  'voice-left',
  'voice-participant-joined',
  'voice-participant-left',
  'voice-participant-change',
])
  room.addEventListener(type, showPeople);

// Speaking changes often: only touch the one line it is about.
room.addEventListener('voice-speaking-change', ({ participantId, speaking }) => {
  rows.get(participantId)?.classList.toggle('speaking', speaking);
});

/** One line per participant, kept as long as they stay, so that a slider is not pulled away from under the finger. */
const rows = new Map();

function showPeople() {
  const people = room.participants;
  for (const [id, row] of rows) {
    if (people.some((person) => person.id === id)) continue;
    row.remove();
    rows.delete(id);
  }
  for (const person of people) {
    const row = rows.get(person.id) ?? addRow(person);
    row.classList.toggle('speaking', person.speaking);
    // Names come from other people: text, never HTML.
    row.querySelector('.who').textContent = person.isSelf ? `${person.displayName} (you)` : person.displayName;
    row.querySelector('small').textContent = describe(person);
    row.querySelector('input').hidden = person.isSelf || !room.self;
  }
}

function addRow({ id, displayName }) {
  const row = find('#person').content.firstElementChild.cloneNode(true);
  const slider = row.querySelector('input');
  slider.ariaLabel = `Volume of ${displayName}`;
  slider.addEventListener('input', () => room.setParticipantVolume(id, slider.valueAsNumber).catch(() => {}));
  rows.set(id, row);
  find('#people').append(row);
  return row;
}

function describe({ status, muted, serverMuted, deafened }) {
  if (status !== 'connected') return `${status}…`;
  if (deafened) return 'deafened';
  return muted || serverMuted ? 'muted' : '';
}

// --- The log: every event, newest first -----------------------------------------------------------------------------

for (const type of [
  'state-change',
  'joined',
  'left',
  'participant-joined',
  'participant-left',
  'participant-change',
  'speaking-change',
  'mute-change',
  'deafen-change',
  'room-change',
  'error',
])
  room.addEventListener(`voice-${type}`, (event) => {
    const line = document.createElement('li');
    line.textContent = `${event.type} ${details(event)}`;
    find('#log').prepend(line);
    find('#log').children[50]?.remove();
  });

/** An event's own fields, the long ones by name. */
function details(event) {
  const fields = Object.entries(event).filter(([key]) => key !== 'isTrusted');
  return fields.map(([key, value]) => `${key}: ${value?.displayName ?? value?.name ?? value}`).join(', ');
}

showState();
showPeople();
