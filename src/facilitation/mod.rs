//! What happens in a room: people write, each for themselves, and somebody gathers it. State machines without a screen,
//! a clock or a storage.

mod gather;
mod writing;

pub use gather::{Gathering, NewCard, Placement, Writer};
pub use writing::{Mine, Writing};
