//! The open map as a file of its own.

use super::action::Effect;
use super::files::file_name;
use super::state::State;
use super::view::Tone;
use crate::document::Replica;
use crate::exchange;
use crate::words::Message;

impl State {
    pub(super) fn export(&mut self) {
        self.save_file(exchange::canonical(self.map()), "notice.exported");
    }

    fn save_file(&mut self, text: String, said: &'static str) {
        let (name, bytes) = (file_name(&self.map().title), text.len());
        self.effect(Effect::Download { name, text });
        self.say_saved(bytes, said);
    }

    /// A file with so many bytes of a map was saved.
    pub(super) fn say_saved(&mut self, bytes: usize, said: &'static str) {
        let (tone, said) = match bytes > exchange::MAX_BYTES {
            true => (Tone::Warning, "export.too_large"),
            false => (Tone::Plain, said),
        };
        self.notify(tone, Message::new(said));
    }

    /// A file to work on apart: it comes back and merges.
    pub(super) fn export_copy(&mut self) {
        let history = self.replica.encode();
        let whole = exchange::with_history(self.map(), &history);
        if Replica::is_read_elsewhere(&history) && whole.len() <= exchange::MAX_BYTES {
            self.save_file(whole, "notice.exported");
        } else {
            // With a history that is refused it could not be merged, or not be opened at all.
            self.save_file(exchange::canonical(self.map()), "export.without_history");
        }
    }
}
