// The page of its own: hosts one canvas, shows the map that is in its address, and once all of it has loaded forbids
// itself every connection, save to the relays that the page names.
import './element.js';

const LINK = '#map.';
const canvas = document.querySelector('alignment-canvas');
// Policies know relays by their origins.
const relays = (canvas.getAttribute('relay') ?? '').split(/\s+/).filter((relay) => /^wss?:/i.test(relay) && URL.canParse(relay));
const origins = relays.map((relay) => new URL(relay).origin);
const followed = () => location.hash.startsWith(LINK);

// The address carries the map that is looked at, so that a reload shows it again, and none once it is no longer.
canvas.addEventListener('link-change', ({ detail: { fragment } }) => {
  if (location.hash !== (fragment ?? '')) history.replaceState(null, '', fragment ?? location.pathname + location.search);
});
await canvas.ready;
if (followed()) canvas.openLink(location.hash);
addEventListener('hashchange', () => (followed() ? canvas.openLink(location.hash) : canvas.leaveLink()));
// A link pasted while nothing on the page has the keyboard.
addEventListener('paste', (event) => {
  const text = event.composedPath().includes(canvas) ? '' : event.clipboardData.getData('text/plain');
  if (text.includes(LINK)) canvas.openLink(text);
});

const policy = document.createElement('meta');
policy.httpEquiv = 'Content-Security-Policy';
policy.content = `connect-src ${origins.join(' ') || "'none'"}`;
document.head.append(policy);
