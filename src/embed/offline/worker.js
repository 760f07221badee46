// The page's worker: keeps all of one version of the page in this browser, so that it opens without any connection, and
// no sign-in that has run out stands before it. It changes nothing about what is not in its list.
//
// A newer version is fetched whole, and held against what the build says of it, before it is kept; it takes the place of
// this one once every window of it is closed, or when somebody asks for it. Both lines are written by `cargo xtask build`.
const VERSION = '{{version}}';
const FILES = {{files}};

const HERE = new URL('./', location.href).href;
const KEPT = `alignment-canvas ${HERE} `;
const at = (name) => new URL(name, HERE).href;
// Two builds never share such a name, so it does not matter which version is asked.
const NAMES_ITS_CONTENT = /^[\w-]+\.[0-9a-f]{10}\.(js|css|wasm)$/;

const own = () => caches.open(KEPT + VERSION);
const found = (cache, name) => cache.match(at(name), { ignoreVary: true });

async function missing() {
  const cache = await own();
  const kept = await Promise.all(Object.keys(FILES).map((name) => found(cache, name)));
  return Object.keys(FILES).filter((name, index) => !kept[index]);
}

async function fetched(name) {
  const print = FILES[name];
  // What has a print in its name is in the browser's own store already, as the page has just loaded it.
  const answer = await fetch(at(name), print
    ? { integrity: print, cache: NAMES_ITS_CONTENT.test(name) ? 'default' : 'no-cache' }
    : { cache: 'no-cache' });
  // Where somebody has to sign in again, the answer is another page.
  if (!answer.ok || answer.redirected) throw new Error(`${at(name)}: ${answer.status}`);
  // Servers may add to a page, so it has no print; but it has to be of this version.
  if (!print && !(await answer.clone().text()).includes(`name="version" content="${VERSION}"`)) {
    throw new Error(`${at(name)} is of another version`);
  }
  return answer;
}

/** One after the other: whoever works on the page goes first. */
async function fill() {
  const cache = await own();
  for (const name of await missing()) await cache.put(at(name), await fetched(name));
}

/** Is all of it there? What a browser has thrown away is fetched again, where that can be. */
async function whole() {
  if ((await missing()).length > 0) await fill();
  return (await missing()).length === 0;
}

/** Older versions go when no window can still want something of them. */
async function tidy() {
  const { installing, waiting } = registration;
  const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (installing || waiting || windows.filter(({ url }) => isPage(url)).length > 1) return;
  const old = (await caches.keys()).filter((name) => name.startsWith(KEPT) && name !== KEPT + VERSION);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** The name of a file of ours; the page itself has none. */
function nameOf(url) {
  const [path] = url.split(/[?#]/);
  return path.startsWith(HERE) ? path.slice(HERE.length) : undefined;
}

function isPage(url) {
  return ['', 'index.html'].includes(nameOf(url));
}

async function answer(request, name) {
  const kept = await found(await own(), name).catch(() => undefined);
  if (kept) return kept;
  const elsewhere = NAMES_ITS_CONTENT.test(name) && await caches.match(at(name), { ignoreVary: true });
  return elsewhere || fetch(request);
}

addEventListener('install', (event) => event.waitUntil(fill()));
addEventListener('activate', (event) => event.waitUntil(clients.claim()));

addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  const name = nameOf(request.url);
  if (request.mode === 'navigate') {
    if (isPage(request.url)) event.respondWith(answer(request, ''));
  } else if (name && (name in FILES || NAMES_ITS_CONTENT.test(name))) {
    event.respondWith(answer(request, name));
  }
});

addEventListener('message', (event) => {
  if (event.data === 'begin') return void skipWaiting();
  if (event.data !== 'whole') return;
  const [port] = event.ports;
  event.waitUntil(whole().then((is) => port.postMessage(is), () => port.postMessage(false)).then(tidy));
});
