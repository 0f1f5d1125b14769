import { html, nothing } from 'lit';
import type { ParticipantSnapshot, RoomSnapshot } from '../client/room-snapshot.ts';
import { alert } from './alert.ts';
import { avatar } from './avatar.ts';
import { VoiceJoinRequest } from './join-request.ts';
import type { Say } from './message-section.ts';
import { messages } from './messages.ts';
import { say, sayError } from './say.ts';
import { VoiceSettingsRequest } from './settings-request.ts';

const FACES = 5;
const NAMES = 2;

function join(form: HTMLFormElement, microphone: boolean): void {
  const input = form.querySelector('input');
  if (form.ariaBusy !== 'true')
    form.dispatchEvent(new VoiceJoinRequest({ displayName: input?.value.trim(), microphone }));
}

function submit(event: SubmitEvent): void {
  event.preventDefault();
  join(event.currentTarget as HTMLFormElement, true);
}

function listen({ currentTarget }: Event): void {
  const { form } = currentTarget as HTMLButtonElement;
  if (form?.reportValidity()) join(form, false);
}

function askForSettings({ currentTarget }: Event): void {
  currentTarget?.dispatchEvent(new VoiceSettingsRequest({}));
}

function people(people: readonly ParticipantSnapshot[], t: Say<typeof messages.texts>) {
  const shown = people.length > NAMES + 1 ? NAMES : NAMES + 1;
  const names = people.slice(0, shown).map((person) => person.displayName);
  const others = people.length - names.length;
  if (others) names.push(t.others({ count: others }));
  return html`<div class="people">
    <div class="faces">${people.slice(0, FACES).map(avatar)}</div>
    <p>${t.areHere({ names, count: people.length })}</p>
  </div>`;
}

/**
 * The room from outside: who is in it, a field for the name, the button to join, and what went wrong. `name` is where the
 * field starts; undefined: do not ask. A template and not an element of its own, to keep the first script small.
 */
export function lobby(
  host: Element,
  { state, error, participants, leaveReason }: RoomSnapshot,
  name: string | undefined,
) {
  const t = say(host, messages);
  const told = error && sayError(host, error);
  const busy = state !== 'idle' && state !== 'error';
  const label = busy
    ? t.joining
    : error
      ? error.code === 'replaced'
        ? t.useHere
        : t.tryAgain
      : leaveReason
        ? t.joinAgain
        : t.join;
  return html`<form part="lobby" aria-busy=${busy} @submit=${submit}>
    ${
      told
        ? html`${alert(told)}<voice-check-button code=${told.code} exportparts="button,check"></voice-check-button>`
        : leaveReason
          ? html`<p part="banner" class="notice" role="status">${leaveReason === 'timeout' ? t.timeout : t.left}</p>`
          : nothing
    }
    ${participants[0] ? people(participants, t) : nothing}
    ${
      state === 'error' && !error?.recoverable
        ? nothing
        : html`${
            name === undefined
              ? nothing
              : html`<label><span>${t.name}</span><input .value=${name} required maxlength="64" autocomplete="nickname"
                  ?readonly=${busy}></label>`
          }<slot name="consent"></slot>
          <button part="button" class="primary" aria-disabled=${busy}>${label}</button>
          <p class="hint">${t.hint}</p>
          <button type="button" part="button" aria-disabled=${busy} @click=${listen}>${t.listen}</button>
          <button type="button" part="button settings-button" aria-haspopup="dialog" @click=${askForSettings}>${t.settings}</button>`
    }
  </form>`;
}
