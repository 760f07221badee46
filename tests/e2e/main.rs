//! Stories of people who use the app in a real browser. They act with pointer, fingers and keys; the element's
//! methods only tell what came of it. `cargo xtask test --only e2e` builds the app and brings the browser.

mod bench;
mod harness;
mod profile;
mod screenshots;
mod stories;
