//! A map as another format tells it, on its way to becoming one: records in the shape of our own files, which are then
//! read like any file. What no card, field or link can hold goes into the notes.

use std::collections::HashMap;

use crate::exchange::{FORMAT, Import, NotAMap, VERSION, key, parse};
use crate::model::{CardKind, Json, JsonObject, LinkKind, MAX_NOTES, MAX_TITLE, joints};
use crate::words::Message;

#[derive(Default)]
pub(super) struct Draft {
    /// What stands beside the cards and links.
    pub rest: JsonObject,
    pub title: String,
    pub cards: Vec<JsonObject>,
    pub ties: Vec<Tie>,
    pub warnings: Vec<Message>,
}

/// Two cards that belong together.
pub(super) struct Tie {
    pub from: String,
    pub to: String,
    pub kind: Option<LinkKind>,
    /// What the other program says about it.
    pub said: String,
    pub record: JsonObject,
}

pub(super) fn text<'a>(record: &'a JsonObject, key: &str) -> &'a str {
    record.get(key).and_then(Json::as_str).unwrap_or_default()
}

/// What stands at many cards, no longer than a title may be: a small file must not become a large one.
pub(super) fn short(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_TITLE)]
}

/// Adds a line to the notes of a card. They grow a little beyond what notes may have, which the reader then cuts and says so.
pub(super) fn add_note(record: &mut JsonObject, line: &str) {
    const MOST: usize = 4 * MAX_NOTES;
    let notes = record.entry(key::NOTES).or_insert_with(|| String::new().into());
    if let Json::String(notes) = notes
        && notes.len() <= MOST
    {
        if !notes.is_empty() {
            notes.push('\n');
        }
        notes.push_str(&line[..line.floor_char_boundary(MOST)]);
    }
}

fn kind_of(record: &JsonObject) -> CardKind {
    CardKind::parse(text(record, key::KIND)).unwrap_or(CardKind::Parking)
}

impl Draft {
    /// The map, read as a file.
    pub fn read(mut self) -> Result<Import, NotAMap> {
        let at: HashMap<String, usize> = (self.cards.iter().enumerate())
            .map(|(at, card)| (text(card, key::ID).to_owned(), at))
            .collect();
        let mut links: Vec<Json> = Vec::new();
        for (n, tie) in std::mem::take(&mut self.ties).into_iter().enumerate() {
            let (Some(&from), Some(&to)) = (at.get(&tie.from), at.get(&tie.to)) else { continue };
            match self.link(n, &tie, from, to) {
                Some(link) => links.push(link),
                None => {
                    let said =
                        if tie.said.is_empty() { String::new() } else { format!("{}: ", tie.said) };
                    let line = format!("→ {said}{}", short(text(&self.cards[to], key::TITLE)));
                    add_note(&mut self.cards[from], &line);
                }
            }
        }
        let (people, cards): (Vec<JsonObject>, Vec<JsonObject>) =
            self.cards.into_iter().partition(|card| kind_of(card) == CardKind::Stakeholder);
        let mut file = self.rest;
        file.insert(key::FORMAT.to_owned(), FORMAT.into());
        file.insert(key::VERSION.to_owned(), VERSION.into());
        file.insert(key::TITLE.to_owned(), self.title.into());
        file.insert(key::CARDS.to_owned(), cards.into_iter().map(Json::Object).collect());
        file.insert(key::LINKS.to_owned(), links.into());
        file.insert(key::STAKEHOLDERS.to_owned(), people.into_iter().map(Json::Object).collect());
        let mut import = parse(&Json::Object(file).to_string())?;
        import.warnings.splice(0..0, self.warnings);
        Ok(import)
    }

    /// The link in the way of our files; `None` where no link can join two such cards.
    fn link(&self, n: usize, tie: &Tie, from: usize, to: usize) -> Option<Json> {
        let (a, b) = (kind_of(&self.cards[from]), kind_of(&self.cards[to]));
        if from == to {
            return None;
        }
        let ways = joints(a, b);
        let said = tie.kind.and_then(|kind| ways.iter().find(|way| way.kind == kind));
        let way = said.or_else(|| ways.first())?;
        let (from, to) = if way.turned { (&tie.to, &tie.from) } else { (&tie.from, &tie.to) };
        let mut link = tie.record.clone();
        link.entry(key::ID).or_insert_with(|| format!("link-{n}").into());
        link.insert(key::KIND.to_owned(), way.kind.name().into());
        link.insert(key::FROM.to_owned(), from.as_str().into());
        link.insert(key::TO.to_owned(), to.as_str().into());
        Some(Json::Object(link))
    }
}
