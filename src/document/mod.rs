//! The CRDT replica: commands in, changes out. The only room that names `yrs`; knows no screen and no storage.

mod command;

pub use command::{Change, Command, CommandError, TextField};
