//! What people see and touch. Gets snapshots, gives actions; keeps nothing that matters.

mod app;
mod ask;
mod ballot;
mod canvas;
mod context;
mod dialogs;
mod feed;
mod gather;
mod icon;
mod keys;
mod language;
mod late;
mod merge;
mod notices;
mod offer;
mod outline;
mod panel;
mod people;
mod picker;
mod presence;
mod questions;
mod register;
mod report;
mod room;
mod scan;
mod sent;
mod share;
mod sight;
mod start;
mod style;
mod topbar;
mod workshop;
mod write;

pub use app::{App, AppProps};
pub use feed::Feed;
pub use late::{LATE_VIEWS, LateViews, arrived, styles};
