// A page of its own, with all of the program in it. Where it is a frame in somebody else's page (`embed.html`), that page speaks with it in
// messages: docs/embedding.md has them. Whoever is not among its hosts is told so, and nothing else.
import './element.js';

const VERSION = 1;
const CALLS = [
  'exportJson', 'importJson', 'openLink', 'leaveLink', 'addCard', 'updateCard', 'removeCard', 'connect', 'select',
  'setCamera', 'getCamera', 'getCardRect', 'zoomToFit', 'undo', 'redo',
];
const ATTRIBUTES = ['locale', 'readonly', 'theme'];
const EVENTS = ['camera-change', 'link-change', 'map-change', 'selection-change'];

class Refused extends Error {
  constructor(code, words) {
    super(words);
    this.code = code;
  }
}

/** Can this page keep anything? In a frame that is locked it cannot. */
function keeps(canvas) {
  try {
    return canvas.getAttribute('storage') !== 'none' && Boolean(localStorage);
  } catch {
    return false;
  }
}

function attribute(canvas, name, value) {
  if (!ATTRIBUTES.includes(name)) throw new Refused('attribute', `No such attribute: ${name}. There are ${ATTRIBUTES.join(', ')}.`);
  if (value === null || value === undefined || value === false) canvas.removeAttribute(name);
  else canvas.setAttribute(name, value === true ? '' : String(value));
}

function serve(canvas, allowed, query) {
  // A frame that is locked (`sandbox` without `allow-same-origin`) holds nothing but what its page has put into it.
  const locked = self.origin === 'null';
  const only = query.get('host');
  const isHost = (origin) =>
    (only === null || origin === only) && (locked || origin === self.origin || allowed.includes(origin));
  let host;
  let takes = false;
  const post = (message, to) => parent.postMessage({ canvas: VERSION, ...message }, to === 'null' ? '*' : to);

  async function run(call, args, origin) {
    if (call === 'hello') {
      host = origin;
      takes = args[0]?.exports === true;
      await canvas.ready;
      return { version: VERSION, calls: ['setAttribute', ...CALLS], keeps: keeps(canvas) };
    }
    if (call === 'setAttribute') return attribute(canvas, ...args);
    if (!CALLS.includes(call)) throw new Refused('call', 'There is no such call.');
    // Some give the element itself back, which is no message.
    const result = await canvas[call](...args);
    return result === canvas ? undefined : result;
  }

  addEventListener('message', async ({ data, origin, source }) => {
    // Pages send each other much: what is not for us is left alone.
    if (source !== parent || typeof data !== 'object' || data === null || !Object.hasOwn(data, 'canvas')) return;
    const { canvas: version, call, args = [] } = data;
    const id = ['string', 'number'].includes(typeof data.id) ? data.id : null;
    let answer;
    try {
      if (!isHost(origin)) throw new Refused('origin', `This frame takes no messages from ${origin}.`);
      if (version !== VERSION) throw new Refused('version', `This frame speaks version ${VERSION}.`);
      if (id === null) throw new Refused('id', 'The message has no id.');
      if (!Array.isArray(args)) throw new Refused('args', 'The arguments are no list.');
      answer = { result: await run(call, args, origin) };
    } catch (error) {
      answer = { error: { code: error instanceof Refused ? error.code : 'refused', message: String(error?.message ?? error) } };
    }
    post({ id, ...answer }, origin);
  });
  for (const name of EVENTS) {
    canvas.addEventListener(name, ({ detail }) => host !== undefined && post({ event: name, detail }, host));
  }
  canvas.addEventListener('export', (event) => {
    if (!takes) return;
    event.preventDefault();
    post({ event: 'export', detail: event.detail }, host);
  });
  // Says nothing but that it is there.
  parent.postMessage({ canvas: VERSION, event: 'here' }, '*');
}

const hosts = document.querySelector('meta[name="alignment-canvas-hosts"]')?.content;
if (hosts !== undefined) {
  const canvas = document.querySelector('alignment-canvas');
  const query = new URLSearchParams(location.search);
  for (const name of [...ATTRIBUTES, 'storage']) if (query.has(name)) canvas.setAttribute(name, query.get(name));
  if (!keeps(canvas)) canvas.setAttribute('storage', 'none');
  if (parent !== window) serve(canvas, hosts.split(/\s+/).filter(Boolean), query);
  // Links that are made in a frame lead to the page that is in it.
  const follow = () => /^#(map|locked|write|join)\./.test(location.hash) && canvas.openLink(location.hash);
  canvas.ready.then(() => (location.hash || !query.has('link') ? follow() : canvas.askLink()), () => {});
  addEventListener('hashchange', follow);
}
