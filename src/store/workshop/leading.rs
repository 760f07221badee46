//! Leading a workshop: its stages, its time, its record in the map. What changes is written into the map at once, so that
//! a killed browser goes on from there, and told to the room.

use std::rc::Rc;

use super::super::room::RoomStep;
use super::super::snapshot::Snapshot;
use super::super::state::State;
use super::super::view::{Beside, Overlay, Tone};
use super::checkin::{MOST_BYTES, forgotten, with_snapshot};
use super::{Following, Pocket, WorkshopAction};
use crate::document::Command;
use crate::facilitation::{Agenda, Leap, Led, Playback, Talk, Told, is_open};
use crate::model::{CardId, Date, Fields, RoundId};
use crate::sync::Sender;

/// What this page knows of the workshop on the open map. Cheap enough to clone: it changes when somebody presses something.
#[derive(Clone, Default, PartialEq)]
pub struct Workshop {
    /// This page leads it.
    pub led: Option<Led>,
    /// Somebody else in the room does.
    pub following: Option<Following>,
    /// The stage is about to be left: what was heard is played back.
    pub leaving: bool,
    /// What a phone has in its one box, once it was asked for.
    pub pocket: Option<Pocket>,
    /// A phone shows the map and not only what is asked.
    pub whole_map: bool,
    /// The record as it was last read or written here.
    pub(super) written: Option<Fields>,
    /// This page made the last step, so it is the one that tells others what is left.
    pub(super) drives: bool,
    /// What was last heard or said about how the room is led.
    pub(super) heard: Option<Rc<[u8]>>,
    pub(super) heard_at: u64,
    /// The device slept, or its clock was set, and nobody has said which.
    pub(in crate::store) leapt: Option<Leap>,
    /// So much of it went by for the talk that goes on.
    pub(super) talk_leapt: i64,
    /// Whose hands are up, in the order in which they went up.
    pub hands: Vec<Sender>,
    /// Who was in the room when it was last told.
    pub(super) known: Vec<Sender>,
}

impl Workshop {
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Option<&Self> {
        snapshot.workshop.as_ref()?.downcast_ref()
    }
}

/// What of it the projector's window moves for.
fn whereabouts(led: &Led) -> (String, usize, Option<CardId>) {
    (led.id.clone(), led.at, led.spotlight.clone())
}

/// The workshop that goes on, and where in it.
fn stage_of(shop: &Workshop) -> Option<(String, usize)> {
    let led = shop.led.as_ref().map(|led| (led.id.clone(), led.at));
    led.or_else(|| shop.following.as_ref().map(|it| (it.told.session.clone(), it.told.at)))
}

impl State {
    pub(in crate::store) fn shop(&self) -> Workshop {
        let known = self.workshop.as_ref().and_then(|it| it.downcast_ref::<Workshop>());
        known.cloned().unwrap_or_default()
    }

    pub(super) fn keep_shop(&mut self, shop: Workshop) {
        let nothing = shop.led.is_none() && shop.following.is_none() && shop.heard.is_none();
        let nothing = nothing && shop.pocket.is_none();
        if shop != self.shop() {
            self.workshop = (!nothing).then(|| Rc::new(shop) as Rc<dyn std::any::Any>);
            self.touch();
        }
    }

    /// May this page lead what goes on here?
    pub(super) fn may_lead(&self) -> bool {
        !self.is_readonly() && self.room.as_ref().is_none_or(|room| room.may_lead())
    }

    pub(in crate::store) fn workshop(&mut self, action: WorkshopAction) {
        let looks = matches!(action, WorkshopAction::Look | WorkshopAction::Come);
        if self.view.beside.is_some() && !looks {
            return;
        }
        match action {
            WorkshopAction::Look => self.look_at_workshop(),
            WorkshopAction::Beat => self.beat(),
            WorkshopAction::Leapt(leap) => self.clocks_leapt(leap),
            WorkshopAction::Slept(slept) => self.said_slept(slept),
            WorkshopAction::Begin { agenda, date, facilitator, attendees } => {
                self.begin_workshop(agenda, &date, &facilitator, &attendees);
            }
            WorkshopAction::Keep(agenda) => self.keep_agenda(&agenda.id, Some(&agenda)),
            WorkshopAction::Forget(id) => self.keep_agenda(&id, None),
            WorkshopAction::Promise { learning, who, what, due } => {
                self.promise(learning, &who, &what, &due);
            }
            WorkshopAction::Come => self.come_to_stage(),
            WorkshopAction::Focus(on) => self.focus(on),
            WorkshopAction::Decide { card, decision, why, day } => {
                self.decide(&card, decision, &why, &day);
            }
            WorkshopAction::Shake(card) => self.shake(&card),
            WorkshopAction::Write { id, kind, text } => self.write_as_led(id, kind, &text),
            WorkshopAction::OpenPocket => self.open_pocket(),
            WorkshopAction::Draft(kind, text) => self.draft_on_phone(kind, &text),
            WorkshopAction::Wrote(id) => self.wrote_on_phone(id),
            WorkshopAction::WholeMap(whole) => {
                let mut shop = self.shop();
                shop.whole_map = whole;
                self.keep_shop(shop);
            }
            WorkshopAction::End => self.end_workshop(true),
            WorkshopAction::Drop => self.end_workshop(false),
            step => self.take_workshop_step(step),
        }
    }

    fn begin_workshop(&mut self, agenda: Agenda, date: &str, facilitator: &str, attendees: &str) {
        if !self.may_lead() || agenda.stages.is_empty() {
            return;
        }
        self.end_edit();
        let mut shop = self.shop();
        // One at a time: what was forgotten is closed as it stands.
        if shop.led.is_some() {
            self.end_workshop(true);
            shop = self.shop();
        }
        let mut led = Led::begin(RoundId::random().to_string(), agenda, Date::parse(date));
        led.facilitator = facilitator.trim().to_owned();
        led.attendees = super::saying::names(attendees);
        led.clock.start(self.uptime());
        (shop.led, shop.drives, shop.leaving) = (Some(led), true, false);
        self.view.overlay = Overlay::None;
        self.write_session(shop);
        self.go_to_stage();
    }

    /// A step in the stages or their time.
    fn take_workshop_step(&mut self, step: WorkshopAction) {
        let (now, mut shop) = (self.uptime(), self.shop());
        let Some(led) = &mut shop.led else { return };
        let before = led.at;
        match step {
            WorkshopAction::Start => led.start(now),
            WorkshopAction::Pause => led.pause(now),
            WorkshopAction::Talk(step) => {
                led.talk = step.map(|step| Talk::begin(step, now));
                shop.talk_leapt = 0;
            }
            WorkshopAction::Hold(hold) => led.hold = hold,
            WorkshopAction::Extend(minutes) => drop(led.clock.extend(minutes, now)),
            WorkshopAction::Go(to) => led.go(to, now),
            WorkshopAction::Back => led.go(led.at.saturating_sub(1), now),
            WorkshopAction::Shorten(choice) => led.shorten(choice),
            WorkshopAction::Leave(leaving) => {
                shop.leaving = leaving;
                return self.keep_shop(shop);
            }
            WorkshopAction::Played(playback) => {
                led.ran[led.at].playback = Some(playback);
                if playback == Playback::Right {
                    led.go(led.at + 1, now);
                    if led.at == before {
                        self.view.overlay = Overlay::Recap;
                    }
                }
            }
            WorkshopAction::Say(what, text) => {
                super::saying::say(led, what, &text);
                return self.write_words(shop);
            }
            WorkshopAction::HeardLow => super::saying::heard_low(led),
            WorkshopAction::Call => led.call = led.call.wrapping_add(1),
            WorkshopAction::Spotlight(card) => led.spotlight = card,
            _ => return,
        }
        led.rev += 1;
        let moved = led.at != before;
        if moved {
            shop.leapt = None;
        }
        shop.leaving = false;
        shop.drives = true;
        self.write_session(shop);
        if moved {
            self.question_is_past();
            // What was said of the stage before is in the way of what is shown now.
            self.view.notices.retain(|notice| notice.tone != Tone::Plain);
            self.stage_changed();
            self.go_to_stage();
        }
    }

    /// Into the map and to the room.
    pub(super) fn write_session(&mut self, mut shop: Workshop) {
        let (now, wall) = (self.uptime(), self.now());
        let Some(led) = &shop.led else { return self.keep_shop(shop) };
        let fields = led.to_record(now, wall, true);
        let id = led.id.clone();
        shop.written = Some(fields.clone());
        self.keep_shop(shop);
        self.note(vec![Command::SetSession { id, fields: Some(fields) }]);
        self.keep_even_empty();
        self.tell_led(false);
    }

    /// What is typed goes into the record letter by letter; where it stands does not change with it.
    fn write_words(&mut self, mut shop: Workshop) {
        const TIMES: [&str; 2] = ["now", "minutes_used"];
        let (now, wall) = (self.uptime(), self.now());
        let Some(led) = &shop.led else { return };
        let (id, fields) = (led.id.clone(), led.to_record(now, wall, true));
        let before = shop.written.take().unwrap_or_default();
        let before = before.to_json().filter(|(key, _)| TIMES.contains(&key.as_str()));
        let said = fields.to_json().filter(|(key, _)| !TIMES.contains(&key.as_str()));
        let all: Vec<_> = said.chain(before).collect();
        let all = all.iter().map(|(key, value)| (key.as_str(), value));
        let (fields, _) = Fields::read([].iter(), all);
        shop.written = Some(fields.clone());
        self.keep_shop(shop);
        self.note(vec![Command::SetSession { id, fields: Some(fields) }]);
    }

    fn end_workshop(&mut self, keeps: bool) {
        let (now, wall, mut shop) = (self.uptime(), self.now(), self.shop());
        let Some(mut led) = shop.led.take() else { return };
        led.rev += 1;
        led.clock.pause(now);
        let record = keeps.then(|| led.to_record(now, wall, false));
        let fields = record.map(|record| with_snapshot(&record, self.map()));
        let id = led.id.clone();
        (shop.led, shop.written, shop.drives) = (Some(led), None, true);
        self.keep_shop(shop.clone());
        self.tell_led(true);
        shop = self.shop();
        (shop.led, shop.leaving, shop.drives) = (None, false, false);
        self.keep_shop(shop);
        let mut commands = if keeps { forgotten(self.map(), MOST_BYTES) } else { Vec::new() };
        commands.push(Command::SetSession { id, fields });
        self.note(commands);
        self.touch();
    }

    fn keep_agenda(&mut self, id: &str, agenda: Option<&Agenda>) {
        let (list, id) = ("agendas".to_owned(), id.to_owned());
        let value = agenda.map(Agenda::to_json);
        self.replica.end_undo_step();
        self.commit(vec![Command::SetRecord { list, id, value }]);
        self.replica.end_undo_step();
    }

    /// The map may hold a workshop that goes on, or another step of this one, made in another tab or by somebody else who
    /// leads; the room may be led.
    fn look_at_workshop(&mut self) {
        let mut shop = self.shop();
        let stood = shop.led.as_ref().map(whereabouts);
        let stage = stage_of(&shop);
        if self.may_lead() || self.view.beside.is_some() {
            self.adopt_record(&mut shop);
        } else {
            shop.led = None;
        }
        let moved = shop.led.as_ref().map(whereabouts) != stood;
        let behind = self.adopt_control(&mut shop);
        self.see_hands(&mut shop);
        let other_stage = stage.is_some() && stage_of(&shop) != stage;
        self.keep_shop(shop);
        if other_stage {
            self.stage_changed();
        }
        if behind {
            self.tell_led(false);
        }
        self.greet();
        if moved && self.view.beside == Some(Beside::Projector) {
            self.come_to_stage();
        }
    }

    fn adopt_record(&mut self, shop: &mut Workshop) {
        let (now, wall) = (self.uptime(), self.now());
        let sessions = self.map().records.sessions.iter();
        let open = sessions.filter(|(_, session)| is_open(session));
        // The latest day; of one day the one that is led here. In a room anybody may write a day of their own.
        let in_room = self.room.is_some();
        let is_mine = |id: &str| shop.led.as_ref().is_some_and(|led| led.id == id);
        let day = |session: &Fields| {
            let date = session.extra().find(|(key, _)| *key == "date");
            date.and_then(|(_, date)| date.as_str().map(str::to_owned))
        };
        let latest =
            open.max_by_key(|(id, session)| (in_room && is_mine(id), day(session), is_mine(id)));
        // Whoever may change the map may close the record; only those who lead end what is led.
        let goes_on = shop.led.as_ref().is_some_and(|led| self.is_led_in_room(&led.id));
        if goes_on && !latest.is_some_and(|(id, _)| is_mine(id)) {
            return;
        }
        let Some((id, session)) = latest else { return shop.led = None };
        if shop.written.as_ref() == Some(session) && is_mine(id) {
            return;
        }
        let Some(mut led) = Led::from_record(id, session, now, wall) else { return };
        // A window beside runs on the same two clocks as the one that leads, which alone judges what became of them.
        let place = |fields: &Fields| {
            let now = fields.extra().find(|(key, _)| *key == "now");
            now.map(|(_, now)| now["wall_ms"].clone())
        };
        let rewritten = self.view.beside.is_some()
            && shop.written.as_ref().is_some_and(|written| place(written) != place(session));
        shop.written = Some(session.clone());
        match shop.led.take().filter(|known| known.id == led.id) {
            // Only words have changed. What is left is known better here than by the clock of whoever wrote them.
            Some(known) if (known.rev, known.at) == (led.rev, led.at) && !rewritten => {
                (led.clock, led.call, led.spotlight) = (known.clock, known.call, known.spotlight);
                (led.talk, led.hold) = (known.talk, known.hold);
            }
            // Written before its author had heard of the step that was made here: the words are news, the place is past.
            Some(known) if in_room && led.rev < known.rev => led = known.with_words_of(led),
            _ => (shop.drives, shop.leapt) = (false, None),
        }
        shop.led = Some(led);
    }

    /// Tells the room where it stands.
    pub(in crate::store) fn tell_led(&mut self, ended: bool) {
        let (now, wall, mut shop) = (self.uptime(), self.now(), self.shop());
        let Some(led) = shop.led.as_ref().filter(|_| shop.drives && self.room.is_some()) else {
            return;
        };
        let bytes = Told::of(led, now, wall, ended).to_bytes();
        let room = self.room.as_ref().map(|room| room.view());
        shop.known =
            room.map(|it| it.guests.iter().map(|guest| guest.sender).collect()).unwrap_or_default();
        (shop.heard, shop.heard_at) = (Some(bytes.as_slice().into()), now);
        self.keep_shop(shop);
        self.room_step(RoomStep::Lead(bytes));
    }

    /// The lane that is worked in, and the one it serves, come into view for whoever leads.
    fn go_to_stage(&mut self) {
        if let Some((lane, serves)) = self.shop().led.and_then(|led| led.stage().kind.lanes()) {
            self.show_lanes(lane, serves);
        }
    }

    /// A vote was shown to everybody: it belongs to the record.
    pub(in crate::store) fn record_vote(&mut self) {
        let Some(round) = self.open_round_now() else { return };
        let mut shop = self.shop();
        let Some(led) = &mut shop.led else { return };
        if let Some(vote) = super::saying::vote(&round.gathering) {
            led.votes.retain(|known| known["round"] != vote["round"]);
            led.votes.push(vote);
            led.rev += 1;
            shop.drives = true;
            self.write_session(shop);
        }
    }
}
