import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import type { DeviceChoice } from '../client/device-check.ts';
import type { DeviceInUse, ParticipantSnapshot } from '../client/room-snapshot.ts';
import type { Say } from './message-section.ts';
import type { settingsMessages } from './settings-messages.ts';

export type SettingsWords = Say<typeof settingsMessages.texts>;

const chosen = (event: Event) => (event.target as HTMLInputElement | HTMLSelectElement).value;

/** The devices of a kind, the system's default first. */
export function deviceChoice(
  t: SettingsWords,
  label: string,
  devices: readonly DeviceChoice[],
  inUse: DeviceInUse,
  choose: (deviceId: string) => void,
) {
  return html`<select aria-label=${label} .value=${live(inUse.deviceId)} @change=${(event: Event) => choose(chosen(event))}>
      <option value="" ?selected=${inUse.deviceId === ''}>${t.systemDefault}</option>
      ${devices.map(
        ({ deviceId, label }, index) =>
          html`<option value=${deviceId} ?selected=${inUse.deviceId === deviceId}>${label || t.unnamed({ number: index + 1 })}</option>`,
      )}
    </select>
    ${inUse.lost ? html`<p class="hint lost" role="status">${t.lost}</p>` : nothing}`;
}

/** One of a few, by their words. */
export function options<K extends string>(label: string, words: Record<K, string>, now: K, choose: (value: K) => void) {
  const keys = Object.keys(words) as K[];
  return html`<label class="options"><span>${label}</span><select .value=${live(now)}
    @change=${(event: Event) => {
      const key = keys.find((each) => each === chosen(event));
      if (key) choose(key);
    }}>${keys.map((key) => html`<option value=${key} ?selected=${key === now}>${words[key]}</option>`)}</select></label>`;
}

/** A switch with its words. */
export function toggle(label: string, on: boolean, change: (on: boolean) => void) {
  return html`<label class="row"><span>${label}</span><input type="checkbox" role="switch" .checked=${live(on)}
    @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}></label>`;
}

/** 0..1, shown in percent. */
export function volumeSlider(
  locale: string,
  label: string,
  volume: number,
  change: (volume: number) => void,
  name = label,
) {
  const percent = volume.toLocaleString(locale, { style: 'percent' });
  return html`<label class="slider"><span>${label}</span><output>${percent}</output>
    <input type="range" min="0" max="100" step="5" aria-label=${name} aria-valuetext=${percent} .value=${live(String(Math.round(volume * 100)))}
      @input=${(event: Event) => change(Number(chosen(event)) / 100)}></label>`;
}

/** What each was before it was muted here, to go back to. */
const before = new Map<string, number>();

/** How loud each of the others is, for oneself alone. */
export function people(
  t: SettingsWords,
  locale: string,
  others: readonly ParticipantSnapshot[],
  change: (id: string, volume: number) => void,
) {
  return html`<fieldset>
    <legend>${t.people}</legend>
    ${repeat(
      others,
      ({ id }) => id,
      ({ id, displayName, volume }) => html`<div class="person" data-id=${id}>
        ${volumeSlider(locale, displayName, volume, (next) => change(id, next), t.volumeOf({ name: displayName }))}
        <button part="button" aria-pressed=${volume === 0} aria-label=${t.muteNameForMe({ name: displayName })} @click=${() => {
          if (volume) before.set(id, volume);
          change(id, volume ? 0 : (before.get(id) ?? 1));
        }}>${t.muteForMe}</button>
      </div>`,
    )}
  </fieldset>`;
}
