//! From what a person takes of a copy to the commands that bring it over.

use crate::document::{Command, Replica, TextField};
use crate::geometry::free_place;
use crate::model::{Card, CardId, Difference, Link, LinkId, LinkKind, Map, Part, Sorted, compare};

use super::Row;

/// The commands that make a map say what another says, places included.
pub(in crate::store) fn all_of(replica: &Replica, theirs: &Map) -> Vec<Command> {
    let differences = compare(replica.map(), theirs).into_iter();
    let rows: Vec<_> = differences.map(|difference| Row { difference, take: true }).collect();
    let mut commands = Plan::of(replica, true).carry_out(theirs, &rows);
    for (id, card) in &theirs.cards {
        if replica.map().card(id).is_some_and(|ours| ours.place != card.place) {
            commands.push(Command::PlaceCard { id: id.clone(), place: card.place });
        }
    }
    commands
}

/// The commands for all rows that are taken, as far as they make sense together: a link needs both its cards. What is
/// new lies where the copy has it, or as near as there is room.
pub(super) fn commands(replica: &Replica, theirs: &Map, rows: &[Row]) -> Vec<Command> {
    Plan::of(replica, false).carry_out(theirs, rows)
}

/// In larger maps cards stay where the copy has them: among themselves they fit, and looking for room costs more with
/// every card.
const CROWD: usize = 600;

struct Plan<'a> {
    replica: &'a Replica,
    /// The map as the commands so far leave it.
    after: Map,
    /// New ids of cards whose own are taken by removed ones.
    names: Sorted<CardId, CardId>,
    commands: Vec<Command>,
    /// Cards lie exactly where the copy has them.
    exact: bool,
}

impl<'a> Plan<'a> {
    fn of(replica: &'a Replica, exact: bool) -> Self {
        let (after, names) = (replica.map().clone(), Sorted::default());
        Self { replica, after, names, commands: Vec::new(), exact }
    }

    fn carry_out(mut self, theirs: &Map, rows: &[Row]) -> Vec<Command> {
        let taken = || rows.iter().filter(|row| row.take).map(|row| &row.difference);
        for difference in taken() {
            self.cards(difference);
        }
        for difference in taken() {
            self.links(difference, theirs);
        }
        self.commands
    }

    fn cards(&mut self, difference: &Difference) {
        match difference {
            Difference::Title(text) => {
                self.commands.push(Command::SetMapTitle { text: text.to_string() });
            }
            Difference::CardAdded(card) => self.add(card),
            Difference::CardChanged { old, new, parts } => {
                for part in parts {
                    self.change(&old.id, new, part);
                }
                let mut now = (**new).clone();
                now.place = old.place;
                self.after.cards.insert_mut(old.id.clone(), now.into());
            }
            Difference::CardRemoved(card) => {
                self.after.cards.remove_mut(&card.id);
                self.commands.push(Command::RemoveCard { id: card.id.clone() });
            }
            _ => {}
        }
    }

    fn add(&mut self, card: &Card) {
        let mut card = card.clone();
        if self.replica.is_taken(card.id.as_str()) {
            let id = CardId::random();
            self.names.insert(card.id, id.clone());
            card.id = id;
        }
        if !self.exact && self.after.cards.size() < CROWD {
            card.place = free_place(&self.after, card.place, &[]);
        }
        self.after.cards.insert_mut(card.id.clone(), card.clone().into());
        self.commands.push(Command::AddCard(card));
    }

    fn change(&mut self, id: &CardId, new: &Card, part: &Part) {
        let id = id.clone();
        self.commands.push(match part {
            Part::Kind => Command::ChangeKind { id, kind: new.kind },
            Part::Title => {
                Command::SetText { id, field: TextField::Title, text: new.title.clone() }
            }
            Part::Notes => {
                Command::SetText { id, field: TextField::Notes, text: new.notes.clone() }
            }
            Part::Lane => {
                let place = free_place(&self.after, new.place, std::slice::from_ref(&id));
                Command::PlaceCard { id, place }
            }
            Part::Field(key) => {
                let value = new.fields.get(key).cloned();
                Command::SetField { id, key: (*key).to_owned(), value }
            }
        });
    }

    fn links(&mut self, difference: &Difference, theirs: &Map) {
        match difference {
            Difference::LinkAdded(link) => self.add_link(link),
            Difference::LinkChanged { old, new } => self.change_link(old, new),
            // With a card its links go by themselves.
            Difference::LinkRemoved(link) if self.fits(link.kind, &link.from, &link.to) => {
                self.commands.push(Command::RemoveLink { id: link.id.clone() });
            }
            Difference::Session(id) => {
                let fields = theirs.records.sessions.get(id).cloned();
                self.commands.push(Command::SetSession { id: id.clone(), fields });
            }
            Difference::Record { list, id } => {
                let value = theirs.records.lists.get(list).and_then(|all| all.get(id)).cloned();
                let list = (*list).to_owned();
                self.commands.push(Command::SetRecord { list, id: id.clone(), value });
            }
            Difference::Value(key) => {
                let value = theirs.records.values.get(key).cloned();
                self.commands.push(Command::SetValue { key: key.clone(), value });
            }
            _ => {}
        }
    }

    fn add_link(&mut self, link: &Link) {
        let name = |id: &CardId| self.names.get(id).unwrap_or(id).clone();
        let mut link = Link { from: name(&link.from), to: name(&link.to), ..link.clone() };
        if !self.fits(link.kind, &link.from, &link.to) {
            return;
        }
        if self.replica.is_taken(link.id.as_str()) {
            link.id = LinkId::random();
        }
        self.commands.push(Command::AddLink(link));
    }

    fn change_link(&mut self, old: &Link, new: &Link) {
        if !self.fits(new.kind, &new.from, &new.to) {
            return;
        }
        if !self.fits(old.kind, &old.from, &old.to) {
            // It rests since its cards changed, so it cannot be changed itself.
            return self
                .commands
                .push(Command::AddLink(Link { id: LinkId::random(), ..new.clone() }));
        }
        let (id, kind) = (old.id.clone(), new.kind);
        if old.from != new.from {
            self.commands.push(Command::TurnLink { id, kind });
        } else if old.kind != kind {
            self.commands.push(Command::SetLinkKind { id, kind });
        }
        for spec in LinkKind::FIELDS {
            let value = new.fields.get(spec.key);
            if old.fields.get(spec.key) != value {
                let (id, key) = (old.id.clone(), spec.key.to_owned());
                self.commands.push(Command::SetLinkField { id, key, value: value.cloned() });
            }
        }
    }

    fn fits(&self, kind: LinkKind, from: &CardId, to: &CardId) -> bool {
        let kind_of = |id| self.after.card(id).map(|card| card.kind);
        from != to
            && matches!((kind_of(from), kind_of(to)), (Some(a), Some(b)) if kind.allows(a, b))
    }
}
