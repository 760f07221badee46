//! Stories about replicas, and the small things they are told with.

mod costly;
mod entries;
mod forge;
mod fuzz;
mod genesis;
mod hostile;
mod merging;
mod mutation;
mod random;
mod room;
mod senseless;
mod size;
mod stories;
mod strange;
mod undoing;
mod updates;

use std::cell::Cell;
use std::rc::Rc;

use super::{Change, Clock, Command, CommandError, Refused, Replica, TextField};
use crate::model::{
    Card, CardId, CardKind, Fields, Json, Lane, Link, LinkId, LinkKind, Map, MapId, Place, Value,
};

pub(super) fn card_id(id: &str) -> CardId {
    CardId::parse(id).expect("an id")
}

pub(super) fn link_id(id: &str) -> LinkId {
    LinkId::parse(id).expect("an id")
}

pub(super) fn map_id() -> MapId {
    MapId::parse("map").expect("an id")
}

pub(super) fn still() -> Clock {
    Rc::new(|| 0)
}

/// A clock that stands until it is told otherwise.
pub(super) fn clock() -> (Rc<Cell<u64>>, Clock) {
    let now = Rc::new(Cell::new(10_000));
    let told = Rc::clone(&now);
    (told, Rc::new(move || now.get()))
}

pub(super) fn replica(client: u64) -> Replica {
    Replica::new(map_id(), client, still())
}

pub(super) fn card(id: &str, kind: CardKind, title: &str) -> Card {
    Card {
        id: card_id(id),
        kind,
        title: title.into(),
        notes: String::new(),
        place: Place::new(kind.home(), 10.0, 20.5),
        fields: Fields::default(),
    }
}

pub(super) fn add(id: &str, kind: CardKind, title: &str) -> Command {
    Command::AddCard(card(id, kind, title))
}

pub(super) fn connect(id: &str, kind: LinkKind, from: &str, to: &str) -> Command {
    let (from, to) = (card_id(from), card_id(to));
    Command::AddLink(Link { id: link_id(id), kind, from, to, fields: Fields::default() })
}

pub(super) fn typed(id: &str, at: u32, remove: u32, insert: &str) -> Command {
    let (id, field) = (card_id(id), TextField::Title);
    Command::TypeText { id, field, at, remove, insert: insert.into() }
}

pub(super) fn set(id: &str, key: &str, value: Option<Value>) -> Command {
    Command::SetField { id: card_id(id), key: key.into(), value }
}

pub(super) fn removed(id: &str) -> Command {
    Command::RemoveCard { id: card_id(id) }
}

/// Everybody tells everybody what they did since they last did so.
pub(super) fn meet(replicas: &mut [&mut Replica]) {
    let updates: Vec<_> = replicas.iter_mut().map(|replica| replica.take_update()).collect();
    for (i, update) in updates.iter().enumerate() {
        for (j, replica) in replicas.iter_mut().enumerate() {
            if let (true, Some(update)) = (i != j, update) {
                replica.apply_foreign(update).expect("a sound update");
            }
        }
    }
    for pair in replicas.windows(2) {
        assert_eq!(pair[0].map(), pair[1].map());
    }
}

/// Two replicas of one map with a priority `p` and an outcome `o` that advances it by link `l`.
pub(super) fn two() -> (Replica, Replica) {
    let (mut a, mut b) = (replica(1), replica(2));
    let commands = vec![
        add("p", CardKind::Priority, "Grow"),
        add("o", CardKind::Outcome, "Sales"),
        connect("l", LinkKind::Advances, "o", "p"),
    ];
    a.commit(commands).expect("an empty map takes this");
    meet(&mut [&mut a, &mut b]);
    a.end_undo_step();
    (a, b)
}

pub(super) fn title(replica: &Replica, id: &str) -> String {
    replica.map().card(&card_id(id)).map_or_else(String::new, |card| card.title.clone())
}

pub(super) fn shown(replica: &Replica, id: &str) -> bool {
    replica.map().card(&card_id(id)).is_some()
}
