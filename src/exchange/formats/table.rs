//! Tables from spreadsheets: their cells, a guess at what each column holds, and the map that they make once a person has
//! looked at that. A cell that fits nowhere else goes into the notes of its card.

use std::collections::HashMap;

use csv_core::{ReadFieldResult, ReaderBuilder};

use super::cell::{plain, value};
use super::draft::{Draft, Tie, add_note, short};
use super::json_canvas::lane_named;
use super::table_out::{ALWAYS, folded, kind_named};
use crate::exchange::{Import, MAX_BYTES, MAX_CARDS, NotAMap, key, link_name, record_id};
use crate::model::{CardId, CardKind, JsonObject, Lane, LinkKind, sort_and_dedup};
use crate::words::{Message, Words};

/// A table of ours has some hundred; what is beyond this goes with the last one.
const MAX_COLUMNS: usize = 200;

/// What a column of a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Title,
    Kind,
    Lane,
    Notes,
    /// Into the notes, behind the name of the column.
    Aside,
    /// The titles or ids of the cards that this one leads to.
    Linked,
    Id,
    X,
    Y,
    Field(&'static str),
    Leave,
}

/// A table, and what a person says of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// No row is without any words; the first may be the names of the columns.
    pub rows: Vec<Vec<String>>,
    pub has_head: bool,
    pub columns: Vec<Column>,
    /// For rows that name no lane and no kind.
    pub lane: Lane,
    /// Rows that are too many to be read.
    pub beyond: usize,
    /// Each row is what somebody said in a chat.
    pub is_chat: bool,
}

/// Is a pasted text a range of cells, as spreadsheets put it on the clipboard: lines with as many tabs in each?
#[must_use]
pub fn is_range(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(50).collect();
    let tabs = |line: &&str| line.matches('\t').count();
    let most = lines.iter().map(tabs).max().unwrap_or_default();
    let full = lines.iter().filter(|line| tabs(line) == most).count();
    most > 0 && lines.len() > 1 && full * 2 > lines.len()
}

/// Reads a table, and guesses what its columns hold.
///
/// # Errors
/// [`NotAMap`] where it is too long, or says nothing.
pub fn read_table(text: &str, words: &Words) -> Result<Table, NotAMap> {
    if text.len() > MAX_BYTES {
        return Err(NotAMap::TooBig { bytes: text.len() });
    }
    let text = text.trim_start_matches('\u{FEFF}');
    // Excel's own line about what separates the cells.
    let (said, text) = match text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n')) {
        Some((sign, rest)) => (sign.trim_end().bytes().next(), rest),
        None => (None, text),
    };
    let (rows, beyond) = cells(text, said.unwrap_or_else(|| separator(text)));
    if rows.is_empty() {
        return Err(NotAMap::Empty);
    }
    let columns = vec![Column::Aside; rows.iter().map(Vec::len).max().unwrap_or_default()];
    let mut table =
        Table { rows, has_head: false, columns, lane: Lane::Parking, beyond, is_chat: false };
    table.guess(words);
    Ok(table)
}

/// The sign that splits the first lines into most cells, quoted ones left out.
fn separator(text: &str) -> u8 {
    let start: String = text.lines().take(5).collect::<Vec<_>>().join("\n");
    let mut quoted = false;
    let outside: Vec<u8> = (start.bytes())
        .filter(|byte| {
            quoted ^= *byte == b'"';
            !quoted
        })
        .collect();
    let count = |sign: u8| outside.iter().filter(|byte| **byte == sign).count();
    [b'|', b',', b';', b'\t'].into_iter().max_by_key(|sign| count(*sign)).unwrap_or(b',')
}

/// The rows that say something, the first [`MAX_CARDS`] and one, and how many there are beyond.
fn cells(text: &str, separator: u8) -> (Vec<Vec<String>>, usize) {
    let mut reader = ReaderBuilder::new().delimiter(separator).build();
    let (mut rows, mut row, mut field) = (Vec::new(), Vec::<String>::new(), Vec::new());
    let (mut input, mut buffer, mut beyond) = (text.as_bytes(), [0; 4096], 0);
    loop {
        let (result, read, written) = reader.read_field(input, &mut buffer);
        input = &input[read..];
        field.extend_from_slice(&buffer[..written]);
        match result {
            ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
            ReadFieldResult::Field { record_end } => {
                let cell = String::from_utf8_lossy(&std::mem::take(&mut field)).trim().to_owned();
                if row.len() < MAX_COLUMNS {
                    row.push(cell);
                } else if let Some(last) = row.last_mut().filter(|_| !cell.is_empty()) {
                    last.push('\n');
                    last.push_str(&cell);
                }
                if record_end {
                    let row = std::mem::take(&mut row);
                    if row.iter().all(String::is_empty) {
                        continue;
                    }
                    if rows.len() <= MAX_CARDS { rows.push(row) } else { beyond += 1 }
                }
            }
            ReadFieldResult::End => return (rows, beyond),
        }
    }
}

/// Names that other programs give such columns.
const USUAL: [(Column, &[&str]); 6] = [
    (
        Column::Title,
        &[
            "title",
            "name",
            "card",
            "card name",
            "summary",
            "task",
            "task name",
            "subject",
            "item",
            "idea",
            "text",
        ],
    ),
    (
        Column::Notes,
        &[
            "notes",
            "note",
            "description",
            "details",
            "comment",
            "comments",
            "body",
            "card description",
        ],
    ),
    (Column::Kind, &["kind", "type", "card type", "issue type"]),
    (Column::Lane, &["lane", "list", "list name", "column", "bucket", "bucket name", "section"]),
    (Column::Linked, &["linked to", "links to", "links", "leads to", "parent", "serves"]),
    (Column::Id, &["id", "key", "card id"]),
];

/// The fields of all kinds, by key.
pub(super) fn field_keys() -> Vec<&'static str> {
    let all = CardKind::ALL.iter().flat_map(|kind| kind.fields());
    let mut keys: Vec<_> = all.map(|spec| spec.key).collect();
    sort_and_dedup(&mut keys);
    keys
}

impl Column {
    /// All that a column can be said to hold.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let first = [
            Self::Title,
            Self::Kind,
            Self::Lane,
            Self::Notes,
            Self::Linked,
            Self::Aside,
            Self::Leave,
            Self::Id,
            Self::X,
            Self::Y,
        ];
        first.into_iter().chain(field_keys().into_iter().map(Self::Field)).collect()
    }

    fn named(name: &str, words: &Words) -> Option<Self> {
        let name = folded(name);
        let own = ALWAYS
            .iter()
            .find(|(key, word)| name == words.get(word).to_lowercase() || name == *key);
        if let Some((key, _)) = own {
            return Some(match *key {
                "id" => Self::Id,
                "kind" => Self::Kind,
                "title" => Self::Title,
                "notes" => Self::Notes,
                "lane" => Self::Lane,
                "linked" => Self::Linked,
                "x" => Self::X,
                _ => Self::Y,
            });
        }
        let field = field_keys().into_iter().find(|key| {
            let word = words.get(&format!("field.{key}")).to_lowercase();
            name == word || name == format!("{word} ({key})") || name == *key
        });
        let usual = USUAL.iter().find(|(_, names)| names.contains(&name.as_str()));
        usual.map(|(column, _)| *column).or(field.map(Self::Field))
    }
}

impl Table {
    /// The rows that become cards.
    pub fn body(&self) -> &[Vec<String>] {
        &self.rows[usize::from(self.has_head).min(self.rows.len())..]
    }

    /// The name of a column, if the table says one.
    #[must_use]
    pub fn head(&self, column: usize) -> &str {
        let head = self.rows.first().filter(|_| self.has_head);
        head.and_then(|head| head.get(column)).map_or("", String::as_str)
    }

    fn guess(&mut self, words: &Words) {
        let first: Vec<Option<Column>> =
            self.rows[0].iter().map(|cell| Column::named(&plain(cell), words)).collect();
        self.has_head = self.rows.len() > 1 && first.iter().any(Option::is_some);
        if self.has_head {
            let mut seen = Vec::new();
            for (at, column) in first.into_iter().enumerate() {
                let fits =
                    column.filter(|column| !seen.contains(column) && self.fits(at, *column, words));
                if let Some(column) = fits {
                    self.columns[at] = column;
                    seen.push(column);
                }
            }
        } else {
            for at in 0..self.columns.len() {
                let is_new = |column: &&Column| !self.columns.contains(column);
                let guess = [Column::Kind, Column::Lane];
                let guess =
                    guess.iter().filter(is_new).find(|column| self.fits(at, **column, words));
                self.columns[at] = guess.copied().unwrap_or(Column::Aside);
            }
        }
        let mut free = (0..self.columns.len()).filter(|at| self.columns[*at] == Column::Aside);
        if !self.columns.contains(&Column::Title) {
            let title = free.next().unwrap_or_default();
            self.columns[title] = Column::Title;
        }
    }

    /// Kinds and lanes are columns in which something of the sort stands.
    fn fits(&self, at: usize, column: Column, words: &Words) -> bool {
        let mut cells = self.body().iter().filter_map(|row| row.get(at));
        match column {
            Column::Kind => cells.any(|cell| kind_named(cell, words).is_some()),
            Column::Lane => cells.any(|cell| lane_named(cell, words).is_some()),
            _ => true,
        }
    }

    /// The map that the table makes as its columns are read now.
    ///
    /// # Errors
    /// [`NotAMap`] where it says too much.
    pub fn read(&self, title: &str, words: &Words) -> Result<Import, NotAMap> {
        let parts: Vec<&[u8]> = self.rows.iter().flatten().map(|cell| cell.as_bytes()).collect();
        let seed = record_id(&parts);
        let mut draft = Draft { title: title.to_owned(), ..Draft::default() };
        let mut tied = Vec::new();
        for (n, row) in self.body().iter().take(MAX_CARDS).enumerate() {
            let fresh = CardId::from_bits(record_id(&[&seed.to_le_bytes(), &n.to_le_bytes()]));
            let (card, links) = self.card(row, fresh.as_str(), words);
            tied.extend(links.into_iter().map(|link| (n, link)));
            draft.cards.push(card);
        }
        tie(&mut draft, tied, words);
        let beyond = self.beyond + self.body().len().saturating_sub(MAX_CARDS);
        if beyond > 0 {
            let message = Message::new("import.too_many_cards").with("n", beyond.to_string());
            draft.warnings.push(message.with("about", MAX_CARDS.to_string()));
        }
        draft.read()
    }

    /// The card of a row, and what its cell of links says.
    fn card(&self, row: &[String], fresh: &str, words: &Words) -> (JsonObject, Vec<String>) {
        let cell = |wanted: Column| {
            let at = self.columns.iter().position(|column| *column == wanted)?;
            row.get(at).map(|cell| plain(cell)).filter(|cell| !cell.is_empty())
        };
        let lane = cell(Column::Lane).and_then(|cell| lane_named(&cell, words));
        let named = cell(Column::Kind).and_then(|cell| kind_named(&cell, words));
        let (said, kind) = (named.is_some(), named);
        let kind = kind.unwrap_or_else(|| lane.unwrap_or(self.lane).kinds()[0]);
        let lane = lane.unwrap_or(if said { kind.home() } else { self.lane });
        let mut card = JsonObject::new();
        let own = cell(Column::Id).filter(|id| CardId::parse(id).is_ok());
        let own = own.unwrap_or_else(|| fresh.to_owned());
        card.insert(key::ID.to_owned(), own.as_str().into());
        card.insert(key::KIND.to_owned(), kind.name().into());
        card.insert(key::TITLE.to_owned(), cell(Column::Title).unwrap_or_default().into());
        card.insert(key::LANE.to_owned(), lane.name().into());
        let number = |column| cell(column)?.parse::<f64>().ok().filter(|n| n.is_finite());
        if let (Some(x), Some(y)) = (number(Column::X), number(Column::Y)) {
            card.insert(key::POSITION.to_owned(), serde_json::json!({ "x": x, "y": y }));
        }
        if let Some(notes) = cell(Column::Notes) {
            card.insert(key::NOTES.to_owned(), notes.into());
        }
        let mut links = Vec::new();
        for (at, (column, text)) in self.columns.iter().zip(row).enumerate() {
            let text = &*plain(text);
            if text.is_empty() {
                continue;
            }
            let kept = match column {
                Column::Title | Column::Notes | Column::Leave | Column::X | Column::Y => true,
                Column::Kind => said,
                Column::Lane => lane_named(text, words).is_some(),
                Column::Id => own == text,
                Column::Aside => false,
                Column::Linked => {
                    links.push(text.to_owned());
                    true
                }
                Column::Field(field) => {
                    match kind.field(field).and_then(|spec| value(spec, text, words)) {
                        Some(value) => card.insert((*field).to_owned(), value).is_none(),
                        None => false,
                    }
                }
            };
            if !kept {
                let head = plain(short(self.head(at)));
                let line =
                    if head.is_empty() { text.to_owned() } else { format!("{head}: {text}") };
                add_note(&mut card, &line);
            }
        }
        (card, links)
    }
}

/// Joins the cards that cells of links name; what names none goes into the notes.
fn tie(draft: &mut Draft, tied: Vec<(usize, String)>, words: &Words) {
    let mut by_name: HashMap<String, String> = HashMap::new();
    for card in &draft.cards {
        let id = super::draft::text(card, key::ID).to_owned();
        by_name.entry(folded(super::draft::text(card, key::TITLE))).or_insert_with(|| id.clone());
    }
    for card in &draft.cards {
        let id = super::draft::text(card, key::ID).to_owned();
        by_name.insert(folded(&id), id);
    }
    let says: Vec<(String, LinkKind)> = (LinkKind::ALL.into_iter())
        .map(|kind| (link_name(words, kind).to_lowercase() + ": ", kind))
        .collect();
    for (n, cell) in tied {
        let whole = cell.lines().map(str::trim).filter(|line| !line.is_empty());
        for line in whole {
            let low = line.to_lowercase();
            let said = says.iter().find(|(says, _)| low.starts_with(says));
            let name = said.map_or(line, |(says, _)| line.get(says.len()..).unwrap_or(line));
            let known = by_name.contains_key(&folded(name));
            let names: Vec<&str> = if known { vec![name] } else { name.split(';').collect() };
            for name in names {
                match by_name.get(&folded(name)) {
                    Some(to) => {
                        let from = super::draft::text(&draft.cards[n], key::ID).to_owned();
                        let (to, kind) = (to.clone(), said.map(|(_, kind)| *kind));
                        let (said, record) = (String::new(), JsonObject::new());
                        draft.ties.push(Tie { from, to, kind, said, record });
                    }
                    None => add_note(&mut draft.cards[n], &format!("→ {}", name.trim())),
                }
            }
        }
    }
}
