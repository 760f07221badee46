// Runs before everything else on a page: which of the tokens that people write this screen has shown, when, and which
// of them it called saved. Each person writes with three letters of their own, so that the letters of several people
// in one title are told apart. Reads what a person can see, frame by frame, and touches nothing.
(() => {
  const people = Array.from({ length: 8 }, (_, n) => 'abcdefghijklmnopqrstuvwx'.slice(3 * n, 3 * n + 3));
  const ends = people.map((letters) => letters[2]).join('');
  // Asked often and by many at once, so it looks at as little as it can.
  const box = () => canvas().activeElement;
  const named = (name) => (box()?.getAttribute('aria-label') === name ? (box().value ?? null) : null);
  const connected = () => [...canvas().querySelectorAll('button')].some((it) => / here\. Through/.test(it.ariaLabel ?? it.textContent));
  const now = () => performance.timeOrigin + performance.now();
  // When this screen called everything saved last.
  const watch = (window.watch = { key: 0, seen: [], saved: [], safe: 0, now, box, named, connected });
  const canvas = () => document.querySelector('alignment-canvas')?.shadowRoot;
  const shown = new Set();
  let unsaved = [];
  let titles = new Map();
  let due = false;

  const tokens = (text) => people.flatMap((letters) => {
    const own = [...text].filter((letter) => letters.includes(letter)).join('');
    return own.split(letters[2]).slice(0, -1).filter((bits) => bits.length === 10).map((bits) => bits + letters[2]);
  });
  const look = () => {
    due = false;
    const root = canvas();
    const at = now();
    const shows = new Map();
    for (const card of root.querySelectorAll('[role=group][data-id]')) {
      const id = card.dataset.id;
      const title = card.querySelector('textarea')?.value ?? card.querySelector('p')?.textContent ?? '';
      shows.set(id, title);
      if (titles.get(id) === title) continue;
      for (const token of tokens(title)) {
        if (shown.has(token)) continue;
        shown.add(token);
        unsaved.push(token);
        // Of a card that has just come into view nobody knows for how long it has said so.
        watch.seen.push([token, at, titles.has(id)]);
      }
    }
    titles = shows;
    if (root.querySelector('[data-saved]')?.dataset.saved === 'saved.here') {
      watch.safe = at;
      watch.saved.push(...unsaved);
      unsaved = [];
    }
  };
  // Just before the next frame is painted: what is there then is what people see.
  const soon = () => {
    if (!due) requestAnimationFrame(look);
    due = true;
  };
  const begin = () => {
    const root = canvas();
    if (!root) return requestAnimationFrame(begin);
    const what = { subtree: true, childList: true, characterData: true, attributeFilter: ['aria-label', 'data-saved'] };
    new MutationObserver(soon).observe(root, what);
    addEventListener('input', soon, true);
    soon();
  };
  addEventListener('keydown', (event) => {
    if (ends.includes(event.key)) watch.key = performance.timeOrigin + event.timeStamp;
  }, true);
  begin();
})();
