//! A room at work: its session, the map as the session's port, and what comes of both.

use std::rc::Rc;

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

use super::super::action::Effect;
use super::super::saving::Saving;
use super::super::state::State;
use super::super::view::Tone;
use super::{
    Guest, Outcome, Pairing, Room, RoomEffect, RoomLink, RoomStep, RoomView, Whereabouts, WireState,
};
use crate::crypto::{Capability, JoinLink, PublicKey, RoomKeys};
use crate::document::{Change, Refused, Replica};
use crate::exchange;
use crate::sync::{
    Event, Fingerprint, Output, Person, Port, Session, Setup, Unfit, WireId, WireKind,
};
use crate::words::Message;

/// The map, as a session sees it.
struct Copy<'a> {
    replica: &'a mut Replica,
    print: &'a mut Option<Fingerprint>,
    outcome: &'a mut Outcome,
}

impl Copy<'_> {
    fn took_in(&mut self, result: Result<Vec<Change>, Refused>) -> Result<(), Unfit> {
        match result {
            Ok(changes) => {
                *self.print = None;
                self.outcome.changes.extend(changes);
                self.outcome.took_in = true;
                Ok(())
            }
            Err(Refused::Gap) => Err(Unfit::Gap),
            Err(Refused::NotAnUpdate | Refused::TooLarge) => Err(Unfit::Unsound),
        }
    }
}

impl Port for Copy<'_> {
    fn state_vector(&mut self) -> Vec<u8> {
        self.replica.state_vector()
    }

    fn diff(&mut self, state_vector: &[u8]) -> Option<Vec<u8>> {
        self.replica.diff(state_vector).ok()
    }

    fn apply(&mut self, update: &[u8], only: Option<u64>) -> Result<(), Unfit> {
        let result = match only {
            Some(client) => self.replica.apply_from(client, update),
            None => self.replica.apply_foreign(update),
        };
        self.took_in(result)
    }

    fn take_update(&mut self) -> Option<Vec<u8>> {
        self.replica.take_news()
    }

    fn fingerprint(&mut self) -> Fingerprint {
        *self.print.get_or_insert_with(|| {
            let mut print = [0; 16];
            print.copy_from_slice(&Sha256::digest(self.replica.knowledge())[..16]);
            print
        })
    }
}

struct Live {
    session: Session,
    link: JoinLink,
    links: Rc<[(Capability, RoomLink)]>,
    /// The person's own secret for this room.
    person: [u8; 32],
    name: String,
    print: Option<Fingerprint>,
    wires: Vec<(WireId, WireKind, WireState)>,
    /// When the world was asked to wake this.
    wakes: Option<u64>,
    muted: u32,
    /// The clock when it was last looked at, and how far it was set back since the beginning.
    last: u64,
    behind: u64,
}

impl Live {
    /// The clock of this device may be set back; what is owed would then be owed for hours.
    fn steady(&mut self, now: u64) -> u64 {
        self.behind += self.last.saturating_sub(now);
        self.last = now;
        now + self.behind
    }

    /// Lets the session act and gathers what comes of it.
    fn act(
        &mut self,
        now: u64,
        replica: &mut Replica,
        act: impl FnOnce(&mut Session, &mut Copy<'_>),
    ) -> Outcome {
        let mut outcome = Outcome::default();
        let mut copy = Copy { replica, print: &mut self.print, outcome: &mut outcome };
        act(&mut self.session, &mut copy);
        self.gather(now, &mut outcome);
        outcome
    }

    fn gather(&mut self, now: u64, outcome: &mut Outcome) {
        while let Some(output) = self.session.poll() {
            match output {
                Output::Send(wire, frame) => {
                    outcome.effects.push(RoomEffect::Send { wire, frame });
                }
                Output::Close(wire) => outcome.effects.push(RoomEffect::Close { wire }),
                Output::Event(Event::Muted(_)) => self.muted += 1,
                Output::Event(Event::HandedIn { person, slot, number, sealed }) => {
                    let person = person.0;
                    outcome.effects.push(RoomEffect::HandedIn { person, slot, number, sealed });
                }
                Output::Event(Event::Acknowledged { slot }) => {
                    outcome.effects.push(RoomEffect::Acknowledged { slot });
                }
                // All else is read from the session when it is shown.
                Output::Event(_) => {}
            }
        }
        let wakes = self.session.wakes_at(now);
        if wakes != self.wakes {
            self.wakes = wakes;
            if let Some(at) = wakes {
                let ms = u32::try_from(at.saturating_sub(now)).unwrap_or(u32::MAX);
                outcome.effects.push(RoomEffect::WakeIn(ms));
            }
        }
    }

    fn wire(&mut self, now: u64, wire: WireId, kind: WireKind, state: WireState) {
        self.wires.retain(|it| it.0 != wire);
        if state != WireState::Closed {
            self.wires.push((wire, kind, state));
        }
        match state {
            WireState::Open => self.session.open(now, wire, kind),
            _ => self.session.close(wire),
        }
        // Who is at the other end of such a wire hears the others through this page only.
        let is_hub = self.wires.iter().any(|it| it.1 == WireKind::Direct);
        self.session.set_bridging(is_hub && self.wires.len() > 1);
    }
}

impl Room for Live {
    fn step(&mut self, now: u64, step: RoomStep, replica: &mut Replica) -> Outcome {
        let now = self.steady(now);
        match step {
            RoomStep::Wire { wire, kind, state } => {
                self.wire(now, wire, kind, state);
                self.act(now, replica, |_, _| {})
            }
            RoomStep::Frame { wire, bytes } => {
                self.act(now, replica, |session, copy| session.on_frame(now, wire, &bytes, copy))
            }
            RoomStep::Wake => {
                self.wakes = None;
                self.act(now, replica, |session, copy| session.on_timer(now, copy))
            }
            RoomStep::Here(here) => self.act(now, replica, |session, _| {
                session.set_presence(now, &here.to_bytes());
            }),
            RoomStep::Rename(name) => {
                self.name.clone_from(&name);
                self.act(now, replica, |session, _| session.rename(now, &name))
            }
            RoomStep::About(about) => self.act(now, replica, |session, _| {
                session.set_about(now, &about);
            }),
            RoomStep::Lead(state) => self.act(now, replica, |session, _| {
                session.lead(now, None, &state);
            }),
            RoomStep::HandIn { slot, number, sealed } => self.act(now, replica, |session, _| {
                session.hand_in(now, slot, number, sealed);
            }),
            RoomStep::Acknowledge { person, slot, number } => {
                let person = PublicKey(person);
                self.act(now, replica, |session, _| session.acknowledge(now, person, slot, number))
            }
            RoomStep::Found { .. }
            | RoomStep::Join { .. }
            | RoomStep::Enter { .. }
            | RoomStep::Rest
            | RoomStep::Return
            | RoomStep::Rejoin { .. }
            | RoomStep::Pair { .. }
            | RoomStep::Paired(_)
            | RoomStep::Leave => Outcome::default(),
        }
    }

    fn edited(&mut self, now: u64) -> Outcome {
        let now = self.steady(now);
        self.print = None;
        self.session.edited(now);
        let mut outcome = Outcome::default();
        self.gather(now, &mut outcome);
        outcome
    }

    fn leave(&mut self, now: u64) -> Outcome {
        let now = self.steady(now);
        self.session.leave(now);
        let mut outcome = Outcome::default();
        self.gather(now, &mut outcome);
        outcome
    }

    fn view(&self) -> Rc<RoomView> {
        let guests = self.session.people().map(guest).collect();
        Rc::new(RoomView {
            links: self.links.clone(),
            standing: self.session.standing(),
            capability: self.link.keys.capability(),
            place: self.link.place.clone(),
            wires: self.wires.clone(),
            guests,
            led: self.session.control().map(|(counter, state)| (counter, state.into())),
            muted: self.muted,
        })
    }

    fn link(&self, capability: Capability) -> Option<String> {
        self.link.to_fragment(capability)
    }

    /// The person's secret, the link and the name.
    fn kept(&self) -> Option<RoomLink> {
        let fragment = self.link.to_fragment(self.link.keys.capability())?;
        let person = Base64UrlUnpadded::encode_string(&self.person);
        Some(RoomLink(format!("{person} {fragment} {}", self.name)))
    }

    fn may_edit(&self) -> bool {
        self.link.keys.capability() > Capability::View
    }
}

fn guest(person: &Person) -> Guest {
    Guest {
        sender: person.sender,
        person: person.key.0,
        name: person.name.clone(),
        capability: person.capability,
        about: person.about.clone(),
        here: person.presence.as_deref().and_then(Whereabouts::read),
        heard_ms: person.heard_ms,
        equal: person.equal,
    }
}

impl State {
    /// Something happened in the room, or leads into one.
    pub(in crate::store) fn room_step(&mut self, step: RoomStep) {
        match step {
            RoomStep::Found { name, place } => self.found_room(name, place),
            RoomStep::Join { link, name } => self.seek_room(link, name),
            RoomStep::Enter { link, name } => self.join_room(&link, name),
            RoomStep::Rest => {
                self.room_resting = self.room.as_ref().and_then(|room| room.kept());
                self.leave_room(false);
            }
            RoomStep::Return => {
                if let Some(kept) = self.room_resting.take() {
                    self.rejoin_room(&kept);
                }
            }
            RoomStep::Rejoin { kept } => self.rejoin_room(&kept),
            RoomStep::Leave => self.leave_room(true),
            RoomStep::Pair { text } => self.pair(text.as_deref()),
            RoomStep::Paired(result) => self.paired(result),
            step => {
                let now = self.now();
                if let Some(room) = &mut self.room {
                    let outcome = room.step(now, step, &mut self.replica);
                    self.after_room(outcome);
                }
            }
        }
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
        self.enter(link, (self.setup.random)(), name, self.setup.client);
        // The room's keys lie beside the map: both have to be there after a reload.
        self.keep_even_empty();
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
        let [a, b, c, d, e, f, g, _, ..] = (self.setup.random)();
        let client = (u64::from_le_bytes([a, b, c, d, e, f, g, 0]) >> 3).max(1);
        let replica = Replica::new(link.map.clone(), client, self.setup.clock.clone());
        let saving = Saving::new(self.saving.keeps_nothing, replica.map());
        // The address goes on holding the keys, for a reload, until this browser keeps the map and them.
        let joining = self.joining.take();
        self.show_replica(replica, saving);
        self.joining = joining;
        self.tell_link();
        self.room_shown.arriving = true;
        self.enter(link, (self.setup.random)(), name, client);
    }

    /// A map that is kept in this browser was opened again, with the keys beside it.
    fn rejoin_room(&mut self, kept: &RoomLink) {
        let mut words = kept.0.splitn(3, ' ');
        let person = words.next().and_then(|it| Base64UrlUnpadded::decode_vec(it).ok());
        let person = person.and_then(|it| <[u8; 32]>::try_from(it).ok());
        let link = words.next().and_then(|it| JoinLink::from_text(it).ok());
        let name = words.next().unwrap_or_default().to_owned();
        if let (Some(person), Some(link), None) = (person, link, &self.room)
            && link.map == self.map().id
        {
            self.enter(link, person, name, self.replica.client());
        }
    }

    fn enter(&mut self, link: JoinLink, person: [u8; 32], name: String, client: u64) {
        self.follow_others();
        self.replica.open_news();
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
        let session = Session::new(self.now(), setup);
        let topic = link.keys.topic().iter().map(|byte| format!("{byte:02x}")).collect();
        let place = link.place.clone();
        let all = [Capability::Edit, Capability::View, Capability::Lead];
        let fragment = |may| Some((may, RoomLink(link.to_fragment(may)?)));
        let links = all.into_iter().filter_map(fragment).collect();
        let live = Live {
            session,
            links,
            link,
            person,
            name,
            print: None,
            wires: Vec::new(),
            wakes: None,
            muted: 0,
            last: 0,
            behind: 0,
        };
        let kept = live.kept();
        self.room = Some(Box::new(live));
        self.effect(Effect::Room(RoomEffect::Connect { topic, place }));
        self.keep_room(kept);
        self.touch();
    }
}
