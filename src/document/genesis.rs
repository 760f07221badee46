//! The first history of a map that came as plain content: a file, a link, an example. Two people who open
//! the same content write the same operations under the same client id, so their copies merge exactly.
//! Writes the bytes itself: the library's own maps are encoded in random order.

use sha2::{Digest, Sha256};

use super::schema::{AT, FROM, KIND, MAX_KEY, NOTES, Root, TITLE, TO, field_key, is_flat_enough};
use super::text::{fit, units};
use super::write::{card_fields, texts};
use super::{MAX_CARDS, TextField};
use crate::model::{Card, Json, Link, Map, Records, sort_by};

/// Part of the hash that names the author of a genesis. Raise it with any change to what is written here
/// or in which order: otherwise an old and a new program would write different things under one name.
const VERSION: &[u8] = b"alignment-map genesis 1";

/// An update with no operations and no deletions.
const EMPTY: [u8; 2] = [0, 0];

const MAP: u8 = 1;
const TEXT: u8 = 2;
const CONTENT_STRING: u8 = 4;
const CONTENT_TYPE: u8 = 7;
const CONTENT_ANY: u8 = 8;
const HAS_KEY: u8 = 0b0010_0000;

/// The first history of a map: the same bytes for everybody who has the same content.
pub struct Genesis {
    /// The client id under which it is written (53 bits).
    pub(super) author: u64,
    pub(super) update: Vec<u8>,
}

impl Genesis {
    #[must_use]
    pub fn of(map: &Map) -> Self {
        let draft = write(map, 0);
        let mut hash = Sha256::new();
        hash.update(VERSION);
        hash.update(map.id.as_str());
        hash.update(&draft);
        let digest = hash.finalize();
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        let author = u64::from_le_bytes(first) >> 11;
        Self { author, update: write(map, author) }
    }

    /// Whose it is: a hash of what it holds. 0 for a map that holds nothing.
    #[must_use]
    pub fn author(&self) -> u64 {
        if self.update == EMPTY { 0 } else { self.author }
    }
}

fn write(map: &Map, client: u64) -> Vec<u8> {
    let mut out = Writer { client, clock: 0, blocks: 0, bytes: Vec::new() };
    if !map.title.is_empty() {
        out.value(Parent::Root(Root::Meta), TITLE, &Json::from(TextField::Title.show(&map.title)));
    }
    for card in map.cards.values().take(MAX_CARDS) {
        out.card(card);
    }
    for link in map.links.values() {
        out.link(link);
    }
    for (id, fields) in &map.records.sessions {
        let session = out.nested(Parent::Root(Root::Sessions), id, MAP);
        out.fields(session, fields.to_json());
    }
    for (i, name) in Records::LISTS.iter().enumerate() {
        for (id, record) in map.records.lists.get(name).into_iter().flatten() {
            out.value(Parent::Root(Root::List(i)), id, record);
        }
    }
    for (key, value) in &map.records.values {
        out.value(Parent::Root(Root::Values), key, value);
    }
    out.finish()
}

#[derive(Clone, Copy)]
enum Parent {
    Root(Root),
    /// The operation with this clock.
    Nested(u32),
}

struct Writer {
    client: u64,
    clock: u32,
    blocks: u64,
    bytes: Vec<u8>,
}

impl Writer {
    fn card(&mut self, card: &Card) {
        let parent = self.nested(Parent::Root(Root::Cards), card.id.as_str(), MAP);
        self.value(parent, KIND, &Json::from(card.kind.name()));
        let place = card.place;
        let at = [Json::from(place.lane.name()), Json::from(place.x), Json::from(place.y)];
        self.value(parent, AT, &at.into_iter().collect());
        for (key, field, words) in texts(card) {
            debug_assert!(key == TITLE || key == NOTES);
            let text = self.nested(parent, key, TEXT);
            let words = field.clean(words);
            self.letters(text, fit(&words, field.limit()));
        }
        self.fields(parent, card_fields(card.kind, &card.fields));
    }

    fn link(&mut self, link: &Link) {
        let parent = self.nested(Parent::Root(Root::Links), link.id.as_str(), MAP);
        for (key, word) in
            [(KIND, link.kind.name()), (FROM, link.from.as_str()), (TO, link.to.as_str())]
        {
            self.value(parent, key, &Json::from(word));
        }
        self.fields(parent, link.fields.to_json());
    }

    fn fields(&mut self, parent: Parent, fields: impl Iterator<Item = (String, Json)>) {
        for (key, value) in fields {
            self.value(parent, &field_key(&key), &value);
        }
    }

    fn nested(&mut self, parent: Parent, key: &str, kind: u8) -> Parent {
        let clock = self.clock;
        self.open(CONTENT_TYPE, parent, Some(key), 1);
        self.bytes.push(kind);
        Parent::Nested(clock)
    }

    /// A value that no replica would let in is left out here.
    fn value(&mut self, parent: Parent, key: &str, value: &Json) {
        if key.is_empty() || key.len() > MAX_KEY || !is_flat_enough(value, 0) {
            return;
        }
        self.open(CONTENT_ANY, parent, Some(key), 1);
        self.uint(1);
        self.any(value);
    }

    fn letters(&mut self, parent: Parent, words: &str) {
        if !words.is_empty() {
            let len = u32::try_from(units(words)).expect("texts are shorter than 2^32 units");
            self.open(CONTENT_STRING, parent, None, len);
            self.string(words);
        }
    }

    fn open(&mut self, content: u8, parent: Parent, key: Option<&str>, len: u32) {
        self.bytes.push(content | if key.is_some() { HAS_KEY } else { 0 });
        match parent {
            Parent::Root(root) => {
                self.uint(1);
                self.string(root.name());
            }
            Parent::Nested(clock) => {
                self.uint(0);
                self.uint(self.client);
                self.uint(clock.into());
            }
        }
        if let Some(key) = key {
            self.string(key);
        }
        self.clock += len;
        self.blocks += 1;
    }

    fn uint(&mut self, mut n: u64) {
        while n > 0x7f {
            self.bytes.push(n as u8 & 0x7f | 0x80);
            n >>= 7;
        }
        self.bytes.push(n as u8);
    }

    fn string(&mut self, text: &str) {
        self.uint(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Numbers as the library writes them: whole ones of 32 bits short, others as floats.
    fn any(&mut self, value: &Json) {
        match value {
            Json::Null => self.bytes.push(126),
            Json::Bool(flag) => self.bytes.push(if *flag { 120 } else { 121 }),
            Json::Number(n) => self.number(n),
            Json::String(text) => {
                self.bytes.push(119);
                self.string(text);
            }
            Json::Array(items) => {
                self.bytes.push(117);
                self.uint(items.len() as u64);
                items.iter().for_each(|item| self.any(item));
            }
            Json::Object(items) => {
                self.bytes.push(118);
                self.uint(items.len() as u64);
                let mut items: Vec<_> = items.iter().collect();
                sort_by(&mut items, |a, b| a.0.cmp(b.0));
                for (key, item) in items {
                    self.string(key);
                    self.any(item);
                }
            }
        }
    }

    fn number(&mut self, n: &serde_json::Number) {
        let float = n.as_f64().unwrap_or(0.0);
        let whole =
            n.as_i64().or((float.fract() == 0.0 && float.abs() < 2e9).then_some(float as i64));
        match whole {
            Some(n) if n.unsigned_abs() <= 0x7fff_ffff => {
                self.bytes.push(125);
                self.int(n);
            }
            Some(n) if (n as f64) as i64 != n => {
                self.bytes.push(122);
                self.bytes.extend_from_slice(&n.to_be_bytes());
            }
            _ => {
                self.bytes.push(123);
                self.bytes.extend_from_slice(&float.to_be_bytes());
            }
        }
    }

    fn int(&mut self, n: i64) {
        let sign = if n < 0 { 0x40 } else { 0 };
        let n = n.unsigned_abs();
        let more = if n > 0x3f { 0x80 } else { 0 };
        self.bytes.push(more | sign | (n as u8 & 0x3f));
        if n > 0x3f {
            self.uint(n >> 6);
        }
    }

    fn finish(self) -> Vec<u8> {
        if self.blocks == 0 {
            return EMPTY.to_vec();
        }
        let mut out = Self { bytes: Vec::with_capacity(self.bytes.len() + 16), ..self };
        out.uint(1);
        out.uint(self.blocks);
        out.uint(self.client);
        out.uint(0);
        out.bytes.extend_from_slice(&self.bytes);
        out.uint(0);
        out.bytes
    }
}
