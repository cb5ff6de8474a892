const byId = (id) => document.getElementById(id);
const channel = byId('channel');
let thread;

const act = (what) =>
  fetch('/act', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(what),
  });

const chooseThread = (ts) => {
  thread = ts;
  byId('in-thread').hidden = ts === undefined;
  if (ts !== undefined) byId('text').focus();
};

new EventSource('/events').onmessage = ({ data }) => {
  const { situation, at, canRecover, trouble, home, channel: html } = JSON.parse(data);
  byId('situation').value = situation;
  byId('at').textContent = `Its clock stands at ${at.slice(11, 16)} UTC.`;
  byId('recover').hidden = !canRecover;
  byId('trouble').hidden = trouble === '';
  byId('trouble').textContent = trouble;
  show(byId('home'), home);
  if (show(channel, html)) channel.scrollTop = channel.scrollHeight;
};

// What was unfolded stays so when something else changes.
const shown = new Map();
const show = (place, html) => {
  const before = shown.get(place) ?? '';
  if (html === before) return false;
  const unfolded = [...place.querySelectorAll('details')].map(({ open }) => open);
  place.innerHTML = html;
  shown.set(place, html);
  if (before !== '' && html.length >= before.length) {
    place.querySelectorAll('details').forEach((fold, index) => {
      if (unfolded[index] === true) fold.open = true;
    });
  }
  return true;
};

const TABS = ['channel', 'home'];
const go = (to) => {
  for (const name of TABS) {
    byId(name).hidden = name !== to;
    byId(`tab-${name}`).setAttribute('aria-selected', String(name === to));
  }
  byId('composer').hidden = to !== 'channel';
  if (to === 'home') act({ do: 'home' });
};
for (const name of TABS) byId(`tab-${name}`).addEventListener('click', () => go(name));

byId('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = byId('text').value.trim();
  if (text === '') return;
  act({ do: 'say', text, ...(thread === undefined ? {} : { thread }) });
  byId('text').value = '';
});
byId('situation').addEventListener('change', ({ target }) => {
  chooseThread(undefined);
  go('channel');
  act({ do: 'open', situation: target.value });
});
byId('recover').addEventListener('click', () => act({ do: 'recover' }));
byId('leave-thread').addEventListener('click', () => chooseThread(undefined));

for (const name of ['phone', 'dark']) {
  const set = (on) => {
    document.documentElement.classList.toggle(name, on);
    byId(name).setAttribute('aria-pressed', String(on));
  };
  set(new URLSearchParams(location.search).has(name));
  byId(name).addEventListener('click', () =>
    set(!document.documentElement.classList.contains(name)),
  );
}

document.addEventListener('click', ({ target }) => {
  const button = target.closest('button');
  if (button?.dataset.alert !== undefined) act({ do: 'alert', from: button.dataset.alert });
  if (button?.dataset.action !== undefined) {
    const { ts, action, block, value, url } = button.dataset;
    if (url !== undefined) open(url, '_blank', 'noopener');
    act({ do: 'press', ts, action, block, ...(value === undefined ? {} : { value }) });
  }
  const message = target.closest('article');
  if (message !== null && button === null && target.closest('summary, a, pre') === null) {
    const top = message.closest('.thread')?.previousElementSibling ?? message;
    chooseThread(top.dataset.ts);
  }
});
