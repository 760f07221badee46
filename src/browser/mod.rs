//! Everything that touches the browser outside rendering: storage, files, clocks, timers, events.
//! Small verbs and guards that stop when dropped. Knows ids and bytes, and nothing of what they mean.

pub mod clock;
pub mod files;
pub mod frames;
pub mod listen;
pub mod measure;
pub mod random;
mod spawn;
pub mod timers;
pub mod vault;

pub use spawn::{complain, spawn};

#[cfg(test)]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
