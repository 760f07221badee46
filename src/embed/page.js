// The page of its own: hosts one canvas, and once all of it has loaded forbids itself every connection.
import './element.js';

const canvas = document.querySelector('alignment-canvas');
await canvas.ready;
const policy = document.createElement('meta');
policy.httpEquiv = 'Content-Security-Policy';
policy.content = "connect-src 'none'";
document.head.append(policy);
