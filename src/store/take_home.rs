//! A file that holds the map and the program: how it is made, and how the map of a page is opened that brings its own.
//! Part of what comes late.

use sha2::{Digest, Sha256};

use super::action::Effect;
use super::files::file_stem;
use super::saving::Saving;
use super::state::{State, StepOf};
use super::view::{NoticeStep, Tone};
use crate::exchange::{self, NotAMap};
use crate::words::Message;

/// What happens on the way into such a file and out of it.
#[derive(Debug, Clone, PartialEq)]
pub enum TakeHomeAction {
    /// Makes a file of the open map.
    Make,
    /// The page with the program, with places for a title and a map; `None` where it did not come.
    Framed(Option<String>),
    /// The map that the page brings, under the key that this browser would keep it under.
    Open { text: String, slot: String },
    /// The map that the page names did not come.
    NotFetched,
}

/// Where this browser keeps what becomes of a map that a page brings. As long as the page brings the same, the place is
/// the same: then one goes on with it, on another day, too.
///
/// # Errors
/// The text is no map.
pub fn slot_of_source(text: &str) -> Result<String, NotAMap> {
    let id = exchange::parse(text)?.map.id;
    let print = Sha256::digest(text.trim().as_bytes());
    let print: String = print[..12].iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{id}.{print}"))
}

impl State {
    pub(super) fn take_home(&mut self, action: TakeHomeAction) {
        match action {
            TakeHomeAction::Make => {
                self.end_edit();
                self.effect(Effect::Frame);
            }
            TakeHomeAction::Framed(page) => self.make_take_home(page),
            TakeHomeAction::Open { text, slot } => self.open_source(&text, slot),
            TakeHomeAction::NotFetched => {
                self.notify(Tone::Error, Message::new("take_home.not_fetched"));
            }
        }
    }

    fn make_take_home(&mut self, page: Option<String>) {
        let map = self.replica.map();
        let history = self.replica.encode();
        let frame = page.as_ref().map_or(0, String::len);
        let file = page.and_then(|page| exchange::take_home(&page, map, &history));
        let Some(text) = file else {
            let step = Some((NoticeStep::Export as StepOf, "action.export"));
            let message = Message::new("take_home.not_made");
            return self.notify_with(Tone::Error, message, Vec::new(), step);
        };
        let stem = file_stem(&map.title);
        let stem = if stem.is_empty() { "alignment-map" } else { &stem };
        let (name, bytes) = (format!("{stem}.html"), text.len() - frame.min(text.len()));
        self.effect(Effect::Download { name, text });
        self.say_saved(bytes, "notice.exported");
    }

    /// Shows the map. It is in the page already, so the storage gets it with the first change.
    fn open_source(&mut self, text: &str, slot: String) {
        match exchange::parse(text) {
            Ok(import) => {
                let replica = self.replica_of_import(&import);
                let mut saving = Saving::new(self.saving.keeps_nothing, &import.map);
                saving.slot = slot;
                self.show_replica(replica, saving);
                if !import.warnings.is_empty() {
                    let message = Message::new("take_home.odd");
                    self.notify_with(Tone::Warning, message, import.warnings, None);
                }
            }
            Err(why) => {
                let message = Message::new("take_home.no_map");
                self.notify_with(Tone::Error, message, vec![why.message()], None);
            }
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
