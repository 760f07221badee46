//! The CRDT replica: commands in, changes out. The only room that names `yrs`; knows no screen and no
//! storage. `SPEC.md` beside this file numbers the rules of merging; tests cite them.

mod command;
mod copy;
mod genesis;
mod gone;
mod ledger;
mod plan;
mod read;
mod refused;
mod replica;
mod room;
mod rows;
mod schema;
mod text;
mod undo;
mod validator;
mod view;
mod wire;
mod write;

#[cfg(test)]
mod tests;

pub use command::{Change, Command, CommandError, TextField};
pub use copy::NotMerged;
pub use genesis::Genesis;
pub use refused::Refused;
pub use replica::{Clock, Replica};

/// A map shows at most this many cards.
pub const MAX_CARDS: usize = 10_000;
