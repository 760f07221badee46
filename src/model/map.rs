//! A whole map as everybody reads it. Cheap to clone: unchanged parts are shared.

use std::rc::Rc;

use rpds::RedBlackTreeMap;

use super::{Card, CardId, Link, LinkId, MapId, Records};

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
