//! One department out of all that is on the map: its people, what was found out about it, and what its people said, answer for,
//! do or stand behind. Lights up while the rest fades.

use std::rc::Rc;

use super::state::State;
use super::view::{Lit, Mode, Selection};
use crate::model::{Card, CardKind, LinkKind, Map, sort_and_dedup, sort_by};

/// The department that a card says it belongs to; a person belongs to a unit.
fn said(card: &Card) -> &str {
    let key = if card.kind == CardKind::Stakeholder { "unit" } else { "department" };
    card.fields.text(key).trim()
}

fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.trim().to_lowercase()
}

/// All departments that the map speaks of, in the order of their names; each once, however it is spelled.
#[must_use]
pub fn departments(map: &Map) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for name in map.cards.values().map(|card| said(card)).filter(|name| !name.is_empty()) {
        match all.iter_mut().find(|known| same(known, name)) {
            // Everywhere the same spelling; a capital comes before a small letter.
            Some(known) if name < known.as_str() => name.clone_into(known),
            Some(_) => {}
            None => all.push(name.to_owned()),
        }
    }
    sort_by(&mut all, |a, b| a.to_lowercase().cmp(&b.to_lowercase()));
    all
}

impl State {
    /// Lights up a department and brings it into view; nothing where there is no such name.
    pub(super) fn light_department(&mut self, name: &str) {
        self.end_edit();
        let lit = self.lit_department(name);
        if lit.cards.is_empty() {
            return;
        }
        self.select(Selection::None);
        if self.view.narrow {
            (self.view.panel, self.view.questions) = (false, false);
        }
        self.view.sight = Some(Rc::new(lit));
        // Where no map is seen there is nothing to bring into view: it is fitted when it comes.
        if self.view.mode != Mode::Outline {
            self.fit_lit();
        }
        self.touch();
    }

    pub(super) fn lit_department(&self, name: &str) -> Lit {
        let map = self.map();
        let is_of = |card: &Card| same(said(card), name);
        let own = map.cards.values().filter(|card| is_of(card)).map(|card| card.id.clone());
        let mut cards: Vec<_> = own.collect();
        // What ties a person to somebody else's goal is not the department's.
        let ties = |kind| !matches!(kind, LinkKind::Influences);
        let person = |id| {
            let card = map.card(id);
            card.is_some_and(|card| card.kind == CardKind::Stakeholder && is_of(card))
        };
        let theirs = map.links.values().filter(|link| ties(link.kind) && person(&link.from));
        cards.extend(theirs.map(|link| link.to.clone()));
        sort_and_dedup(&mut cards);
        let has = |id| cards.binary_search(id).is_ok();
        let links = map.links.values().filter(|link| has(&link.from) && has(&link.to));
        let mut links: Vec<_> = links.map(|link| link.id.clone()).collect();
        sort_and_dedup(&mut links);
        let (start, lanes, missing) = (None, None, Vec::new());
        Lit { start, lanes, department: Some(name.trim().into()), cards, missing, links }
    }
}
