//! The ways into a room and out of it, and what happens there.

use std::rc::Rc;

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::json;

use super::super::action::Effect;
use super::super::register::successors;
use super::super::rehearsal::RehearsalAction;
use super::super::saving::Saving;
use super::super::state::{State, StepOf};
use super::super::view::{Mode, NoticeStep, Overlay, Page, Tone};
use super::anew::{kept_control, new_client};
use super::live::Live;
use super::{
    About, Led, Pairing, RELAY, RelayLogin, Room, RoomEffect, RoomLink, RoomStep, WireState,
};
use crate::crypto::{Capability, JoinLink, RoomKeys};
use crate::document::Replica;
use crate::exchange;
use crate::geometry::Camera;
use crate::model::CardId;
use crate::sync::{Sender, Session, Setup, WireKind, sender_of_frame};
use crate::words::Message;

/// The name under which a room's frames travel, as text.
fn topic_of(link: &JoinLink) -> String {
    link.keys.topic().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl State {
    /// Something happened in the room, or leads into one.
    pub(in crate::store) fn room_step(&mut self, step: RoomStep) {
        match step {
            RoomStep::Found { name, place } => self.found_room(name, place),
            RoomStep::Join { link, name } => self.seek_room(link, name),
            RoomStep::Enter { link, name } => self.join_room(&link, name),
            RoomStep::Rest => {
                self.flush();
                self.room_resting = self.room.as_ref().and_then(|room| room.kept());
                self.leave_room(false);
            }
            RoomStep::Return => {
                if let Some(kept) = self.room_resting.take() {
                    self.rejoin_room(&kept);
                }
            }
            RoomStep::Rejoin { kept } => self.rejoin_room(&kept),
            // Who is made up is nobody without it.
            RoomStep::Leave if self.rehearsal.is_some() => self.rehearse(RehearsalAction::End),
            RoomStep::Leave => self.leave_room(true),
            RoomStep::GoTo(sender) => self.go_to(sender),
            RoomStep::Follow(whom) => {
                self.room_shown.following = whom;
                self.follow_on();
                self.touch();
            }
            RoomStep::KeepOwn => self.keep_own(),
            RoomStep::KeepCommon => self.keep_clashes(),
            RoomStep::Settle { at, keep } => self.settle_clash(at, keep),
            RoomStep::LookOver => self.let_go_of_clashes(),
            RoomStep::LoginAsked(asked) => {
                self.room_shown.login = Some(asked);
                if self.view.page == Page::Map && self.view.overlay == Overlay::None {
                    self.view.overlay = Overlay::Room;
                }
                self.touch();
            }
            RoomStep::TooLarge => self.say_too_large(),
            RoomStep::Meet => self.meet_again(),
            RoomStep::Login { login, keep } => self.log_in(login, keep),
            RoomStep::Pair { text } => self.pair(text.as_deref()),
            RoomStep::Paired(result) => self.paired(result),
            step => {
                let is_own = matches!(step, RoomStep::About(_) | RoomStep::Rename(_));
                let erases = matches!(step, RoomStep::Erase { .. });
                let now = self.now();
                let at_hand = self.at_hand();
                let speaker = at_hand.as_ref().and_then(|_| self.speaker(&step));
                if let RoomStep::Wire { wire, kind, state } = step {
                    self.before_wire(wire, kind, state);
                }
                if let Some(room) = &mut self.room {
                    let coming = self.room_shown.coming.as_mut().map(|it| &mut it.replica);
                    let outcome = room.step(now, step, coming.unwrap_or(&mut self.replica));
                    let kept = is_own.then(|| room.kept());
                    let mut outcome = self.aside(outcome);
                    self.came_apart(std::mem::take(&mut outcome.came));
                    if outcome.unfit && erases {
                        self.not_erased();
                    } else if outcome.unfit {
                        self.notify(Tone::Warning, Message::new("room.unfit"));
                    }
                    let (led, own_words) = (outcome.led, outcome.own_words);
                    self.note_outdone(std::mem::take(&mut outcome.outdone));
                    self.after_room(outcome);
                    self.is_it_taken_away(at_hand, speaker.filter(|_| own_words));
                    if led {
                        self.follow_erased();
                    }
                    self.after_coming();
                    self.while_it_comes();
                    self.erase_again();
                    self.forget_heard();
                    self.after_meeting();
                    if let Some(kept) = kept {
                        self.keep_room(kept);
                    }
                    self.follow_on();
                }
            }
        }
    }

    /// Whose frame it is, by their name.
    fn speaker(&self, step: &RoomStep) -> Option<Rc<str>> {
        let RoomStep::Frame { bytes, .. } = step else { return None };
        let (sender, room) = (sender_of_frame(bytes)?, self.room.as_ref()?.view());
        let guest = room.guests.iter().find(|it| it.sender == sender && !it.about.hidden)?;
        Some(guest.name.as_str().into()).filter(|name: &Rc<str>| !name.is_empty())
    }

    /// To the part of the map that somebody has on their screen. The keyboard stays where it is.
    fn go_to(&mut self, sender: Sender) {
        self.view.overlay = Overlay::None;
        if self.view.mode == Mode::Outline {
            self.view.mode = Mode::Canvas;
        }
        self.room_shown.following = None;
        self.look_with(sender);
        self.touch();
    }

    /// Somebody who is followed has gone on.
    fn follow_on(&mut self) {
        if let Some(sender) = self.room_shown.following
            && !self.look_with(sender)
        {
            self.room_shown.following = None;
        }
    }

    /// False for who is not here any more.
    fn look_with(&mut self, sender: Sender) -> bool {
        const LARGEST: f64 = 2.0;
        let Some(room) = &self.room else { return false };
        let Some(here) = room.whereabouts(sender) else { return false };
        let around = |id: &CardId| Some(self.rect_of(id)?.grown(200.0));
        let seen = here.and_then(|here| here.view.or_else(|| around(here.card.as_ref()?)));
        if let Some(rect) = seen {
            self.set_camera(Camera::fitting(rect, self.viewport, LARGEST * self.text_scale));
        }
        true
    }

    /// The program broke down and was started again from what this browser keeps. Whoever sent what it broke down over is
    /// not listened to any more.
    pub(in crate::store) fn recovered(&mut self, frame: Option<Vec<u8>>) {
        let sender = frame.as_deref().and_then(sender_of_frame);
        self.room_shown.deaf_to.extend(sender);
        if let Some(frame) = frame {
            // Kept for a look at what it was; nobody looks at those before.
            let text = Base64UrlUnpadded::encode_string(&frame);
            self.keep_private("quarantine".to_owned(), Some(text));
            self.room_shown.put_aside = Some(frame);
        }
        self.touch();
    }

    pub(in crate::store) fn gone_on(&mut self, heard: bool) {
        let key = match (heard, self.saving.came_back) {
            (true, _) => "notice.recovered_from",
            (false, true) => "notice.recovered_unkept",
            (false, false) => "notice.recovered",
        };
        let save = heard.then_some((NoticeStep::PutAside as StepOf, "action.save_put_aside"));
        self.notify_with(Tone::Warning, Message::new(key), Vec::new(), save);
    }

    /// What the program broke down over, as a file for whoever looks into it.
    pub(in crate::store) fn save_put_aside(&mut self) {
        if let Some(frame) = self.room_shown.put_aside.take() {
            let sender =
                sender_of_frame(&frame).map(|sender| Base64UrlUnpadded::encode_string(&sender));
            let frame = Base64UrlUnpadded::encode_string(&frame);
            let text =
                json!({ "format": "alignment-map-put-aside", "sender": sender, "frame": frame });
            let name = "put-aside.json".to_owned();
            self.effect(Effect::Download { name, text: format!("{text:#}\n") });
        }
    }

    fn log_in(&mut self, login: RelayLogin, keep: bool) {
        let place = self.room.as_ref().and_then(|room| room.view().place.clone());
        if let Some(place) = place {
            self.room_shown.login = None;
            let keep = keep && !self.saving.keeps_nothing;
            self.effect(Effect::Room(RoomEffect::Login { place, login, keep }));
            self.connects_again();
        }
    }

    fn meet_again(&mut self) {
        let place = self.room.as_ref().and_then(|room| room.view().place.clone());
        let link = self.room.as_ref().and_then(|room| room.link(Capability::View));
        let link = link.and_then(|link| JoinLink::from_text(&link).ok());
        if let (Some(place), Some(link)) = (place, link) {
            let topic = topic_of(&link);
            self.effect(Effect::Room(RoomEffect::Meet { topic, place }));
            self.connects_again();
        }
    }

    /// A transport begins without saying so.
    fn connects_again(&mut self) {
        let (wire, kind, state) = (RELAY, WireKind::Shared, WireState::Connecting);
        self.room_step(RoomStep::Wire { wire, kind, state });
        self.touch();
    }

    fn pair(&mut self, text: Option<&str>) {
        let code = match text.map(|text| exchange::find_pairings(text).pop()) {
            None => None,
            Some(Some(Ok(code))) => Some(code),
            Some(None) => return,
            Some(Some(Err(_))) => return self.paired(Err(Message::new("pairing.damaged"))),
        };
        self.room_shown.pairing = Pairing::Making;
        self.effect(Effect::Room(RoomEffect::Pair { code }));
        self.touch();
    }

    fn paired(&mut self, result: Result<Vec<u8>, Message>) {
        self.room_shown.pairing = match result {
            Ok(code) if code.is_empty() => Pairing::Taken,
            Ok(code) => Pairing::Code(exchange::pairing_text(&code).into()),
            Err(why) => Pairing::Failed(why),
        };
        self.touch();
    }

    fn found_room(&mut self, name: String, place: Option<String>) {
        if self.is_readonly() || self.room.is_some() {
            return;
        }
        let keys = RoomKeys::found((self.setup.random)());
        let link = JoinLink { keys, map: self.map().id.clone(), place };
        let own = (name, About::default());
        self.enter(link, (self.setup.random)(), (own, None), self.replica.client());
        // The room's keys lie beside the map: both have to be there after a reload.
        self.keep_even_empty();
        if !Replica::is_read_elsewhere(&self.replica.encode()) {
            self.say_too_large();
        }
    }

    /// Whoever was in this room before goes on with the copy that this browser keeps: words may wait in it.
    fn seek_room(&mut self, link: RoomLink, name: String) {
        if self.saving.keeps_nothing {
            return self.join_room(&link, name);
        }
        self.effect(Effect::Room(RoomEffect::Seek { link, name }));
    }

    fn join_room(&mut self, link: &RoomLink, name: String) {
        let link = match JoinLink::from_text(&link.0) {
            Ok(link) => link,
            Err(why) => return self.notify(Tone::Error, why.message()),
        };
        // Whoever was in this room before in this page has written as somebody whom the map now knows.
        let client = new_client((self.setup.random)());
        let replica = Replica::new(link.map.clone(), client, self.setup.clock.clone());
        let saving = Saving::new(self.saving.keeps_nothing, replica.map());
        // The address goes on holding the keys, for a reload, until this browser keeps the map and them.
        let joining = self.joining.take();
        self.show_replica(replica, saving);
        self.joining = joining;
        self.tell_link();
        self.room_shown.arriving = true;
        let own = ((name, About::default()), None);
        self.enter(link, (self.setup.random)(), own, client);
    }

    /// A map that is kept in this browser was opened again, with the keys beside it.
    fn rejoin_room(&mut self, kept: &RoomLink) {
        let mut words = kept.0.splitn(5, ' ');
        let person = words.next().and_then(|it| Base64UrlUnpadded::decode_vec(it).ok());
        let person = person.and_then(|it| <[u8; 32]>::try_from(it).ok());
        let link = words.next().and_then(|it| JoinLink::from_text(it).ok());
        let people = words.next().and_then(|it| it.parse().ok()).unwrap_or(1);
        // Where somebody was erased, how the room is led follows behind a dot.
        let hidden = words.next().is_some_and(|it| it.split('.').next() == Some("1"));
        let name = words.next().unwrap_or_default().to_owned();
        if let (Some(person), Some(link), None) = (person, link, &self.room) {
            let about = About { people, hidden, ..About::default() };
            let own = ((name, about), kept_control(kept));
            self.comes_apart();
            self.enter(link, person, own, self.replica.client());
        }
    }

    /// With a name, what the person says of themselves, and how the room was led when this browser heard of it last.
    fn enter(
        &mut self,
        link: JoinLink,
        person: [u8; 32],
        own: ((String, About), Option<Vec<u8>>),
        client: u64,
    ) {
        let ((name, about), control) = own;
        let random: [u8; 32] = (self.setup.random)();
        let mut salt = [0; 8];
        salt.copy_from_slice(&random[..8]);
        let mut chance = [0; 8];
        chance.copy_from_slice(&random[8..16]);
        let setup = Setup {
            keys: link.keys.clone(),
            person,
            salt,
            client,
            name: name.clone(),
            chance: u64::from_le_bytes(chance),
        };
        let mut session = Session::new(self.now(), setup);
        if let Some(control) = control {
            session.recall_control(self.now(), &control);
        }
        let led = session.control().and_then(|(_, led)| Led::read(led)).unwrap_or_default();
        if !successors(&link.map, &led.erased.cards).contains(&self.map().id) {
            return;
        }
        self.follow_others();
        self.replica.open_news();
        if about != About::default() {
            session.set_about(self.now(), &about.to_bytes());
        }
        self.room_shown.deaf_to.iter().for_each(|sender| session.be_deaf_to(*sender));
        let topic = topic_of(&link);
        let place = link.place.clone();
        let live = Live::new(session, link, person, name, about);
        let kept = live.kept();
        self.room = Some(Box::new(live));
        self.effect(Effect::Room(RoomEffect::Connect { topic, place }));
        self.keep_room(kept);
        self.recall_clashes();
        self.recall_own();
        self.follow_erased();
        self.touch();
    }
}
