//! What copying puts on the clipboard, and what pasting makes of it.

use super::state::State;
use super::view::{Selection, Tone};
use crate::document::Command;
use crate::exchange;
use crate::geometry::{CARD, ROW_GAP, next_slots};
use crate::model::{Card, CardId, GROUP, Lane, Link, LinkId, Map, Place};
use crate::words::Message;

/// Cards on their way to a clipboard: for other programs, and for a map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clip {
    /// One title a line.
    pub plain: String,
    /// The cards with the links among them, in our own format.
    pub json: String,
}

impl Clip {
    /// `None` where no card is selected.
    #[must_use]
    pub fn of(map: &Map, selection: &Selection) -> Option<Self> {
        let ids = selection.ids();
        let json = exchange::fragment(map, &ids);
        (!ids.is_empty()).then(|| Self { json, ..Self::plain(map, selection) })
    }

    /// The titles alone.
    #[must_use]
    pub fn plain(map: &Map, selection: &Selection) -> Self {
        let ids = selection.ids();
        let titles: Vec<_> =
            ids.iter().filter_map(|id| map.card(id)).map(|card| card.title.as_str()).collect();
        Self { plain: titles.join("\n"), json: String::new() }
    }
}

impl State {
    pub(super) fn paste(&mut self, cards: Option<&str>, text: Option<&str>, at: Option<Place>) {
        let ours =
            |text: &&str| text.trim_start().starts_with('{') && text.contains("alignment-map");
        if let Some(json) = cards.or(text.filter(ours)) {
            match exchange::parse_fragment(json) {
                Some(fragment) => self.insert(&fragment.map),
                None => self.open_text(json, "", true),
            }
        } else if let Some(text) = text {
            if self.paste_foreign(text, at.as_ref()) {
                return;
            }
            let lane = match (&at, self.view.selection.single().and_then(|id| self.map().card(id)))
            {
                (Some(place), _) => place.lane,
                (None, Some(card)) => card.place.lane,
                (None, None) => Lane::Parking,
            };
            let parks = at.is_none() && lane == Lane::Parking;
            let many = self.write_lines(lane, at, text).len();
            if parks && many > 0 {
                self.say_parked(many);
            }
        }
    }

    /// One card per line of text, stacked from `at` or the foot of the lane.
    pub(super) fn write_lines(&mut self, lane: Lane, at: Option<Place>, text: &str) -> Vec<CardId> {
        let lines = exchange::lines(text);
        let mut places = next_slots(self.map(), lane, lines.len());
        if let Some(at) = at.filter(|_| !lane.is_tray()) {
            for (i, place) in places.iter_mut().enumerate() {
                *place = Place::new(lane, at.x, at.y + i as f64 * (CARD.height + ROW_GAP));
            }
        }
        let kind = lane.kinds()[0];
        let cards = lines.into_iter().zip(places);
        let cards =
            cards.map(|(title, place)| Card { title, ..super::edit::new_card(kind, place) });
        let cards: Vec<_> = cards.collect();
        let ids: Vec<_> = cards.iter().map(|card| card.id.clone()).collect();
        let many = ids.len();
        if many == 0 {
            return ids;
        }
        let written = self.try_commit(cards.into_iter().map(Command::AddCard).collect());
        if let Err(why) = written {
            // The box that the words stood in is empty by now.
            let words: String = text.trim().chars().take(2_000).collect();
            self.refused(format!("{why}: “{words}”"));
        } else if many > 1 {
            self.notify(Tone::Plain, Message::new("notice.pasted").with("n", many.to_string()));
        }
        ids
    }

    pub(super) fn duplicate(&mut self) {
        let Some(clip) = Clip::of(self.map(), &self.view.selection) else { return };
        if let Some(fragment) = exchange::parse_fragment(&clip.json) {
            self.insert(&fragment.map);
        }
    }

    /// Puts in copies of all cards and links of a fragment, below whatever lies there, and selects them.
    fn insert(&mut self, fragment: &Map) {
        let dy = self.free_shift(fragment);
        let ids: std::collections::HashMap<_, _> =
            fragment.cards.keys().map(|id| (id.clone(), CardId::random())).collect();
        let cards = fragment.cards.values().map(|card| {
            let place = Place::new(card.place.lane, card.place.x, card.place.y + dy);
            // Copies lie elsewhere, and belong together with nothing yet.
            let fields = card.fields.clone().without(GROUP);
            Command::AddCard(Card { id: ids[&card.id].clone(), place, fields, ..(**card).clone() })
        });
        let links = fragment.links.values().map(|link| {
            let (from, to) = (ids[&link.from].clone(), ids[&link.to].clone());
            Command::AddLink(Link { id: LinkId::random(), from, to, ..(**link).clone() })
        });
        let commands = cards.chain(links).collect();
        let many = ids.len();
        if self.commit(commands) {
            self.select(Selection::cards(ids.into_values()));
            self.notify(Tone::Plain, Message::new("notice.pasted").with("n", many.to_string()));
        }
    }

    /// How far down the cards of a fragment must go, all together, so that they cover none of the map's.
    fn free_shift(&self, fragment: &Map) -> f64 {
        let step = CARD.height + ROW_GAP;
        let covers = |dy: f64| {
            fragment.cards.values().any(|new| {
                self.map().cards.values().any(|old| {
                    old.place.lane == new.place.lane
                        && (old.place.x - new.place.x).abs() < CARD.width
                        && (old.place.y - new.place.y - dy).abs() < CARD.height
                })
            })
        };
        let many = fragment.cards.size() * self.map().cards.size();
        // Comparing everything with everything is for the usual handful; a heap goes to the foot of the lanes.
        if many < 200_000 {
            (0..200).map(|i| f64::from(i) * step).find(|dy| !covers(*dy)).unwrap_or(0.0)
        } else {
            self.map().cards.values().map(|card| card.place.y).fold(0.0, f64::max) + step
        }
    }
}
