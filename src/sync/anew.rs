//! Another map in the place of the one that a room was about: a new epoch, in which nothing that was said about the one
//! before is heard or said again. How the room is led goes along, also from one page load to the next.

use super::merging::Merging;
use super::message::{Kind, Replay, Source};
use super::port::Port;
use super::session::{ALONE_MS, Session, Standing};

impl Session {
    /// How the room is led, word for word as those who lead have signed it, for [`Self::recall_control`] of a later session.
    #[must_use]
    pub fn control_message(&self) -> Option<Vec<u8>> {
        let led = self.led.as_ref()?;
        Some(Replay { source: led.source, kind: Kind::Control, content: &led.content }.to_bytes())
    }

    /// What a session before gave as [`Self::control_message`]. False for what nobody who leads has signed.
    pub fn recall_control(&mut self, now: u64, message: &[u8]) -> bool {
        let Some(Replay { source, kind: Kind::Control, content }) = Replay::read(message) else {
            return false;
        };
        let Some(length) = self.check(now, source, Kind::Control, content) else { return false };
        let heard = self.hear_control(now, source, content, &content[..length], false).is_some();
        self.recalled = heard && self.led.is_some();
        heard
    }

    /// Says again what those who lead have signed, as [`Self::control_message`] gave it, also where it does not stand; unless
    /// somebody else does so first.
    pub fn say_again(&mut self, now: u64, message: &[u8]) {
        if !self.again.iter().any(|known| known == message) {
            self.again.push(message.to_vec());
        }
        let pause = self.chance.between(50, 1_000);
        self.due.again.get_or_insert(now + pause);
    }

    /// Somebody has said what does not stand.
    pub(super) fn hear_outdone(&mut self, source: Source, content: &[u8]) {
        let heard = Replay { source, kind: Kind::Control, content }.to_bytes();
        self.again.retain(|message| *message != heard);
    }

    /// What was done here is said now: nothing of it could be said later.
    pub fn say_all(&mut self, now: u64, port: &mut dyn Port) {
        self.due.update = None;
        self.send_update(now, port);
    }

    /// The map is another one from now on, into which this page writes as `client`. Others are asked for it.
    pub fn begin_anew(&mut self, now: u64, client: u64) {
        self.client = client;
        self.version = self.version.wrapping_add(1);
        self.last_update = 0;
        self.merging = Merging::new(now);
        self.due.update = None;
        if self.wires.is_empty() {
            return;
        }
        self.hello(now, true);
        self.merging.ask_at(now, true);
        self.due.alone = Some(now + ALONE_MS);
        self.stand(Standing::CatchingUp);
    }
}
