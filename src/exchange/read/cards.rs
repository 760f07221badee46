//! The cards and the stakeholders of a file.

use std::collections::HashMap;

use super::report::Report;
use super::slots::Slots;
use super::{ids, kind_of, line_of, note_unsafe, read_fields, take_records, word_of};
use crate::exchange::{MAX_CARDS, clean_notes, key, title_and_notes};
use crate::model::{
    Card, CardId, CardKind, Json, JsonObject, Lane, MAX_NOTES, MAX_TITLE, PRIVATE_KEYS, Place,
};

/// The cards that were read, and where ids of the file went that could not be kept.
#[derive(Default)]
pub(super) struct Cards {
    pub list: Vec<Card>,
    by_id: HashMap<CardId, usize>,
    renamed: HashMap<String, CardId>,
}

impl Cards {
    /// The card that a link's end names.
    pub fn named(&self, raw: &Json) -> Option<&Card> {
        let raw = word_of(raw)?;
        let id = CardId::parse(&raw).ok().filter(|id| self.by_id.contains_key(id));
        let id = id.as_ref().or_else(|| self.renamed.get(&raw))?;
        self.by_id.get(id).map(|at| &self.list[*at])
    }
}

/// The list of the file in which a card stands.
#[derive(Clone, Copy, PartialEq)]
enum Source {
    Cards,
    Stakeholders,
}

impl Source {
    fn list(self) -> &'static str {
        if self == Self::Cards { key::CARDS } else { key::STAKEHOLDERS }
    }

    /// The key of the title, and the one that people take for it.
    fn title_keys(self) -> [&'static str; 2] {
        if self == Self::Cards { [key::TITLE, key::NAME] } else { [key::NAME, key::TITLE] }
    }
}

/// The id a card gets. Fresh ids follow from the record.
enum Name {
    Own(CardId),
    Missing(CardId),
    Unusable {
        raw: String,
        fresh: CardId,
    },
    /// Another card, the `first` in the list, has the id already.
    Taken {
        first: usize,
        fresh: CardId,
    },
}

/// Takes cards and stakeholders out of the file, the first [`MAX_CARDS`] of them.
pub(super) fn read(raw: &mut JsonObject, map: &str, report: &mut Report) -> Cards {
    let (cards, slots) = (Cards::default(), Slots::default());
    let mut reader = Reader { map, report, cards, unplaced: Vec::new(), slots };
    let mut beyond = 0;
    for source in [Source::Cards, Source::Stakeholders] {
        let records = take_records(raw, source.list(), reader.report);
        for (at, record) in records.into_iter().enumerate() {
            if reader.cards.list.len() < MAX_CARDS {
                reader.read(source, at, record);
            } else {
                beyond += 1;
            }
        }
    }
    reader.report.count("import.too_many_cards", &MAX_CARDS.to_string(), &"", beyond);
    // Only now is it known which slots are free.
    for at in reader.unplaced {
        let card = &mut reader.cards.list[at];
        card.place = reader.slots.next(card.place.lane);
    }
    reader.cards
}

struct Reader<'a> {
    map: &'a str,
    report: &'a mut Report,
    cards: Cards,
    /// Cards without a place of their own, in the order of the file.
    unplaced: Vec<usize>,
    slots: Slots,
}

impl Reader<'_> {
    fn read(&mut self, source: Source, at: usize, mut raw: JsonObject) {
        let name = self.name(source, at, &mut raw);
        let kind = self.kind(source, &mut raw);
        let (title, notes) = self.texts(source, &mut raw);
        let (lane, place) = self.place(&mut raw, kind);
        if kind == CardKind::Stakeholder {
            let before = raw.len();
            raw.retain(|key, _| !PRIVATE_KEYS.contains(&key.as_str()));
            self.report.count("import.private", "", &"", usize::from(raw.len() < before));
        }
        let fields = read_fields(kind.fields(), raw, self.report);
        let somewhere = place.unwrap_or(Place::new(lane, 0.0, 0.0));
        let mut card =
            Card { id: CardId::from_bits(0), kind, title, notes, place: somewhere, fields };
        let Some(id) = self.settle(name, &card, place) else { return };
        card.id = id;
        match place {
            Some(place) => self.slots.take(place),
            None => self.unplaced.push(self.cards.list.len()),
        }
        self.cards.by_id.insert(card.id.clone(), self.cards.list.len());
        self.cards.list.push(card);
    }

    fn name(&self, source: Source, at: usize, raw: &mut JsonObject) -> Name {
        let wanted = raw.get(key::ID).and_then(word_of).filter(|id| !id.is_empty());
        let own = wanted.as_deref().and_then(|id| CardId::parse(id).ok());
        let first = own.as_ref().and_then(|id| self.cards.by_id.get(id));
        let fresh = || {
            let bits = ids::of_record(self.map, source.list(), at, raw);
            ids::free(bits, CardId::from_bits, |id| !self.cards.by_id.contains_key(id))
        };
        let name = match (own, first, wanted) {
            (Some(own), None, _) => Name::Own(own),
            (Some(_), Some(first), _) => Name::Taken { first: *first, fresh: fresh() },
            (None, _, Some(raw)) => Name::Unusable { raw, fresh: fresh() },
            (None, _, None) => Name::Missing(fresh()),
        };
        raw.remove(key::ID);
        name
    }

    /// Reports what is odd about a name. `None` when the very same card is there already.
    fn settle(&mut self, name: Name, card: &Card, place: Option<Place>) -> Option<CardId> {
        match name {
            Name::Own(id) => Some(id),
            Name::Missing(fresh) => {
                self.report.note("import.no_id");
                Some(fresh)
            }
            Name::Unusable { raw, fresh } => {
                self.report.note_about("import.bad_id", "", &raw);
                self.cards.renamed.entry(raw).or_insert_with(|| fresh.clone());
                Some(fresh)
            }
            Name::Taken { first, fresh } => {
                let first = &self.cards.list[first];
                let same = Card { id: first.id.clone(), place: first.place, ..card.clone() };
                if same == *first && place.is_none_or(|place| place == first.place) {
                    self.report.note_about("import.twice_the_same", "", &first.id);
                    return None;
                }
                self.report.note_about("import.twice", "", &first.id);
                Some(fresh)
            }
        }
    }

    fn kind(&mut self, source: Source, raw: &mut JsonObject) -> CardKind {
        let said = kind_of(raw, self.report);
        let word = said.as_ref().and_then(Json::as_str).unwrap_or_default();
        let kind = CardKind::parse(&word.trim().to_ascii_lowercase());
        if source == Source::Stakeholders {
            if let Some(said) = said.filter(|_| kind != Some(CardKind::Stakeholder)) {
                raw.insert(key::ORIGINAL_KIND.to_owned(), said);
            }
            return CardKind::Stakeholder;
        }
        if let Some(kind) = kind {
            return kind;
        }
        let Some(said) = said.filter(|said| *said != Json::Null) else {
            // Kinds follow from lanes where nobody says anything else.
            let lane = raw.get(key::LANE).and_then(Json::as_str).and_then(Lane::parse);
            self.report.note("import.no_kind");
            return lane.map_or(CardKind::Parking, |lane| lane.kinds()[0]);
        };
        let about = word_of(&said).unwrap_or_else(|| said.to_string());
        self.report.note_about("import.unknown_kind", &about, &"");
        raw.insert(key::ORIGINAL_KIND.to_owned(), said);
        if raw.get(key::LANE).is_none() {
            // The place was meant for a lane that this version does not have.
            raw.remove(key::POSITION);
        }
        CardKind::Parking
    }

    fn texts(&mut self, source: Source, raw: &mut JsonObject) -> (String, String) {
        let [first, second] = source.title_keys();
        let title = if raw.contains_key(first) { raw.remove(first) } else { raw.remove(second) };
        let title = title.and_then(|title| line_of(&title, self.report));
        if title.is_none() {
            self.report.note("import.no_title");
        }
        let title = title.unwrap_or_default();
        let notes = match raw.remove(key::NOTES) {
            None | Some(Json::Null) => String::new(),
            Some(notes) => word_of(&notes).unwrap_or_else(|| {
                self.report.note_about("import.bad_value", key::NOTES, &notes);
                String::new()
            }),
        };
        note_unsafe(&notes, self.report);
        let notes = clean_notes(&notes);
        if is_longer(&title, MAX_TITLE) {
            self.report.note_about("import.long_title", "", &title);
        }
        let (title, notes) = title_and_notes(&title, &notes);
        if is_longer(&notes, MAX_NOTES) {
            self.report.note_about("import.long_notes", "", &title);
            return (title, cut(&notes, MAX_NOTES).trim_end().to_owned());
        }
        (title, notes)
    }

    /// The lane, and the place in it where the file says one.
    fn place(&mut self, raw: &mut JsonObject, kind: CardKind) -> (Lane, Option<Place>) {
        let lane = match raw.remove(key::LANE) {
            None | Some(Json::Null) => kind.home(),
            Some(said) => said.as_str().and_then(Lane::parse).unwrap_or_else(|| {
                self.report.note_about("import.unknown_lane", "", &said);
                kind.home()
            }),
        };
        let position = raw.remove(key::POSITION).filter(|position| *position != Json::Null);
        let number = |name: &str| position.as_ref()?.get(name)?.as_f64();
        let place = number("x").zip(number("y")).map(|(x, y)| Place::new(lane, x, y));
        if place.is_none()
            && let Some(position) = &position
        {
            self.report.note_about("import.bad_place", "", position);
        }
        (lane, place)
    }
}

fn is_longer(text: &str, most: usize) -> bool {
    text.len() > most && text.encode_utf16().count() > most
}

/// The start of a text, at most this many UTF-16 units.
fn cut(text: &str, most: usize) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > most
    });
    end.map_or(text, |(at, _)| &text[..at])
}
