//! Somebody was erased from the map that a room builds: the map without them takes its place, for everybody alike. Each
//! makes it of their own copy. Whose copy differed at that moment gets it from the others, and does again in it what was done
//! here and nobody may have heard.

use base64ct::{Base64UrlUnpadded, Encoding};

use super::super::action::Effect;
use super::super::private::PrivateAction;
use super::super::register::{Heir, successors, without, without_all};
use super::super::saving::slot_for;
use super::super::state::State;
use super::super::view::Tone;
use super::clash::Clashes;
use super::own::{done_again, taken_back};
use super::{Outcome, RoomEffect, RoomLink, RoomStep};
use crate::document::{Change, Command, Genesis, Replica};
use crate::model::{CardId, Difference, Map, compare};
use crate::store::action::Origin;
use crate::sync::Standing;
use crate::words::Message;

/// The map that is to take the place of the open one, on its way from others.
pub(super) struct Coming {
    pub replica: Replica,
    pub author: u64,
    /// Nobody had it since then, and that was said.
    pub since: u64,
    pub told: bool,
    /// Who is on the open map still.
    gone: Vec<CardId>,
    /// Whoever erased knew all that is written in the open map.
    known: bool,
}

fn takes_off(command: &Command) -> bool {
    use Command as C;
    matches!(
        command,
        C::RemoveCard { .. }
            | C::RemoveLink { .. }
            | C::SetRecord { value: None, .. }
            | C::SetSession { fields: None, .. }
    )
}

/// A client id that nobody has.
pub(super) fn new_client(random: [u8; 32]) -> u64 {
    let [a, b, c, d, e, f, g, _, ..] = random;
    (u64::from_le_bytes([a, b, c, d, e, f, g, 0]) >> 3).max(1)
}

/// How the room was led, in what is kept of it.
pub(super) fn kept_control(kept: &RoomLink) -> Option<Vec<u8>> {
    let (_, control) = kept.0.split(' ').nth(3)?.split_once('.')?;
    Base64UrlUnpadded::decode_vec(control).ok()
}

impl State {
    /// Whoever leads erases somebody for all.
    pub(in crate::store) fn erase_for_all(&mut self, id: &CardId) {
        if !self.can_erase_for_all() {
            // What two rooms do apart cannot be put together again.
            return self.notify(Tone::Warning, Message::new("erase.not_heard"));
        }
        self.end_edit();
        self.room_shown.erases.push(id.clone());
        self.room_shown.erased_here.push(id.clone());
        if self.room_shown.coming.is_some() || self.map().card(id).is_none() {
            return;
        }
        let Some(map) = without(self.map(), id) else {
            self.room_shown.erases.retain(|known| known != id);
            return self.notify(Tone::Error, Message::new("erase.cannot"));
        };
        let author = Genesis::of(&map).author();
        self.room_step(RoomStep::Erase { card: id.clone(), author });
    }

    /// It could not be said: too many were erased in this room.
    pub(super) fn not_erased(&mut self) {
        let id = self.room_shown.erased_here.pop();
        self.room_shown.erases.retain(|known| Some(known) != id.as_ref());
        self.notify(Tone::Error, Message::new("erase.too_many"));
    }

    /// How the room is led has changed: is the map that is open here still the room's?
    pub(super) fn follow_erased(&mut self) {
        let Some(room) = &self.room else { return };
        let (first, erased) = room.erased();
        if erased.cards.is_empty() || self.erasing.is_some() {
            return;
        }
        for id in &erased.cards {
            if !self.room_shown.erases.contains(id) {
                self.room_shown.erases.push(id.clone());
            }
        }
        let maps = successors(&first, &erased.cards);
        let to = &maps[maps.len() - 1];
        let is_it = |replica: &Replica| {
            replica.map().id == *to && (replica.is_blank() || replica.descends_from(erased.author))
        };
        let shown = &self.room_shown;
        if shown.coming.as_ref().is_some_and(|it| it.author == erased.author)
            || is_it(&self.replica)
        {
            return self.erase_again();
        }
        let at = maps.iter().position(|id| *id == self.map().id);
        let gone = erased.cards[at.unwrap_or(0)..].to_vec();
        let client = new_client((self.setup.random)());
        let genesis = Genesis::of(&without_all(self.map(), &gone, to, &[]));
        let is_same = at.is_some() && genesis.author() == erased.author;
        // What was known the last time says nothing about the maps before.
        let is_next = at.is_some_and(|at| at + 2 == maps.len());
        let begins = match is_same {
            true => Some(genesis),
            false if is_next => self.as_whoever_erased(&erased, &gone, to),
            false => None,
        };
        let clock = self.setup.clock.clone();
        let mut replica = match begins {
            Some(genesis) => Replica::from_genesis(to.clone(), &genesis, client, clock),
            None => Replica::new(to.clone(), client, clock),
        };
        replica.open_news();
        self.room_shown.coming = None;
        if is_same || self.replica.is_blank() {
            self.take_the_place(replica, &gone, None);
        } else {
            let known = is_next && self.replica.is_known_to(&erased.knew);
            let (author, since, told) = (erased.author, self.now(), false);
            let coming = Coming { replica, author, since, told, gone, known };
            self.room_shown.coming = Some(Box::new(coming));
            if let Some(kept) = self.room.as_ref().map(|room| room.kept()) {
                self.keep_room(kept);
            }
        }
        let now = self.now();
        if let Some(room) = &mut self.room {
            let outcome = room.begin_anew(now, client);
            self.after_room(outcome);
        }
        self.erase_again();
    }

    /// What came of a step while another map is on its way is about that one, which nobody sees yet.
    pub(super) fn aside(&self, outcome: Outcome) -> Outcome {
        match self.room_shown.coming {
            Some(_) => {
                let (changes, came) = (Vec::new(), Vec::new());
                Outcome { changes, came, took_in: false, ..outcome }
            }
            None => outcome,
        }
    }

    /// Has it come?
    pub(super) fn after_coming(&mut self) {
        let standing = self.room.as_ref().map(|it| it.standing());
        let has_all = matches!(standing, Some(Standing::CaughtUp | Standing::Alone));
        // How the map was before what nobody heard is known in a moment.
        let knows = self.room_shown.own_recalled || self.saving.keeps_nothing;
        let is_there = |it: &Coming| knows && it.replica.descends_from(it.author);
        if !has_all || !self.room_shown.coming.as_deref().is_some_and(is_there) {
            return;
        }
        let Some(coming) = self.room_shown.coming.take() else { return };
        let Coming { mut replica, gone, known, .. } = *coming;
        let to = replica.map().id.clone();
        let before = taken_back(&self.room_shown.own, self.map());
        let mine = without_all(self.map(), &gone, &to, &[&before]);
        let before = without_all(&before, &gone, &to, &[self.map()]);
        let mut commands = done_again(&before, &mine, &replica);
        if known {
            // It is all there, and others may have gone on from it: only what was taken off here may have to be once more.
            commands.retain(takes_off);
        }
        if replica.commit(commands.clone()).is_err() {
            // What does not fit any more is left, and nothing else.
            for command in commands {
                let _ = replica.commit(vec![command]);
            }
        }
        let beside = if known { None } else { self.beside(mine, replica.map()) };
        self.take_the_place(replica, &gone, beside);
        self.tell_room();
        self.erase_again();
    }

    /// What was done here, or heard from others, and not by whoever erased, may be more than is known of: what is not in the
    /// map that comes becomes a copy of its own, to be gone through by hand.
    fn beside(&self, mine: Map, theirs: &Map) -> Option<(String, Map)> {
        let is_lost = |it: &Difference| {
            !matches!(it, Difference::CardRemoved(_) | Difference::LinkRemoved(_))
        };
        let is_any = !self.saving.keeps_nothing && compare(theirs, &mine).iter().any(is_lost);
        is_any.then(|| (slot_for(&mine), mine))
    }

    /// Two who lead have erased at once: what did not stand is done again, by whoever leads and knows of it.
    pub(super) fn erase_again(&mut self) {
        let known = self.room_shown.erases.iter().find(|id| self.map().card(id).is_some());
        let Some(id) = known.cloned() else { return };
        if self.room_shown.coming.is_none() && self.can_erase_for_all() {
            self.erase_for_all(&id);
        }
    }

    /// Whoever leads is heard by the others, as far as anybody can tell.
    pub(super) fn can_erase_for_all(&self) -> bool {
        let Some(room) = &self.room else { return false };
        room.may_lead() && self.room_shown.met && room.is_whole()
    }

    /// Of somebody who leads another one's word stands: whom they have erased is to be erased all the same.
    pub(super) fn note_outdone(&mut self, cards: Vec<CardId>) {
        let Some(room) = &self.room else { return };
        let (_, erased) = room.erased();
        for id in cards {
            if !erased.cards.contains(&id) && !self.room_shown.erases.contains(&id) {
                self.room_shown.erases.push(id);
            }
        }
    }

    /// The open map gives way to the one without somebody, here and in this browser's storage.
    fn take_the_place(&mut self, replica: Replica, gone: &[CardId], beside: Option<(String, Map)>) {
        let own = taken_back(&self.room_shown.own, self.map());
        let own = without_all(&own, gone, &replica.map().id, &[self.map()]);
        self.forget_own();
        self.has_nothing_beside();
        let (from, to) = (self.map().id.clone(), replica.map().id.clone());
        let old = self.saving.slot.clone();
        let leads = gone.iter().any(|id| self.room_shown.erased_here.contains(id));
        let random = old.split_once('.').map_or("", |(_, random)| random);
        let slot = format!("{to}.{random}");
        // Who has only just come had nothing that gave way.
        let gone = if self.replica.is_blank() { &[] } else { gone };
        self.replica = replica;
        self.room_shown.apart = None;
        self.room_shown.clashes = Clashes::default();
        let is_kin = |slot: &str| slot.split('.').next() == Some(from.as_str());
        self.forget_asides(is_kin);
        self.move_boxes(&from, gone);
        self.move_scope(&to, gone);
        // It may have to be done once more.
        if !gone.is_empty() {
            self.still_own(own);
        }
        let beside = beside.into_iter().collect();
        self.inherit(slot, Heir { old: vec![(from, old)], gone: gone.to_vec(), leads, beside });
        let mut changes: Vec<_> = gone.iter().cloned().map(Change::CardRemoved).collect();
        changes.push(Change::MapEdited);
        self.changed(changes, Origin::Remote);
        self.inquiry = None;
        self.touch();
    }

    /// Nothing is kept of the map before, but what belongs to the room may be.
    pub(in crate::store) fn inherited_unkept(&mut self, heir: &Heir) {
        for (_, slot) in &heir.old {
            self.forget_beside(slot);
            let slot = slot.clone();
            self.effect(Effect::Room(RoomEffect::Keep { slot, kept: None }));
        }
        if let Some(kept) = self.room.as_ref().map(|room| room.kept()) {
            self.keep_room(kept);
        }
        self.inherited(heir);
    }

    /// This browser has the map without somebody, and no longer the one before.
    pub(in crate::store) fn inherited(&mut self, heir: &Heir) {
        self.private_step(PrivateAction::Again);
        let (key, details) = match heir.leads {
            true => ("erase.for_all", vec![Message::new("erase.elsewhere")]),
            false => ("erase.by_leader", Vec::new()),
        };
        if !heir.gone.is_empty() {
            self.notify_with(Tone::Plain, Message::new(key), details, None);
        }
        if !heir.beside.is_empty() {
            self.notify(Tone::Warning, Message::new("erase.beside"));
        }
    }
}
