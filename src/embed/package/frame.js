// For a page that shows the canvas in a frame (`embed.html`): its methods and events as messages. Without any other module, and small
// enough to be read; docs/embedding.md describes the messages.
const VERSION = 1;
const CALLS = [
  'exportJson', 'importJson', 'openLink', 'leaveLink', 'addCard', 'updateCard', 'removeCard', 'connect', 'select',
  'setCamera', 'getCamera', 'getCardRect', 'zoomToFit', 'undo', 'redo', 'setAttribute',
];

export class AlignmentCanvasFrame extends EventTarget {
  #frame;
  #hello;
  #waiting = new Map();
  #count = 0;
  #hears = (event) => this.#hear(event);

  /** Resolves with `{ version, calls, keeps }` when the map in the frame can be read and changed. */
  ready;

  /** `exports`: files that somebody saves in the frame come as `export` events, and the browser does not save them. */
  constructor(frame, { exports = false } = {}) {
    super();
    this.#frame = frame;
    this.#hello = { exports };
    addEventListener('message', this.#hears);
    this.ready = this.#greet();
    // Whoever does not wait for it is not to be bothered.
    this.ready.catch(() => {});
  }

  /** The frame is not heard any more; what was asked and not answered is refused. */
  close() {
    removeEventListener('message', this.#hears);
    for (const { reject } of this.#waiting.values()) reject(new Error('The frame was let go'));
    this.#waiting.clear();
  }

  #greet() {
    return new Promise((resolve, reject) => {
      this.#waiting.set('hello', { resolve, reject });
      // The frame may be there already. If not, it says when it is.
      this.#send({ id: 'hello', call: 'hello', args: [this.#hello] }, '*');
    });
  }

  /** Of a frame that is locked nobody knows the origin: it has none. */
  get #origin() {
    const { sandbox, src } = this.#frame;
    if (this.#frame.hasAttribute('sandbox') && !sandbox.contains('allow-same-origin')) return '*';
    const { origin } = new URL(src, document.baseURI);
    return origin === 'null' ? '*' : origin;
  }

  #send(message, to = this.#origin) {
    this.#frame.contentWindow?.postMessage({ canvas: VERSION, ...message }, to);
  }

  call(call, ...args) {
    return this.ready.then(() => new Promise((resolve, reject) => {
      const id = ++this.#count;
      this.#waiting.set(id, { resolve, reject });
      this.#send({ id, call, args });
    }));
  }

  #hear({ data, source, origin }) {
    if (source !== this.#frame.contentWindow || data?.canvas !== VERSION) return;
    const own = this.#origin;
    if (own !== '*' && origin !== own) return;
    if (data.event === 'here') return void this.#send({ id: 'hello', call: 'hello', args: [this.#hello] });
    if (data.event) return void this.dispatchEvent(new CustomEvent(data.event, { detail: data.detail }));
    const asked = this.#waiting.get(data.id);
    this.#waiting.delete(data.id);
    if (data.error) asked?.reject(Object.assign(new Error(data.error.message), { code: data.error.code }));
    else asked?.resolve(data.result);
  }
}

for (const name of CALLS) {
  AlignmentCanvasFrame.prototype[name] = function (...args) { return this.call(name, ...args); };
}
