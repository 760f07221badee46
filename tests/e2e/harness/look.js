// Finds things as a person (or a screen reader) would: by what they are and what they are called.
const implied = (el) => {
  const tag = el.localName;
  if (tag === 'input') {
    return { checkbox: 'checkbox', radio: 'radio', number: 'spinbutton', date: 'date' }[el.type] ?? 'textbox';
  }
  if (tag === 'section') return el.hasAttribute('aria-label') || el.hasAttribute('aria-labelledby') ? 'region' : '';
  return {
    a: 'link', button: 'button', textarea: 'textbox', select: 'combobox', h1: 'heading', h2: 'heading', h3: 'heading', h4: 'heading', article: 'article',
    main: 'main', aside: 'complementary', li: 'listitem', ul: 'list', summary: 'summary', fieldset: 'group',
  }[tag] ?? '';
};
const roleOf = (el) => el.getAttribute('role') ?? implied(el);
const squeeze = (text) => (text ?? '').replace(/\s+/g, ' ').trim();
const labelText = (label) => {
  const copy = label.cloneNode(true);
  for (const control of copy.querySelectorAll('input, textarea, select, .field__note')) control.remove();
  return squeeze(copy.textContent);
};
const nameOf = (el) => {
  if (el.hasAttribute('aria-label')) return squeeze(el.getAttribute('aria-label'));
  if (el.hasAttribute('aria-labelledby')) {
    const words = el.getAttribute('aria-labelledby').split(/\s+/);
    return squeeze(words.map((id) => el.getRootNode().getElementById(id)?.textContent).join(' '));
  }
  if (['input', 'textarea', 'select'].includes(el.localName)) {
    const label = el.closest('label') ?? el.labels?.[0];
    return label ? labelText(label) : squeeze(el.title || el.placeholder);
  }
  if (el.localName === 'fieldset') return squeeze(el.querySelector('legend')?.textContent);
  return squeeze(el.innerText) || squeeze(el.title);
};
const isShown = (el) => el.checkVisibility({ visibilityProperty: true }) && !el.closest('[aria-hidden=true]');
const canvasAt = (index) => document.querySelectorAll('alignment-canvas')[index];
// `within` is a list of [role, name] from the outside in.
const scopeOf = (index, within) => {
  let scope = canvasAt(index)?.shadowRoot;
  for (const [role, name] of within) scope = scope && search(scope, role, name, 'exact')[0];
  return scope;
};
const fits = (text, wanted, how) =>
  how === 'exact' ? text === wanted : how === 'start' ? text.startsWith(wanted) : text.includes(wanted);
const search = (scope, role, name, how) =>
  [...scope.querySelectorAll('*')].filter((el) => roleOf(el) === role && isShown(el) && fits(nameOf(el), name, how));
const deepest = (x, y) => {
  let el = document.elementFromPoint(x, y);
  while (el?.shadowRoot) {
    const inner = el.shadowRoot.elementFromPoint(x, y);
    if (!inner || inner === el) break;
    el = inner;
  }
  return el;
};
const describe = (el) => el && `${el.localName}.${el.className?.baseVal ?? el.className} ${squeeze(el.textContent).slice(0, 40)}`;
const focused = () => {
  let el = document.activeElement;
  while (el?.shadowRoot?.activeElement) el = el.shadowRoot.activeElement;
  return el;
};
// What can be seen of an element, and a point where a pointer would really meet it.
const view = (el) => {
  let rect = el.getBoundingClientRect();
  const off = rect.top < 0 || rect.left < 0 || rect.bottom > innerHeight || rect.right > innerWidth;
  const lists = el.closest('.panel, .outline, .dialog, .start');
  if (lists || (off && !el.closest('.stage'))) {
    el.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    rect = el.getBoundingClientRect();
    const at = deepest(rect.left + rect.width / 2, rect.top + rect.height / 2);
    if (!(at === el || el.contains(at))) el.scrollIntoView({ block: 'center' });
    rect = el.getBoundingClientRect();
  }
  const across = [0.5, 0.3, 0.7, 0.15, 0.85], down = [0.5, 0.3, 0.7];
  let spot = null, covered = null;
  for (const dy of down) for (const dx of across) {
    if (spot) break;
    const x = Math.round(rect.left + rect.width * dx), y = Math.round(rect.top + rect.height * dy);
    const hit = deepest(x, y);
    if (hit && (hit === el || el.contains(hit))) spot = [x, y]; else covered ??= describe(hit);
  }
  return {
    x: rect.left, y: rect.top, width: rect.width, height: rect.height, spot, covered,
    name: nameOf(el), value: typeof el.value === 'string' ? el.value : null, disabled: !!el.disabled,
    checked: !!el.checked, selected: el.classList.contains('is-selected'),
    focused: focused() === el,
  };
};
