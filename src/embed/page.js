// The page of its own: hosts one canvas, shows what its address leads to, and once all of it has loaded forbids
// itself every connection, save to the relays that the page names.
import './element.js';

const FOLLOWED = /^#(map|locked|write|join)\./;
const SENT = /#(map|locked|write|join)\.|handin\.\d/;
const canvas = document.querySelector('alignment-canvas');
// Policies know relays by their origins.
const relays = (canvas.getAttribute('relay') ?? '').matchAll(/(?:^|\s)(wss?:\/\/[a-z0-9.-]+(?::\d+)?)/gi);
const origins = [...relays].map(([, origin]) => origin);
const followed = () => FOLLOWED.test(location.hash);

// Links for others are marked, so that one without its end is known.
const address = () => {
  const rest = location.search.slice(1).split('&').filter((part) => part && part !== 'link').join('&');
  return location.pathname + (rest && `?${rest}`);
};

// The address carries the map or the invitation that is looked at, so that a reload shows it again, and none once it is no longer.
canvas.addEventListener('link-change', ({ detail: { fragment } }) => {
  if (location.hash !== (fragment ?? '')) history.replaceState(null, '', fragment ?? address());
});
// The build says so where the page has a worker.
const keeps = document.querySelector('meta[name="version"]') && import('./offline.js').catch(() => undefined);
try {
  await canvas.ready;
} catch (error) {
  (await keeps)?.replaceBroken();
  throw error;
}
if (followed()) canvas.openLink(location.hash);
else if (!location.hash && address() !== location.pathname + location.search) {
  history.replaceState(null, '', address());
  canvas.askLink();
}
addEventListener('hashchange', () => (followed() ? canvas.openLink(location.hash) : canvas.leaveLink()));
// A link pasted while nothing on the page has the keyboard.
addEventListener('paste', (event) => {
  const text = event.composedPath().includes(canvas) ? '' : event.clipboardData.getData('text/plain');
  if (SENT.test(text)) canvas.openLink(text);
});

const policy = document.createElement('meta');
policy.httpEquiv = 'Content-Security-Policy';
policy.content = `connect-src ${origins.join(' ') || "'none'"}`;
document.head.append(policy);
(await keeps)?.keepWhole(canvas);
