//! What happens in a room: somebody leads it through stages, people write and vote, each for themselves, and somebody
//! gathers it. State machines without a screen, a clock or a storage.

mod agenda;
mod ballot;
mod clock;
pub mod deck;
mod gather;
mod kept;
mod led;
mod ready;
mod recap;
mod record;
mod talk;
mod told;
mod writing;

pub use agenda::{Agenda, Stage, StageKind};
pub use ballot::{Receipt, Tally, receipt};
pub use clock::{Leap, Left, Timebox, TwoClocks};
pub use gather::{Gathering, Handed, NewCard, Placement, SaidToDraft, Writer};
pub use led::{Led, Playback, Ran, Shorten};
pub use ready::{low, missing};
pub use recap::{days, recap};
pub use record::{ended, is_open, is_said};
pub use talk::{Talk, TalkStep};
pub use told::Told;
pub use writing::{Mine, Writing};
