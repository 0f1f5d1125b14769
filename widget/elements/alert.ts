import { html } from 'lit';
import type { Wrong } from './say.ts';

/** What went wrong and what to do about it. It can take the focus: there may be nothing else to go on with. */
export const alert = ({ message, fix }: Wrong) =>
  html`<p part="banner" class="notice error" role="alert" tabindex="-1"><b>${message}</b> ${fix}</p>`;
