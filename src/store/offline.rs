//! Whether the page opens without a connection, and whether a newer version of it waits, as the page says.

use super::action::{Effect, HostEvent};
use super::state::State;
use super::view::{NoticeStep, Tone};
use crate::words::Message;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Offline {
    /// All of the program lies in this browser.
    pub ready: bool,
    /// So does a newer version of it, which begins when somebody asks for it.
    pub update: bool,
}

impl State {
    /// In the midst of a workshop or a room nobody is asked: the menu has it.
    pub(super) fn offline(&mut self, offline: Offline) {
        if self.offline == offline {
            return;
        }
        let is_news = offline.update && !self.offline.update;
        self.offline = offline;
        self.touch();
        if is_news && self.shop().led.is_none() && self.room.is_none() {
            let step = (NoticeStep::Renew as super::state::StepOf, "offline.renew");
            let message = Message::new("offline.newer");
            self.notify_with(Tone::Plain, message, Vec::new(), Some(step));
        }
    }

    /// What is not written yet is written before the page is loaded anew.
    pub(super) fn renew(&mut self) {
        if self.offline.update {
            self.end_edit();
            self.flush_all();
            self.effect(Effect::Emit(HostEvent::UpdateWanted));
        }
    }
}
