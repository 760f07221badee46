// The custom element. Holds one canvas, gives promises, and outlives being moved about in the page.
import init, { CanvasHandle, styles, __wbg_reset_state as freshInstance } from './alignment_canvas.js';
import { MISSING, filled, join, whole } from './late.js';
import { alone, first, frame } from './parts.js';
import { broken, onTrap } from './guard.js';

let started;
const start = () => (started ??= init({ module_or_path: first() }).then(join));

// One style sheet per document: a constructed sheet cannot be adopted across documents. What comes late has styles too.
const sheets = new WeakMap();
function sheetFor(document) {
  if (!sheets.has(document)) {
    const sheet = new document.defaultView.CSSStyleSheet();
    sheet.replaceSync(styles());
    sheets.set(document, sheet);
  }
  return sheets.get(document);
}

// To the page all keys come from the element. Its own shortcuts must not take the letters that somebody writes here, nor a
// key that has done something here.
const KEYS = ['keydown', 'keypress', 'keyup'];
const WRITES = 'input, textarea, select';
function keep(event) {
  const writes = event.composedPath()[0].matches?.(WRITES) && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (writes || event.defaultPrevented) event.stopPropagation();
}

let count = 0;

// Canvases that are shown or soon will be. All of them live in one instance of the program, and go down with it.
const shown = new Set();

const WAITS = 'A part of Alignment Canvas could not be loaded. What was saved is safe: it goes on here as soon as the connection is back.';

onTrap(async (attempt) => {
  const down = [...shown].flatMap((me) => me.deref() ?? []);
  down.forEach((canvas) => canvas.fall());
  freshInstance();
  join(await init());
  // Without all of its first part the program would break down again over the next step.
  const waits = setTimeout(() => down.forEach((canvas) => canvas.fall(WAITS)), 1000);
  await filled();
  clearTimeout(waits);
  for (const canvas of down) await canvas.rise(attempt);
});

export class AlignmentCanvas extends HTMLElement {
  static observedAttributes = ['locale', 'readonly', 'relay', 'src'];
  #root = this.attachShadow({ mode: 'open' });
  // Another page of the same tab has other maps.
  #memory;
  #handle;
  #place;
  #started;
  #settle;
  #rested = false;
  #risen;
  #me;
  // What came from outside and is being taken in just now: were it the last thing that the program does, it is known.
  #taking;
  #asked = 0;
  // Where nothing is kept: the map and its room as they were, in this page's memory.
  #held = [];
  #whole = false;
  #wake;
  #offline;

  /** Resolves when the map can be read and changed. */
  ready = new Promise((resolve, reject) => { this.#settle = { resolve, reject }; });

  constructor() {
    super();
    for (const kind of KEYS) this.#root.addEventListener(kind, keep);
  }

  connectedCallback() {
    this.#started ??= this.#start();
    this.#started.then(() => this.#show(), (error) => this.#fail(error));
  }

  disconnectedCallback() {
    // A node that is only moved comes back within the same task.
    queueMicrotask(() => {
      if (this.isConnected || !this.#place) return;
      // What is shown is kept, apart from the element: it comes back as it was, or goes with the element.
      this.#handle?.rest();
      this.#rested = true;
      shown.delete(this.#me);
      this.#place.remove();
    });
  }

  adoptedCallback() {
    if (this.#handle) this.#root.adoptedStyleSheets = [sheetFor(this.ownerDocument)];
  }

  attributeChangedCallback(name) {
    if (name === 'src') return void (this.#handle && this.#recall());
    this.#handle?.setLocale(this.#tag());
    this.#handle?.setReadonly(this.hasAttribute('readonly'));
    this.#handle?.allowRelays(this.getAttribute('relay') ?? '');
  }

  async #start() {
    if (this.getAttribute('loading') === 'lazy') await this.#seen();
    await start();
    this.#make();
    // Broken down over that, it is never told how that ended.
    await Promise.race([this.#recall(), new Promise((risen) => { this.#risen = risen; })]);
    // The canvas can be used without its late part, but not be asked for everything.
    whole.then(() => this.#handle.whole()).then(() => { this.#whole = true; this.#settle.resolve(this); }, (error) => console.error(error));
  }

  /** Soon to be seen, or asked for something. */
  #seen() {
    return new Promise((resolve) => {
      const watch = new IntersectionObserver((seen) => seen.some((it) => it.isIntersecting) && this.#wake(), { rootMargin: '50%' });
      this.#wake = () => { watch.disconnect(); resolve(); };
      watch.observe(this);
    });
  }

  #make() {
    // The canvas must not hold on to the element, or neither would ever go.
    const me = (this.#me ??= new WeakRef(this));
    const tell = (name, detail) =>
      me.deref()?.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
    const save = (name, type, bytes) => {
      const detail = { file: new File([bytes], name, { type }) };
      const offer = new CustomEvent('export', { detail, bubbles: true, composed: true, cancelable: true });
      return me.deref()?.dispatchEvent(offer) === false;
    };
    const restyle = () => {
      const document = me.deref()?.ownerDocument;
      if (document) sheetFor(document).replaceSync(styles());
    };
    const guard = (frame) => { const canvas = me.deref(); if (canvas) canvas.#taking = frame; };
    // Not before it is on a page: frameworks give an element its id only after they have made it.
    this.#memory ??= `alignment-canvas:${location.pathname}:${this.id || count++}`;
    this.#handle = new CanvasHandle(tell, restyle, guard, frame, this.#held, this.#memory, this.getAttribute('storage') === 'none');
    this.#handle.offerFiles(save);
    if (alone) this.#handle.standAlone();
    if (this.#offline) this.#handle.setOffline(...this.#offline);
    this.attributeChangedCallback();
    shown.add(this.#me);
  }

  /** What is to be open at first: what this tab had open, or the map that the page brings. */
  async #recall() {
    const src = this.getAttribute('src');
    if (!src) return this.#handle.recall();
    const asked = ++this.#asked;
    const text = await this.#fetch(src).catch((error) => void console.error(error));
    if (asked !== this.#asked) return;
    await (text?.trim() === '' ? this.#handle.recall() : this.#handle.recallSource(text));
  }

  async #fetch(src) {
    // A part of the page: it is there already, also where the page may fetch nothing.
    if (src.startsWith('#')) return this.getRootNode().getElementById(src.slice(1)).textContent;
    const answer = await fetch(new URL(src, this.ownerDocument.baseURI));
    if (!answer.ok) throw new Error(`${src}: ${answer.status}`);
    return answer.text();
  }

  /** The program has broken down: nothing of it may be called any more. Words, where somebody waits for it to go on. */
  fall(words) {
    this.#place?.remove();
    this.#place = undefined;
    this.#handle = undefined;
    this.#whole = false;
    if (words) this.#say(words);
  }

  /** A new one goes on from what this browser keeps. */
  async rise(attempt) {
    const frame = this.#taking;
    this.#taking = undefined;
    if (attempt > 3) {
      return this.#fail(new Error('Alignment Canvas stopped again and again'), 'Alignment Canvas had to stop. What this browser has kept is safe: reload this page to go on.');
    }
    this.#make();
    this.#handle.recover(frame, attempt);
    // Work that only this page holds comes before the map that the page brings.
    if (attempt < 3 && !(await this.#handle.reopen())) await this.#recall();
    this.#show();
    this.#handle.goneOn(frame !== undefined);
    this.#risen?.();
    this.#handle.whole().then(() => { this.#whole = true; }, (error) => console.error(error));
  }

  #show() {
    if (!this.isConnected) return;
    this.#root.adoptedStyleSheets = [sheetFor(this.ownerDocument)];
    const first = !this.#place;
    if (first) {
      this.#place = this.ownerDocument.createElement('div');
      this.#place.className = 'root';
    }
    if (this.#place.parentNode !== this.#root) this.#root.replaceChildren(this.#place);
    if (first) this.#handle.mount(this.#place);
    else if (this.#rested) this.#handle.returnToPage();
    this.#rested = false;
    shown.add(this.#me);
  }

  #fail(error, words) {
    const why = error.message === MISSING
      ? 'A part of Alignment Canvas could not be loaded. Check the connection and reload this page.'
      : 'Alignment Canvas could not start in this browser. It needs WebAssembly; please try a current browser, or ask whoever runs this page.';
    this.#say(words ?? why);
    console.error(error);
    this.#settle.reject(error);
  }

  /** In the place of the canvas. */
  #say(words) {
    const [app, start, name, note] = ['div', 'main', 'h1', 'p'].map((tag) => this.ownerDocument.createElement(tag));
    app.className = 'app';
    start.className = 'start';
    name.textContent = 'Alignment Canvas';
    note.className = 'start__lead';
    note.setAttribute('role', 'alert');
    note.textContent = words;
    app.lang = 'en';
    start.append(name, note);
    app.append(start);
    this.#root.replaceChildren(app);
    try {
      this.#root.adoptedStyleSheets = [sheetFor(this.ownerDocument)];
    } catch (error) {
      // The program itself did not come, and its looks are in it.
      console.error(error);
    }
  }

  async #use(run) {
    this.#wake?.();
    await this.#started;
    await this.#handle.whole();
    try {
      return run(this.#handle);
    } catch (error) {
      broken(error);
      throw error;
    }
  }

  /** Empty where the attribute is no tag of a language: then it is as the browser prefers. */
  #tag() {
    try {
      return Intl.getCanonicalLocales(this.locale)[0];
    } catch {
      return '';
    }
  }

  /** In which language's way moments are written: a tag like `de-CH`. */
  get locale() { return this.getAttribute('locale') ?? ''; }
  set locale(tag) { this.setAttribute('locale', tag); }

  /** The map as an object; undefined until ready. Setting opens another map. */
  get map() { return this.#whole ? JSON.parse(this.#handle.exportJson()) : undefined; }
  set map(map) { this.importJson(JSON.stringify(map)).catch((error) => console.error(error)); }

  exportJson() { return this.#use((canvas) => canvas.exportJson()); }
  importJson(text) { return this.#use((canvas) => ({ warnings: canvas.importJson(String(text)) })); }
  /** Shows what a link leads to (a map, an invitation), or takes in what was handed in; the screen says why where it cannot. */
  openLink(link) { return this.#use((canvas) => canvas.openLink(String(link))); }
  /** Asks for a link, for a page that was opened by one whose end got lost: its address has `link` in its query and nothing behind its `#`. */
  askLink() { return this.#use((canvas) => canvas.askLink()); }
  /** Back from what a link led to, to what was open before. */
  leaveLink() { return this.#use((canvas) => canvas.leaveLink()); }
  addCard(card) { return this.#use((canvas) => canvas.addCard(JSON.stringify(card ?? {}))); }
  updateCard(id, change) { return this.#use((canvas) => canvas.updateCard(String(id), JSON.stringify(change ?? {}))); }
  removeCard(id) { return this.#use((canvas) => canvas.removeCard(String(id))); }
  connect(from, to, kind) { return this.#use((canvas) => canvas.connect(String(from), String(to), kind)); }
  select(ids) { return this.#use((canvas) => canvas.select([...ids].map(String))); }
  setCamera({ x, y, zoom }) { return this.#use((canvas) => canvas.setCamera(x, y, zoom)); }
  getCamera() { return this.#use((canvas) => { const [x, y, zoom] = canvas.getCamera(); return { x, y, zoom }; }); }
  getCardRect(id) {
    return this.#use((canvas) => {
      const [x, y, width, height] = canvas.cardRect(String(id));
      return x === undefined ? null : { x, y, width, height };
    });
  }
  zoomToFit() { return this.#use((canvas) => canvas.zoomToFit()); }
  /** What the page knows of itself: it opens without a connection, and a newer version waits until `update-wanted` is told. */
  setOffline({ ready = false, update = false }) {
    this.#offline = [Boolean(ready), Boolean(update)];
    return this.#use((canvas) => canvas.setOffline(...this.#offline));
  }
  undo() { return this.#use((canvas) => canvas.undo()); }
  redo() { return this.#use((canvas) => canvas.redo()); }
}

if (!customElements.get('alignment-canvas')) customElements.define('alignment-canvas', AlignmentCanvas);
