import { css, html, nothing } from 'lit';
import type { ParticipantSnapshot } from '../client/room-snapshot.ts';
import { hueOf, initials } from './initials.ts';

/** A picture that cannot be loaded leaves the initials below it to be seen. */
function showIfLoaded({ type, target }: Event): void {
  if (target instanceof HTMLImageElement) target.hidden = type === 'error';
}

/** A person's picture, or the initials on a colour of their own. Decoration: the name stands beside it. */
export const avatar = ({
  avatar,
  displayName,
  speaking,
}: Pick<ParticipantSnapshot, 'avatar' | 'displayName' | 'speaking'>) =>
  html`<span part="avatar" class="avatar ${speaking ? 'speaking' : ''}" aria-hidden="true"
    data-text=${initials(displayName)} .style=${`--_hue:${hueOf(displayName)}`}>${
      avatar ? html`<img alt="" src=${avatar} @load=${showIfLoaded} @error=${showIfLoaded}>` : nothing
    }</span>`;

export const avatarStyles = css`
  .avatar {
    display: grid;
    flex: none;
    place-items: center;
    position: relative;
    inline-size: var(--_size);
    block-size: var(--_size);
    outline: 1px solid transparent;
    outline-offset: -1px;
    border-radius: var(--_avatar-radius);
    background: oklch(var(--_avatar-lightness) var(--_avatar-chroma) var(--_hue));
    color: var(--_on-avatar);
    font-weight: 600;
    font-size: calc(var(--_size) * 0.38);
  }
  .avatar::before {
    content: attr(data-text);
  }
  .avatar img {
    position: absolute;
    inline-size: 100%;
    block-size: 100%;
    border-radius: inherit;
    object-fit: cover;
  }
`;
