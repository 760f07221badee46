//! What a copy brings, sorted as a person sees it: what is new, what differs, what is missing there.

use std::rc::Rc;

use crate::model::{Card, Difference, Link, LinkKind, Map, Part, Value};
use crate::words::Message;

/// Three sorts of difference, as a person sees them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// Only the copy has it.
    New,
    /// Both have it and say different things.
    Differs,
    /// Only the open map has it.
    Missing,
}

impl Sort {
    pub const ALL: [Self; 3] = [Self::New, Self::Differs, Self::Missing];
}

#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub difference: Difference,
    pub take: bool,
}

impl Row {
    #[must_use]
    pub fn sort(&self) -> Sort {
        match &self.difference {
            Difference::CardAdded(_) | Difference::LinkAdded(_) => Sort::New,
            Difference::CardRemoved(_) | Difference::LinkRemoved(_) => Sort::Missing,
            _ => Sort::Differs,
        }
    }
}

/// What copies bring, in cards.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brings {
    pub new: usize,
    pub changed: usize,
    pub removed: usize,
    /// Links, sessions and whatever else.
    pub others: usize,
}

impl Brings {
    pub(super) fn of(differences: &[Difference]) -> Self {
        let mut brings = Self::default();
        for difference in differences {
            match difference {
                Difference::CardAdded(_) => brings.new += 1,
                Difference::CardChanged { .. } => brings.changed += 1,
                Difference::CardRemoved(_) => brings.removed += 1,
                _ => brings.others += 1,
            }
        }
        brings
    }

    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// "3 cards new, 2 changed, 1 removed".
    #[must_use]
    pub fn message(&self, key: &'static str) -> Message {
        let [new, changed, removed] = [self.new, self.changed, self.removed].map(|n| n.to_string());
        Message::new(key).with("new", new).with("changed", changed).with("removed", removed)
    }
}

/// What a map of other origin says of ours: what it leaves out it does not deny. Another program, or a table of a few
/// columns, has no place for most of it.
pub(super) fn what_is_said(difference: Difference) -> Option<Difference> {
    match difference {
        Difference::CardRemoved(_) | Difference::LinkRemoved(_) => None,
        Difference::CardChanged { old, new, mut parts } => {
            parts.retain(|part| !is_blank(&new, part));
            (!parts.is_empty()).then_some(Difference::CardChanged { old, new, parts })
        }
        Difference::LinkChanged { old, new } => {
            let new = with_our_fields(&old, &new);
            let differs = |key| old.fields.get(key) != new.fields.get(key);
            let says = (&old.from, &old.to, old.kind) != (&new.from, &new.to, new.kind)
                || LinkKind::FIELDS.iter().any(|spec| differs(spec.key));
            says.then(|| Difference::LinkChanged { old, new: Rc::new(new) })
        }
        other => Some(other),
    }
}

/// The link as a copy has it, with our fields where it says nothing.
fn with_our_fields(ours: &Link, theirs: &Link) -> Link {
    let mut link = theirs.clone();
    for spec in LinkKind::FIELDS {
        if link.fields.get(spec.key).is_none() {
            link.fields = link.fields.with(spec.key, ours.fields.get(spec.key).cloned());
        }
    }
    link
}

/// Nothing of ours would be lost: what differs is new, or was empty here.
pub(super) fn is_harmless(ours: &Map, difference: &Difference) -> bool {
    match difference {
        Difference::Title(_) => ours.title.is_empty(),
        Difference::CardAdded(_) | Difference::LinkAdded(_) => true,
        Difference::CardChanged { old, parts, .. } => parts.iter().all(|part| is_blank(old, part)),
        Difference::CardRemoved(_)
        | Difference::LinkRemoved(_)
        | Difference::LinkChanged { .. } => false,
        Difference::Session(id) => ours.records.sessions.get(id).is_none(),
        Difference::Record { list, id } => {
            ours.records.lists.get(list).is_none_or(|known| known.get(id).is_none())
        }
        Difference::Value(key) => ours.records.values.get(key).is_none(),
    }
}

fn is_blank(card: &Card, part: &Part) -> bool {
    match part {
        Part::Kind | Part::Lane => false,
        Part::Title => card.title.is_empty(),
        Part::Notes => card.notes.is_empty(),
        Part::Field(key) => match card.fields.get(key) {
            None | Some(Value::Flag(false)) => true,
            Some(_) => false,
        },
    }
}
