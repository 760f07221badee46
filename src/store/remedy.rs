//! What settles a question, carried out: steps that the analysis describes become commands, or a way to where a
//! person goes on. Part of what comes late.

use super::edit::new_card;
use super::state::State;
use super::view::{Overlay, Selection};
use crate::analysis::Step;
use crate::document::{Command, TextField};
use crate::geometry::{COLUMN_PAD, free_place, next_slot};
use crate::model::{
    Card, CardId, CardKind, Fields, Json, Lane, Link, LinkId, LinkKind, Place, joints,
};

type With = &'static [(&'static str, &'static str)];

impl State {
    /// Takes a step that was offered; what it changes by itself is one step of undo.
    pub(super) fn take_step(&mut self, step: &Step) {
        if step.is_command() && self.is_readonly() {
            return;
        }
        self.end_edit();
        self.replica.end_undo_step();
        match step {
            Step::Set { card, key, value } => self.set_field(card.clone(), key, value),
            Step::Add { beside, kind, link, with } => self.add_beside(beside, *kind, *link, with),
            Step::Write { kind, with } => {
                let card = with_fields(new_card(*kind, next_slot(self.map(), kind.home())), with);
                return self.add_to_write(card, None);
            }
            Step::Link { from, kind, to } => {
                let (id, fields) = (LinkId::random(), Fields::default());
                let (kind, from, to) = (*kind, from.clone(), to.clone());
                self.commit(vec![Command::AddLink(Link { id, kind, from, to, fields })]);
            }
            Step::Between { link, kinds } => self.put_between(link, kinds),
            Step::Reword { card, title } => self.reword(card, title),
            Step::Stop(id) => {
                let place = next_slot(self.map(), Lane::Stopped);
                self.move_cards(vec![(id.clone(), place)]);
            }
            Step::Fill { card, key } => return self.lead_to(card, key),
            Step::Connect(card) => {
                self.fly_to(card.clone());
                self.leave_questions_on_a_phone();
                self.view.overlay = Overlay::Connect(card.clone());
                return;
            }
            Step::Open(link) => return self.lead_to_link(link),
        }
        // A card that is being written keeps its step open: words that follow at once belong to it.
        if self.fresh.is_none() {
            self.replica.end_undo_step();
        }
    }

    fn leave_questions_on_a_phone(&mut self) {
        if self.view.narrow {
            self.view.questions = false;
        }
        self.touch();
    }

    /// A new card that is written at once, and its link.
    fn add_to_write(&mut self, card: Card, link: Option<Link>) {
        let id = card.id.clone();
        let mut commands = vec![Command::AddCard(card)];
        commands.extend(link.map(Command::AddLink));
        if self.commit(commands) {
            self.leave_questions_on_a_phone();
            self.begin_fresh(id);
        }
    }

    fn add_beside(&mut self, beside: &CardId, kind: CardKind, link: LinkKind, with: With) {
        let Some(other) = self.map().card(beside).cloned() else { return };
        let card = with_fields(new_card(kind, self.place_beside(&other, kind)), with);
        let (from, to) = match link.allows(kind, other.kind) {
            true => (card.id.clone(), other.id.clone()),
            false => (other.id.clone(), card.id.clone()),
        };
        let (id, fields) = (LinkId::random(), Fields::default());
        self.add_to_write(card, Some(Link { id, kind: link, from, to, fields }));
    }

    /// A free place in a kind's home, level with another card.
    fn place_beside(&self, other: &Card, kind: CardKind) -> Place {
        let lane = kind.home();
        let slot = next_slot(self.map(), lane);
        let y = if lane == other.place.lane { slot.y } else { other.place.y };
        free_place(self.map(), Place::new(lane, COLUMN_PAD, y), &[])
    }

    /// New cards where a link cut a corner. They stay though nobody writes them at once: without them the line
    /// would be broken.
    fn put_between(&mut self, link: &LinkId, kinds: &[CardKind]) {
        let map = self.map();
        let Some(link) = map.links.get(link).cloned() else { return };
        let (Some(from), Some(to)) = (map.card(&link.from), map.card(&link.to)) else { return };
        let (from, to) = (from.clone(), to.clone());
        let mut commands = vec![Command::RemoveLink { id: link.id.clone() }];
        let (mut before, mut first) = ((from.id.clone(), from.kind), None);
        for kind in kinds {
            let card = new_card(*kind, self.place_beside(&from, *kind));
            let next = (card.id.clone(), *kind);
            first.get_or_insert(card.id.clone());
            commands.push(Command::AddCard(card));
            commands.extend(chained(&before, &next));
            before = next;
        }
        commands.extend(chained(&before, &(to.id.clone(), to.kind)));
        if self.commit(commands)
            && let Some(first) = first
        {
            self.leave_questions_on_a_phone();
            self.edit(first);
        }
    }

    /// Other words on a card. What stood there is kept with its notes.
    fn reword(&mut self, id: &CardId, title: &str) {
        let Some(card) = self.map().card(id) else { return };
        let kept = match card.notes.trim_end() {
            "" => format!("“{}”", card.title),
            notes => format!("{notes}\n\n“{}”", card.title),
        };
        let set = |field, text| Command::SetText { id: id.clone(), field, text };
        self.commit(vec![set(TextField::Title, title.to_owned()), set(TextField::Notes, kept)]);
    }

    /// Shows a card with its details, at one of its fields.
    fn lead_to(&mut self, card: &CardId, key: &'static str) {
        self.fly_to(card.clone());
        (self.view.panel, self.view.questions) = (true, false);
        self.view.wanted = Some(key);
        self.touch();
    }

    fn lead_to_link(&mut self, link: &LinkId) {
        let Some(link) = self.map().links.get(link).cloned() else { return };
        self.show_cards(&[link.from.clone(), link.to.clone()]);
        self.select(Selection::Link(link.id.clone()));
        (self.view.panel, self.view.questions) = (true, false);
        self.touch();
    }
}

/// The obvious link from one card to another one.
fn chained(from: &(CardId, CardKind), to: &(CardId, CardKind)) -> Option<Command> {
    let kind = joints(from.1, to.1).into_iter().find(|joint| !joint.turned)?.kind;
    let (from, to, fields) = (from.0.clone(), to.0.clone(), Fields::default());
    Some(Command::AddLink(Link { id: LinkId::random(), kind, from, to, fields }))
}

/// A new card with more that is known about it.
fn with_fields(mut card: Card, with: With) -> Card {
    let mut all: Vec<(String, Json)> = card.fields.to_json().collect();
    all.retain(|(key, _)| with.iter().all(|(known, _)| known != key));
    all.extend(with.iter().map(|(key, word)| ((*key).to_owned(), Json::from(*word))));
    let all = all.iter().map(|(key, value)| (key.as_str(), value));
    (card.fields, _) = Fields::read(card.kind.fields(), all);
    card
}
