//! The state of one canvas and how it changes: actions in, effects out, a snapshot for whoever shows it.
//! Plain Rust: knows no DOM, no clock and no storage, and runs natively in tests.

mod action;
mod clip;
mod departments;
mod edit;
mod example;
mod exports;
mod files;
mod gather;
mod gather_room;
mod grouping;
mod half_written;
mod host;
mod importing;
mod inquiry;
mod joining;
mod language;
mod limits;
mod link;
mod locked_link;
mod merging;
mod offline;
mod placing;
mod prepare;
mod private;
mod register;
mod rehearsal;
mod remedy;
mod room;
mod saving;
mod seldom;
mod share;
mod snapshot;
mod state;
mod take_home;
mod taken_away;
mod update;
mod view;
mod workshop;
mod writing;
mod writing_kept;
mod writing_room;

#[cfg(test)]
mod tests;

// What the interface and the element speak of, so that they need not know the document.
pub use crate::crypto::Capability;
pub use crate::document::{Change, Command, TextField};
pub use crate::exchange::{
    BadLink, Column, Extent, FONTS, Picture, QrPicture, Shape, Table, calendar, canonical,
    cards_table, draw, has_hand_in, has_link, has_pairing, json_canvas, link_text, links_table,
    markdown, mermaid, outline, page_picture, pages, part, qr_picture, read_qr, svg, with_map,
};
pub use crate::facilitation::{Receipt, Tally, receipt};
pub use crate::geometry::Camera;
pub use crate::sync::{Sender, Standing, WireId, WireKind};
pub use action::{Action, Ask, Effect, HostEvent, Origin, Stored, Trouble};
pub use clip::Clip;
pub use departments::departments;
pub use example::Example;
pub use files::file_stem;
pub use gather::{GatherAction, OpenRound, Took};
pub use gather_room::{AskedInRoom, asked_in};
pub use grouping::GroupAction;
pub use half_written::{HalfWritten, HalfWrittenAction};
pub use importing::{ImportAction, Importing, Incoming};
pub use inquiry::{Asked, Inquiry};
pub use joining::Joining;
pub use language::glossary_text;
pub use locked_link::{LockAction, LockedLink, Opening};
pub use merging::{Brings, Choosing, MergeAction, Merging, Review, Row, Sort};
pub use offline::Offline;
pub use prepare::{
    CORRECTIONS, Correction, Found, Known, PrepareAction, Verdict, Voice, corrections, counted,
    drafts,
};
pub use private::{
    BackupState, Note, PrivateAction, PrivateKept, PrivateScope, Rating, Secret, Swapped,
};
pub use register::{
    HELPERS, Heir, Predecessor, RegisterAction, Succession, helpers, helps_with, mentions,
};
pub use rehearsal::{GUESTS, Guest as RehearsalGuest, RehearsalAction};
pub use room::{
    About, Answering, Clash, Clashes, Doing, Guest, HandedIn as RoomHandedIn, Keep as KeepOf,
    LoginAsked, Pairing, RELAY, RelayLogin, Relayed, RoomEffect, RoomLink, RoomStep, RoomView,
    Spot, Standpoint, TABS, Whereabouts, WireState, part_called,
};
pub use saving::Saved;
pub use seldom::{SELDOM, Seldom};
pub use share::ShareLink;
pub use snapshot::Snapshot;
pub use state::{Refusal, Setup, State};
pub use take_home::{TakeHomeAction, slot_of_source};
pub use update::update;
pub use view::{Beside, Lit, Mode, Notice, NoticeStep, Overlay, Page, Selection, Tone, View};
pub use workshop::{
    Aside, Decision, Following, InRoom, Listening, Pocket, Present, Said, Since, Workshop,
    WorkshopAction, as_it_was, names,
};
pub use writing::{HandedIn, Kept, OpenWriting, Way, WriteAction};
