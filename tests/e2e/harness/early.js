// Runs before everything else on a page: remembers whatever the browser complains about.
window.complaints = [];
window.violations = [];
addEventListener('securitypolicyviolation', (event) => {
  window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
addEventListener('error', (event) => window.complaints.push(`error: ${event.message}`));
addEventListener('unhandledrejection', (event) => window.complaints.push(`rejected: ${event.reason}`));
for (const level of ['error', 'warn']) {
  const tell = console[level];
  console[level] = (...words) => {
    window.complaints.push(`${level}: ${words.join(' ')}`);
    tell.apply(console, words);
  };
}
