// The page of one room, /r/<slug>. The element does the talking; this gives it the name and the page a title.

const room = document.querySelector('voice-room');

// Works before the element's own script has arrived, too: properties set early are kept.
room.room = decodeURIComponent(location.pathname.split('/').pop());
document.title = room.room;

// Facts about the room come as events on the element (they do not bubble).
room.addEventListener('voice-room-change', (event) => {
  if (event.room) document.title = event.room.name;
});

const copy = document.querySelector('#copy');
copy.addEventListener('click', async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    copy.textContent = 'Copied';
    setTimeout(() => {
      copy.textContent = 'Copy link';
    }, 2000);
  } catch {
    // Browsers let only secure pages (https:// or localhost) write to the clipboard: show the link to copy by hand.
    prompt('Copy this link', location.href);
  }
});
