//! What becomes of the time that is left when the clock of the device leaps. Somebody has set it: nothing, as the page counts by
//! itself. The device slept: it went on for everybody else. Which of the two it was a page can guess at best, so whoever leads
//! is told what was taken for true, and puts it right with one press; where another who leads was awake, theirs holds.

use super::super::state::State;
use super::Workshop;
use crate::document::Command;
use crate::facilitation::{Leap, is_open};
use crate::model::Fields;

/// Less than this is worth no question, and no minute either.
const WORTH_ASKING_MS: i64 = 30_000;

impl Workshop {
    /// What whoever leads here is asked. Where another page tells the room its time, there is nothing to ask.
    #[must_use]
    pub fn asks(&self, in_room: bool) -> Option<Leap> {
        self.leapt.filter(|_| self.drives || !in_room)
    }

    /// What nobody has said of yet, with one leap more. A pause passes nothing, so nothing of it is to be put right.
    fn ask_about(&mut self, leap: Leap, stage_ran: bool, talk_ran: bool) {
        if !stage_ran && leap.ms > 0 {
            return;
        }
        let known = self.leapt.filter(|known| known.slept == leap.slept);
        // Only one can be put right: the one that matters more.
        if known.is_none() && self.leapt.is_some_and(|other| other.ms >= leap.ms) {
            return;
        }
        let ms = known.map_or(0, |known| known.ms).saturating_add(leap.ms);
        let talk = known.map_or(0, |_| self.talk_leapt) + if talk_ran { leap.ms } else { 0 };
        self.leapt = (ms >= WORTH_ASKING_MS).then_some(Leap { ms, ..leap });
        self.talk_leapt = talk.max(0);
    }
}

impl State {
    pub(super) fn clocks_leapt(&mut self, leap: Leap) {
        let (now, mut shop) = (self.uptime(), self.shop());
        if shop.led.is_some() {
            return self.clocks_of_leader_leapt(leap, shop);
        }
        let Some(following) = &mut shop.following else { return };
        let talk = following.talk.iter_mut().map(|talk| &mut talk.clock);
        let clocks = std::iter::once(&mut following.clock).chain(talk);
        for clock in clocks.filter(|clock| clock.runs()) {
            if leap.is_forgotten() {
                clock.pause(now);
            } else if leap.slept {
                clock.passes(leap.ms);
            }
            // It may have slept unseen, too. Until whoever leads says it again.
            following.sure &= leap.ms < 0;
        }
        self.keep_shop(shop);
    }

    fn clocks_of_leader_leapt(&mut self, leap: Leap, mut shop: Workshop) {
        let (now, room) = (self.uptime(), self.room.as_ref());
        let Some(led) = &mut shop.led else { return };
        let stage_ran = led.clock.runs();
        let talk_ran = led.talk.is_some_and(|talk| talk.clock.runs());
        // Another who leads may have been awake, and has the time: the next beat decides. Where none comes, this page tells the
        // time again, and then asks.
        shop.drives &= leap.ms < 0 || !room.is_some_and(|room| room.another_leads());
        let says = shop.drives || room.is_none();
        if leap.is_forgotten() {
            led.pause(now);
        } else {
            if leap.slept {
                led.passes(leap.ms);
            }
            shop.ask_about(leap, stage_ran, talk_ran);
        }
        if !says {
            return self.keep_shop(shop);
        }
        // Where it stands is kept with the device's clock, which reads another time now. It is no new step: whoever else
        // leads may have made one meanwhile.
        self.write_place(shop);
    }

    /// Where it stands goes into the record, and nothing else: what others wrote while this device slept has not come yet.
    fn write_place(&mut self, mut shop: Workshop) {
        let (now, wall) = (self.uptime(), self.now());
        let Some(led) = &shop.led else { return };
        let (id, place) = (led.id.clone(), led.place(now, wall));
        let known = self.map().records.sessions.get(&id).filter(|known| is_open(known));
        let fields = known.filter(|known| shop.written.as_ref() == Some(*known)).map(|known| {
            let mut all: Vec<_> = known.to_json().filter(|(key, _)| key != "now").collect();
            all.push(("now".to_owned(), place));
            Fields::read([].iter(), all.iter().map(|(key, value)| (key.as_str(), value))).0
        });
        if let Some(fields) = fields {
            shop.written = Some(fields.clone());
            self.keep_shop(shop);
            self.note(vec![Command::SetSession { id, fields: Some(fields) }]);
            self.keep_even_empty();
        } else {
            self.keep_shop(shop);
        }
        self.tell_led(false);
    }

    pub(super) fn said_slept(&mut self, slept: bool) {
        let mut shop = self.shop();
        let (Some(led), Some(leap)) = (&mut shop.led, shop.leapt.take()) else { return };
        if slept == leap.slept {
            return self.keep_shop(shop);
        }
        let sign = if slept { 1 } else { -1 };
        // Also where it was paused meanwhile: it ran when the clock leapt.
        led.clock.shift(sign * leap.ms);
        led.talk.iter_mut().for_each(|talk| talk.clock.shift(sign * shop.talk_leapt));
        led.rev += 1;
        shop.drives = true;
        self.write_place(shop);
    }
}
