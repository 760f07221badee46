//! What happens in a room: people write and vote, each for themselves, and somebody gathers it. State machines without a
//! screen, a clock or a storage.

mod ballot;
mod gather;
mod kept;
mod writing;

pub use ballot::{Receipt, Tally, receipt};
pub use gather::{Gathering, Handed, NewCard, Placement, Writer};
pub use writing::{Mine, Writing};
