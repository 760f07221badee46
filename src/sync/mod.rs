//! People who build one map at once, each on a copy: what they say to each other, so that all copies become
//! equal. No clock, no network and no map of its own: frames, times and a [`Port`] to the map come in, frames
//! and events go out. `SPEC.md` beside this file numbers the rules; tests cite them.

mod anew;
pub mod bundle;
mod bytes;
mod chance;
mod frame;
mod hand_in;
mod kept;
mod level;
mod mend;
mod merging;
mod message;
pub mod mqtt;
mod outbox;
pub mod pairing;
mod parts;
mod peer;
mod people;
mod port;
mod rate;
mod receive;
mod session;
mod speak;
pub mod transport;
mod window;
mod wires;

#[cfg(not(target_arch = "wasm32"))]
pub use frame::opened;
pub use frame::{MTU, Sender, sender_of_frame};
pub use message::{Fingerprint, MAX_CONTROL, MAX_HAND_IN, MAX_NAME, MAX_PERSON, MAX_PRESENCE};
pub use peer::Person;
pub use port::{Port, Unfit};
pub use session::{Event, Output, Session, Setup, Standing, WireId, WireKind};

#[cfg(test)]
mod tests;
