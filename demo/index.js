// The landing page: makes a room over REST and goes to it. The voice itself is on the room's page.
import { randomName, slugOf } from '/room-names.js';

const create = document.querySelector('#create');
const problem = document.querySelector('#problem');

create.addEventListener('click', async () => {
  create.disabled = true;
  problem.hidden = true;
  try {
    location.href = `/r/${await createRoom()}`;
  } catch (error) {
    problem.textContent = `${error.message} Try again in a moment.`;
    problem.hidden = false;
    create.disabled = false;
  }
});

// Coming back with the browser's Back button, the page is as it was left.
addEventListener('pageshow', () => {
  create.disabled = false;
});

/** POST /api/v1/rooms; on a name somebody else has taken, another one. */
async function createRoom(attempts = 3) {
  const name = randomName();
  const response = await fetch('/api/v1/rooms', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, slug: slugOf(name) }),
  }).catch(() => {
    throw new Error('The server cannot be reached.');
  });
  // A room as JSON, or what went wrong as problem+json with a stable `code`.
  const answer = await response.json();
  if (response.ok) return answer.slug;
  if (answer.code === 'slug_taken' && attempts > 1) return createRoom(attempts - 1);
  throw new Error(`${answer.title ?? 'The server refused'}.`);
}

// A room that does not exist yet is made by whoever joins it first: no request needed here.
const input = document.querySelector('#name');
document.querySelector('#enter').addEventListener('submit', (event) => {
  event.preventDefault();
  const slug = slugOf(input.value);
  input.setCustomValidity(slug ? '' : 'A name needs a letter (a-z) or a digit.');
  if (input.reportValidity()) location.href = `/r/${slug}`;
});
input.addEventListener('input', () => input.setCustomValidity(''));

const snippet = document.querySelector('#snippet');
snippet.textContent = snippet.textContent.replace('/voice-room.js', `${location.origin}/voice-room.js`);

const copy = document.querySelector('#copy');
copy.addEventListener('click', async () => {
  await navigator.clipboard.writeText(snippet.textContent);
  copy.textContent = 'Copied';
});
// Browsers let only secure pages (https:// or localhost) write to the clipboard.
copy.hidden = !navigator.clipboard;
