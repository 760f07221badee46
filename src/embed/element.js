// The custom element. Holds one canvas, gives promises, and outlives being moved about in the page.
import init, { CanvasHandle, styles } from './alignment_canvas.js';
import { join, whole } from './late.js';

let started;
const start = () => (started ??= init({ module_or_path: new URL('./alignment_canvas_bg.wasm', import.meta.url) }).then(join));

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

let count = 0;

export class AlignmentCanvas extends HTMLElement {
  static observedAttributes = ['readonly', 'relay'];
  #root = this.attachShadow({ mode: 'open' });
  #memory = `alignment-canvas:${this.id || count++}`;
  #handle;
  #place;
  #started;
  #settle;
  #rested = false;

  /** Resolves when the map can be read and changed. */
  ready = new Promise((resolve, reject) => { this.#settle = { resolve, reject }; });

  connectedCallback() {
    this.#started ??= this.#start();
    this.#started.then(() => this.#show(), (error) => this.#fail(error));
  }

  disconnectedCallback() {
    // A node that is only moved comes back within the same task.
    queueMicrotask(() => {
      if (this.isConnected || !this.#place) return;
      // What is shown is kept, apart from the element: it comes back as it was, or goes with the element.
      this.#handle.rest();
      this.#rested = true;
      this.#place.remove();
    });
  }

  adoptedCallback() {
    if (this.#handle) this.#root.adoptedStyleSheets = [sheetFor(this.ownerDocument)];
  }

  attributeChangedCallback() {
    this.#handle?.setReadonly(this.hasAttribute('readonly'));
    this.#handle?.allowRelays(this.getAttribute('relay') ?? '');
  }

  async #start() {
    await start();
    // The canvas must not hold on to the element, or neither would ever go.
    const me = new WeakRef(this);
    const tell = (name, detail) =>
      me.deref()?.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
    const restyle = () => {
      const document = me.deref()?.ownerDocument;
      if (document) sheetFor(document).replaceSync(styles());
    };
    this.#handle = new CanvasHandle(tell, restyle, this.#memory, this.getAttribute('storage') === 'none');
    this.attributeChangedCallback();
    await this.#handle.recall();
    // The canvas can be used without its late part, but not be asked for everything.
    whole.then(() => this.#handle.whole()).then(() => this.#settle.resolve(this), (error) => console.error(error));
  }

  #show() {
    if (!this.isConnected) return;
    this.#root.adoptedStyleSheets = [sheetFor(this.ownerDocument)];
    const first = !this.#place;
    if (first) {
      this.#place = this.ownerDocument.createElement('div');
      this.#place.className = 'root';
    }
    if (this.#place.parentNode !== this.#root) this.#root.append(this.#place);
    if (first) this.#handle.mount(this.#place);
    else if (this.#rested) this.#handle.returnToPage();
    this.#rested = false;
  }

  #fail(error) {
    const note = this.ownerDocument.createElement('p');
    note.setAttribute('role', 'alert');
    note.textContent = 'Alignment Canvas could not start in this browser. It needs WebAssembly; please try a current browser, or ask whoever runs this page.';
    this.#root.replaceChildren(note);
    console.error(error);
    this.#settle.reject(error);
  }

  async #use(run) {
    await this.#started;
    await this.#handle.whole();
    return run(this.#handle);
  }

  /** The map as an object; undefined until ready. Setting opens another map. */
  get map() { return this.#handle && JSON.parse(this.#handle.exportJson()); }
  set map(map) { this.importJson(JSON.stringify(map)).catch((error) => console.error(error)); }

  exportJson() { return this.#use((canvas) => canvas.exportJson()); }
  importJson(text) { return this.#use((canvas) => ({ warnings: canvas.importJson(String(text)) })); }
  /** Shows what a link leads to (a map, an invitation), or takes in what was handed in; the screen says why where it cannot. */
  openLink(link) { return this.#use((canvas) => canvas.openLink(String(link))); }
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
  undo() { return this.#use((canvas) => canvas.undo()); }
  redo() { return this.#use((canvas) => canvas.redo()); }
}

if (!customElements.get('alignment-canvas')) customElements.define('alignment-canvas', AlignmentCanvas);
