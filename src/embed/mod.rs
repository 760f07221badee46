//! The custom element: what a host page can ask of a canvas, and how a canvas lives and ends.

mod events;
mod handle;
mod held;
mod host;
mod kept;
mod late;
mod private;
mod rehearsal;
mod seek;
mod source;
mod ways;
mod wires;
