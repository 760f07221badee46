//! The map as it is read: kept up to date card by card. Knows which links wait for a card, so that a
//! keystroke reads one card and nothing else. Never writes.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use rpds::RedBlackTreeMap;
use yrs::{Any, ReadTxn};

use super::schema::{Root, Roots, TITLE};
use super::{Change, TextField, read};
use crate::model::{Card, CardId, Link, LinkId, Map, MapId, Records, Sorted, sort_and_dedup};

/// What a transaction touched, perhaps several times: a key of a root map, or anything below it.
pub(super) type Touched = Vec<(Root, Arc<str>)>;

pub(super) struct View {
    map: Map,
    /// Every well-formed link, also those that are not shown because a card is gone or the kinds do not fit.
    links: RedBlackTreeMap<LinkId, Rc<Link>>,
    links_at: HashMap<CardId, Vec<LinkId>>,
}

impl View {
    pub(super) fn empty(id: MapId) -> Self {
        Self { map: Map::empty(id), links: RedBlackTreeMap::new(), links_at: HashMap::new() }
    }

    pub(super) fn map(&self) -> &Map {
        &self.map
    }

    pub(super) fn link(&self, id: &LinkId) -> Option<&Rc<Link>> {
        self.links.get(id)
    }

    /// Reads again what was touched and says what became different, sorted, nothing twice.
    pub(super) fn refresh<T: ReadTxn>(
        &mut self,
        txn: &T,
        roots: &Roots,
        mut touched: Touched,
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut links = Vec::new();
        sort_and_dedup(&mut touched);
        for (root, key) in &touched {
            match root {
                Root::Cards => {
                    if let Ok(id) = CardId::parse(key) {
                        let card = read::card(txn, roots.get(Root::Cards), &id);
                        if self.show_card(&id, card, &mut changes) {
                            links.extend(self.links_at.get(&id).into_iter().flatten().cloned());
                        }
                    }
                }
                Root::Links => {
                    if let Ok(id) = LinkId::parse(key) {
                        let link = read::link(txn, roots.get(Root::Links), &id);
                        self.know_link(&id, link);
                        links.push(id);
                    }
                }
                _ => {
                    if self.show_record(txn, roots, *root, key) {
                        changes.push(Change::MapEdited);
                    }
                }
            }
        }
        sort_and_dedup(&mut links);
        for id in links {
            self.show_link(id, &mut changes);
        }
        sort_and_dedup(&mut changes);
        changes
    }

    /// Says whether the card's links must be looked at again.
    fn show_card(&mut self, id: &CardId, new: Option<Card>, changes: &mut Vec<Change>) -> bool {
        let old = self.map.cards.get(id).cloned();
        let relink = old.as_ref().map(|card| card.kind) != new.as_ref().map(|card| card.kind);
        match (old, new) {
            (None, None) => {}
            (Some(_), None) => {
                self.map.cards.remove_mut(id);
                changes.push(Change::CardRemoved(id.clone()));
            }
            (None, Some(new)) => {
                self.map.cards.insert_mut(id.clone(), Rc::new(new));
                changes.push(Change::CardAdded(id.clone()));
            }
            (Some(old), Some(new)) => {
                if *old == new {
                    return false;
                }
                if old.place != new.place {
                    changes.push(Change::CardMoved(id.clone()));
                }
                let edited = old.kind != new.kind
                    || old.title != new.title
                    || old.notes != new.notes
                    || old.fields != new.fields;
                if edited {
                    changes.push(Change::CardEdited(id.clone()));
                }
                self.map.cards.insert_mut(id.clone(), Rc::new(new));
            }
        }
        relink
    }

    fn know_link(&mut self, id: &LinkId, new: Option<Link>) {
        if self.links.get(id).map(|link| &**link) == new.as_ref() {
            return;
        }
        if let Some(old) = self.links.get(id).cloned() {
            self.links.remove_mut(id);
            for end in [&old.from, &old.to] {
                if let Some(at) = self.links_at.get_mut(end) {
                    at.retain(|link| link != id);
                    if at.is_empty() {
                        self.links_at.remove(end);
                    }
                }
            }
        }
        if let Some(new) = new {
            for end in [&new.from, &new.to] {
                self.links_at.entry(end.clone()).or_default().push(id.clone());
            }
            self.links.insert_mut(id.clone(), Rc::new(new));
        }
    }

    /// A link is shown where both its cards are and their kinds allow it.
    fn show_link(&mut self, id: LinkId, changes: &mut Vec<Change>) {
        let kind_of = |id: &CardId| self.map.card(id).map(|card| card.kind);
        let fits = |link: &&Rc<Link>| match (kind_of(&link.from), kind_of(&link.to)) {
            (Some(from), Some(to)) => link.kind.allows(from, to),
            _ => false,
        };
        let new = self.links.get(&id).filter(fits).cloned();
        match (self.map.links.get(&id), new) {
            (None, None) => {}
            (Some(_), None) => {
                self.map.links.remove_mut(&id);
                changes.push(Change::LinkRemoved(id));
            }
            (None, Some(new)) => {
                self.map.links.insert_mut(id.clone(), new);
                changes.push(Change::LinkAdded(id));
            }
            (Some(old), Some(new)) => {
                if *old != new {
                    self.map.links.insert_mut(id.clone(), new);
                    changes.push(Change::LinkEdited(id));
                }
            }
        }
    }

    /// Says whether anything became different.
    fn show_record<T: ReadTxn>(&mut self, txn: &T, roots: &Roots, root: Root, key: &str) -> bool {
        if root == Root::Meta {
            let title = match read::value(txn, roots.get(root), TITLE) {
                Some(Any::String(title)) => TextField::Title.show(&title),
                _ => String::new(),
            };
            let new = *title != *self.map.title;
            if new {
                self.map.title = title.into();
            }
            return new;
        }
        let (map, records) = (roots.get(root), &mut self.map.records);
        match root {
            Root::Sessions => {
                let new = read::session(txn, map, key);
                let differs = records.sessions.get(key) != new.as_ref();
                differs.then(|| replace(&mut Rc::make_mut(records).sessions, key, new)).is_some()
            }
            Root::List(i) => {
                let name = Records::LISTS[i];
                let new = read::record(txn, map, name, key);
                let old = records.lists.get(name).and_then(|list| list.get(key));
                let differs = old != new.as_ref();
                if differs {
                    let lists = &mut Rc::make_mut(records).lists;
                    replace(lists.get_or_default(name), key, new);
                    if lists[name].is_empty() {
                        lists.remove(name);
                    }
                }
                differs
            }
            _ => {
                let new = read::single(txn, map, key);
                let differs = records.values.get(key) != new.as_ref();
                differs.then(|| replace(&mut Rc::make_mut(records).values, key, new)).is_some()
            }
        }
    }
}

fn replace<V>(all: &mut Sorted<String, V>, key: &str, new: Option<V>) {
    match new {
        Some(new) => all.insert(key.to_owned(), new),
        None => all.remove(key),
    }
}
