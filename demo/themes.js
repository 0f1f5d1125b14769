// themes.html: which style sheet the page has. ?theme=playful starts with that one.
const link = document.querySelector('#theme');
const source = document.querySelector('#source');

function wear(theme) {
  const file = `/theme-${theme}.css`;
  link.disabled = source.hidden = theme === 'none';
  if (theme === 'none') return;
  link.href = source.href = file;
  source.textContent = file.slice(1);
}

for (const input of document.querySelectorAll('[name="theme"]')) {
  input.addEventListener('change', () => {
    history.replaceState(null, '', `?theme=${input.value}`);
    wear(input.value);
  });
  if (new URLSearchParams(location.search).get('theme') === input.value) {
    input.checked = true;
    wear(input.value);
  }
}
