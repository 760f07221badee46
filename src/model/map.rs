//! A whole map as everybody reads it. Cheap to clone: unchanged parts are shared.

use std::rc::Rc;

use rpds::RedBlackTreeMap;

use super::{Card, CardId, Fields, Json, Link, LinkId, MapId, Sorted};

/// What a map holds beside cards and links: rarely changed, so shared as one piece.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Records {
    /// Workshops and check-ins, by id.
    pub sessions: Sorted<String, Fields>,
    /// Lists of records: `people`, `groups` (see `group.rs`), `glossary`, `answers`, `agendas`, `helpers` (who would help with
    /// which card), `corrections` (what was said to a draft). Each record is an object with an `id`.
    pub lists: Sorted<&'static str, Sorted<String, Json>>,
    /// Single values: `capacity_days`, `skill_gaps`, `settings`, and whatever unknown a file carried.
    pub values: Sorted<String, Json>,
}

impl Records {
    /// The lists kept as they are, by name.
    pub const LISTS: [&'static str; 7] =
        ["people", "groups", "glossary", "answers", "agendas", "helpers", "corrections"];
}

/// The map. Every link's ends are cards of the map, differ, and fit the link's kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    pub id: MapId,
    pub title: Rc<str>,
    pub cards: RedBlackTreeMap<CardId, Rc<Card>>,
    pub links: RedBlackTreeMap<LinkId, Rc<Link>>,
    pub records: Rc<Records>,
}

impl Map {
    /// Under which key a session keeps the map as it was when it ended, as text.
    pub const SNAPSHOT: &str = "snapshot";

    #[must_use]
    pub fn empty(id: MapId) -> Self {
        Self {
            id,
            title: "".into(),
            cards: RedBlackTreeMap::new(),
            links: RedBlackTreeMap::new(),
            records: Rc::default(),
        }
    }

    #[must_use]
    pub fn card(&self, id: &CardId) -> Option<&Rc<Card>> {
        self.cards.get(id)
    }

    /// The links that start or end at a card. Reads all links: not for a hot path.
    pub fn links_of<'a>(&'a self, id: &'a CardId) -> impl Iterator<Item = &'a Rc<Link>> {
        self.links.values().filter(move |link| link.from == *id || link.to == *id)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cards.is_empty()
    }
}
