//! A room at work: its session, and what comes of it.

use std::rc::Rc;

use base64ct::{Base64UrlUnpadded, Encoding};

use super::copy::Copy;
use super::guest::is_idle;
use super::outdone::Outdone;
use super::ways::Ways;
use super::whereabouts::at_work;
use super::{
    About, Erased, Guest, HandedIn, Led, Outcome, Room, RoomEffect, RoomLink, RoomStep, RoomView,
    Whereabouts, WireState,
};
use crate::crypto::{Capability, JoinLink, PublicKey};
use crate::document::Replica;
use crate::model::text::clean_line;
use crate::model::{CardId, MapId};
use crate::sync::{
    Event, Fingerprint, Output, Person, Sender, Session, Standing, WireId, WireKind,
};

/// Of a name, as many as the boxes for it take.
const MOST_LETTERS: usize = 60;

pub(super) struct Live {
    session: Session,
    link: JoinLink,
    links: Rc<[(Capability, RoomLink)]>,
    /// The person's own secret for this room.
    person: [u8; 32],
    name: String,
    about: About,
    print: Option<Fingerprint>,
    ways: Ways,
    outdone: Outdone,
    /// When the world was asked to wake this.
    wakes: Option<u64>,
    muted: u32,
    /// How many were away when that was last looked at.
    away: usize,
    /// Turns with each word that this person is busy answering.
    at_work: bool,
    /// The clock when it was last looked at, and how far it was set back since the beginning.
    last: u64,
    behind: u64,
}

impl Live {
    pub fn new(
        session: Session,
        link: JoinLink,
        person: [u8; 32],
        name: String,
        about: About,
    ) -> Self {
        let all = [Capability::Edit, Capability::View, Capability::Lead];
        let fragment = |may| Some((may, RoomLink(link.to_fragment(may)?)));
        let links = all.into_iter().filter_map(fragment).collect();
        let ways = Ways::of(link.place.is_some());
        let (print, wakes, muted, away) = (None, None, 0, 0);
        let (last, behind) = (0, 0);
        let outdone = Outdone::default();
        let mut live = Self {
            session,
            links,
            link,
            person,
            name,
            about,
            print,
            ways,
            outdone,
            wakes,
            muted,
            away,
            at_work: false,
            last,
            behind,
        };
        // What a page load before has heard.
        let (erased, message) = (live.signed().erased, live.session.control_message());
        live.outdone.follow(erased, message);
        live
    }

    /// How the room is led has changed.
    fn follow(&mut self, now: u64) {
        let (erased, message) = (self.signed().erased, self.session.control_message());
        if self.outdone.follow(erased, message) {
            self.say_outdone(now);
        }
    }

    fn say_outdone(&mut self, now: u64) {
        for message in self.outdone.messages() {
            self.session.say_again(now, message);
        }
    }

    fn led(&self) -> Led {
        let led = self.signed();
        match self.session.control_is_recalled() {
            true => Led { erased: led.erased, ..Led::default() },
            false => led,
        }
    }

    /// How the room is led, also as far as only a page load before has heard it: what this page signs goes on from there.
    fn signed(&self) -> Led {
        let control = self.session.control();
        control.and_then(|(_, state)| Led::read(state)).unwrap_or_default()
    }

    /// Leads the room with this. False where it is too long.
    fn lead(&mut self, now: u64, led: &Led) -> bool {
        if *led == self.signed() {
            return true;
        }
        let epoch = (!led.erased.cards.is_empty()).then(|| led.erased.epoch());
        let lead = |bytes: Vec<u8>| self.session.lead(now, epoch, &bytes);
        led.to_bytes().is_some_and(lead)
    }

    fn say_led(&mut self, now: u64, replica: &mut Replica, led: Led) -> Outcome {
        let unfit = !self.lead(now, &led);
        let outcome = self.act(now, replica, |_, _| {});
        Outcome { shows: true, led: true, unfit, ..outcome }
    }

    /// Somebody is to be erased from the map, which everybody does with their own copy. The history that then begins is by
    /// `author`.
    fn erase(&mut self, now: u64, card: CardId, author: u64, replica: &mut Replica) -> Outcome {
        let said = self.act(now, replica, |session, copy| session.say_all(now, copy));
        let mut led = self.signed();
        led.erased.cards.push(card);
        led.erased.author = author;
        led.erased.knew = replica.state_vector();
        let unfit = !self.lead(now, &led);
        let mut outcome = self.act(now, replica, |_, _| {});
        outcome.effects.splice(0..0, said.effects);
        Outcome { shows: true, led: true, unfit, ..outcome }
    }

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
                Output::Event(Event::HandedIn { person, slot, number, sealed }) => {
                    let person = person.0;
                    outcome.handed_in.push(HandedIn { person, slot, number, sealed });
                }
                Output::Event(Event::Acknowledged { slot, number }) => {
                    outcome.acknowledged.push((slot, number));
                }
                Output::Event(Event::Outdone(state)) => {
                    let led = Led::read(&state).unwrap_or_default();
                    outcome.outdone.extend(led.erased.cards);
                }
                // All else is read from the session when it is shown.
                Output::Event(event) => {
                    match event {
                        Event::Control => self.follow(now),
                        Event::Joined(sender) if self.leads(sender) => self.say_outdone(now),
                        _ => {}
                    }
                    outcome.shows = true;
                    outcome.led |= event == Event::Control;
                    self.muted += u32::from(matches!(event, Event::Muted(_)));
                }
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

    fn leads(&self, sender: Sender) -> bool {
        let mut people = self.session.people();
        people.any(|it| it.sender == sender && it.capability == Capability::Lead)
    }

    fn wire(&mut self, now: u64, wire: WireId, kind: WireKind, state: WireState) {
        self.ways.set(wire, kind, state);
        match state {
            WireState::Open => self.session.open(now, wire, kind),
            _ => self.session.close(wire),
        }
        self.session.set_bridging(self.ways.is_hub());
    }
}

impl Room for Live {
    fn step(&mut self, now: u64, step: RoomStep, replica: &mut Replica) -> Outcome {
        let now = self.steady(now);
        match step {
            RoomStep::Wire { wire, kind, state } => {
                self.wire(now, wire, kind, state);
                let outcome = self.act(now, replica, |_, _| {});
                Outcome { shows: true, ..outcome }
            }
            RoomStep::Frame { wire, bytes } => {
                self.act(now, replica, |session, copy| session.on_frame(now, wire, &bytes, copy))
            }
            RoomStep::Wake => {
                self.wakes = None;
                let outcome = self.act(now, replica, |session, copy| session.on_timer(now, copy));
                // Who does nothing says nothing either: time alone tells it.
                let away = self.session.people().filter(|it| is_idle(it, now)).count();
                let shows = outcome.shows || std::mem::replace(&mut self.away, away) != away;
                Outcome { shows, ..outcome }
            }
            RoomStep::Here(here) => {
                let here = if self.about.hidden { Vec::new() } else { here.to_bytes() };
                self.act(now, replica, |session, _| session.set_presence(now, &here))
            }
            RoomStep::Rename(name) => {
                let name: String = clean_line(&name).trim().chars().take(MOST_LETTERS).collect();
                if name == self.name {
                    return Outcome::default();
                }
                self.name.clone_from(&name);
                let outcome = self.act(now, replica, |session, _| session.rename(now, &name));
                Outcome { shows: true, ..outcome }
            }
            RoomStep::About(about) => {
                self.about = about;
                let outcome = self.act(now, replica, |session, _| {
                    session.set_about(now, &about.to_bytes());
                    if about.hidden {
                        session.set_presence(now, &[]);
                    }
                });
                Outcome { shows: true, ..outcome }
            }
            RoomStep::Lead(workshop) => {
                self.say_led(now, replica, Led { workshop: workshop.into(), ..self.signed() })
            }
            RoomStep::Invite(invitation) => {
                let invitation = invitation.map(Rc::from);
                self.say_led(now, replica, Led { invitation, result: None, ..self.signed() })
            }
            RoomStep::Result(result) => {
                let (invitation, result) = (None, Some(result.into()));
                self.say_led(now, replica, Led { invitation, result, ..self.signed() })
            }
            RoomStep::AtWork => {
                // Others know somebody by what they hear anew.
                self.at_work = !self.at_work;
                let here = if self.about.hidden { Vec::new() } else { at_work(self.at_work) };
                self.act(now, replica, |session, _| session.set_presence(now, &here))
            }
            RoomStep::Erase { card, author } => self.erase(now, card, author, replica),
            RoomStep::HandIn { slot, number, sealed } => self.act(now, replica, |session, _| {
                session.hand_in(now, slot, number, sealed);
            }),
            RoomStep::Acknowledge { person, slot, number } => {
                let person = PublicKey(person);
                self.act(now, replica, |session, _| session.acknowledge(now, person, slot, number))
            }
            RoomStep::Settle { .. }
            | RoomStep::KeepOwn
            | RoomStep::KeepCommon
            | RoomStep::Meet
            | RoomStep::TooLarge
            | RoomStep::LoginAsked(_)
            | RoomStep::Login { .. }
            | RoomStep::Follow(_)
            | RoomStep::GoTo(_)
            | RoomStep::Found { .. }
            | RoomStep::Join { .. }
            | RoomStep::Enter { .. }
            | RoomStep::Rest
            | RoomStep::Return
            | RoomStep::Rejoin { .. }
            | RoomStep::Pair { .. }
            | RoomStep::Paired(_)
            | RoomStep::LookOver
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

    fn begin_anew(&mut self, now: u64, client: u64) -> Outcome {
        let now = self.steady(now);
        self.print = None;
        self.session.begin_anew(now, client);
        let mut outcome = Outcome::default();
        self.gather(now, &mut outcome);
        outcome
    }

    fn erased(&self) -> (MapId, Erased) {
        (self.link.map.clone(), self.led().erased)
    }

    fn leave(&mut self, now: u64) -> Outcome {
        let now = self.steady(now);
        self.session.leave(now);
        let mut outcome = Outcome::default();
        self.gather(now, &mut outcome);
        outcome
    }

    fn view(&self) -> Rc<RoomView> {
        let guests: Vec<_> =
            self.session.people().map(|person| Guest::of(person, self.last)).collect();
        // Who is here again under another name of a page has not gone.
        let is_back = |it: &Guest| guests.iter().any(|guest| guest.person == it.person);
        let gone = self.session.gone().map(|person| Guest::of(person, self.last));
        let gone = gone.filter(|it| !is_back(it)).collect();
        let led = self.led();
        let counter = self.session.control().map_or(0, |(counter, _)| counter);
        Rc::new(RoomView {
            me: self.session.sender(),
            person: self.session.person().0,
            name: self.name.clone(),
            about: self.about,
            links: self.links.clone(),
            standing: self.session.standing(),
            capability: self.link.keys.capability(),
            place: self.link.place.clone(),
            wires: self.ways.all().to_vec(),
            relay: self.ways.relay(),
            guests,
            gone,
            led: (!led.workshop.is_empty()).then_some((counter, led.workshop)),
            invitation: led.invitation,
            led_fresh: self.session.control_is_fresh(),
            muted: self.muted,
        })
    }

    fn link(&self, capability: Capability) -> Option<String> {
        self.link.to_fragment(capability)
    }

    /// The person's secret, the link, how many they are, whether they are shown and, where somebody was erased, how the
    /// room is led, and the name.
    fn kept(&self) -> Option<RoomLink> {
        let fragment = self.link.to_fragment(self.link.keys.capability())?;
        let person = Base64UrlUnpadded::encode_string(&self.person);
        let About { people, hidden, .. } = self.about;
        let mut hidden = u8::from(hidden).to_string();
        if !self.led().erased.cards.is_empty()
            && let Some(control) = self.session.control_message()
        {
            hidden = format!("{hidden}.{}", Base64UrlUnpadded::encode_string(&control));
        }
        Some(RoomLink(format!("{person} {fragment} {people} {hidden} {}", self.name)))
    }

    fn lead_secret(&self, purpose: &[u8]) -> Option<[u8; 32]> {
        self.link.keys.lead_secret(purpose)
    }

    fn whereabouts(&self, sender: Sender) -> Option<Option<Whereabouts>> {
        let person = self.session.people().find(|person| person.sender == sender)?;
        Some(Guest::of(person, self.last).here)
    }

    fn is_told(&self) -> bool {
        self.session.control().is_some() && !self.session.control_is_recalled()
    }

    fn invitation(&self) -> Option<Rc<str>> {
        self.led().invitation
    }

    fn result(&self) -> Option<Rc<str>> {
        self.led().result
    }

    fn about(&self) -> About {
        self.about
    }

    fn standing(&self) -> Standing {
        self.session.standing()
    }

    fn is_whole(&self) -> bool {
        self.ways.are_whole()
    }

    fn is_tried(&self) -> bool {
        self.ways.are_tried()
    }

    fn may_edit(&self) -> bool {
        self.link.keys.capability() > Capability::View
    }

    fn may_lead(&self) -> bool {
        self.link.keys.capability() == Capability::Lead
    }

    fn another_leads(&self) -> bool {
        let own = self.session.person();
        let leads = |it: &Person| it.capability == Capability::Lead && it.key != own;
        // Just after a sleep nobody has been heard for long.
        self.session.people().chain(self.session.gone()).any(leads)
    }
}
