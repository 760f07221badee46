//! Formats that other programs read and write: JSON Canvas, tables for spreadsheets, outlines, Mermaid. Each says what it
//! cannot carry; what comes in takes the way of every file, through [`super::parse`], and is trusted as little.

mod cell;
mod chat;
mod draft;
mod json_canvas;
mod mermaid;
mod outline;
mod part;
mod table;
mod table_out;

pub use chat::{chat_table, is_chat};
pub use json_canvas::{from_json_canvas, json_canvas};
pub use mermaid::mermaid;
pub use outline::{from_outline, is_outline, outline};
pub use part::{Extent, part};
pub use table::{Column, Table, is_range, read_table};
pub use table_out::{cards_table, links_table};
