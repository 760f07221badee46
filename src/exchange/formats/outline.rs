//! A map as a Markdown outline: a heading for each lane, a point for each card, its notes and links beneath it. It reads
//! back, and so do outlines that people write in any editor.

use std::collections::HashMap;
use std::fmt::Write;

use super::draft::{Draft, Tie, add_note, short, text};
use super::json_canvas::lane_named;
use super::table_out::{folded, kind_named};
use crate::exchange::markdown::{plain, unescaped};
use crate::exchange::{
    Import, MAX_BYTES, MAX_CARDS, NotAMap, key, kind_name, lane_name, link_name, record_id,
};
use crate::model::{
    Card, CardId, CardKind, JsonObject, Lane, Link, LinkKind, Map, groups, sort_by,
};
use crate::words::{Message, Words};

/// The outline. A card says which group it is in. Places, fields, and what is said beside links
/// are left out.
#[must_use]
pub fn outline(map: &Map, words: &Words) -> String {
    let title = if map.title.is_empty() { words.get("map.untitled") } else { &map.title };
    let mut out = format!("# {}\n", plain(title));
    let mut leads: HashMap<&CardId, Vec<&Link>> = HashMap::new();
    for link in map.links.values() {
        leads.entry(&link.from).or_default().push(link);
    }
    let groups = groups(map);
    for lane in Lane::ALL {
        let mut here: Vec<&Card> =
            map.cards.values().map(|card| &**card).filter(|card| card.place.lane == lane).collect();
        if here.is_empty() {
            continue;
        }
        sort_by(&mut here, |a, b| {
            a.place.x.total_cmp(&b.place.x).then(a.place.y.total_cmp(&b.place.y))
        });
        let _ = write!(out, "\n## {}\n\n", plain(lane_name(words, lane)));
        for card in here {
            let links = leads.get(&card.id).map_or(&[][..], Vec::as_slice);
            point(&mut out, card, lane, links, map, words);
            let group = groups.iter().find(|group| group.cards.contains(&card.id));
            if let Some(group) = group.filter(|group| !group.title.is_empty()) {
                let says = words.say("group.in", &[("title", &plain(&group.title))]);
                let _ = writeln!(out, "  > {says}");
            }
        }
    }
    out
}

fn point(out: &mut String, card: &Card, lane: Lane, links: &[&Link], map: &Map, words: &Words) {
    let title = if card.title.is_empty() { words.get("card.untitled") } else { &card.title };
    let kind = kind_name(words, card.kind);
    let _ = match card.kind == lane.kinds()[0] {
        true => writeln!(out, "- {}", plain(title)),
        false => writeln!(out, "- **{}:** {}", plain(kind), plain(title)),
    };
    for line in card.notes.lines() {
        let _ = writeln!(out, "  > {}", plain(line));
    }
    for link in links {
        let to = map.card(&link.to).map_or("", |card| &card.title);
        let to = if to.is_empty() { words.get("card.untitled") } else { to };
        let says = link_name(words, link.kind);
        let _ = writeln!(out, "  - *{}:* {}", plain(says), plain(to));
    }
}

/// Does a text look like an outline: points, and headings over them?
#[must_use]
pub fn is_outline(text: &str) -> bool {
    let lines = || text.lines().take(2_000);
    lines().any(|line| line.starts_with('#') && heading(line).is_some())
        && lines().any(|line| bullet(line).is_some())
}

/// A map from an outline. A heading with the name of a lane is that lane; under all others cards are parked, with the
/// heading in their notes. A point beneath a point goes into its notes, unless it says how the two cards are linked.
///
/// # Errors
/// [`NotAMap`] where the text is too long, or has no line that says anything.
pub fn from_outline(outline: &str, words: &Words) -> Result<Import, NotAMap> {
    if outline.len() > MAX_BYTES {
        return Err(NotAMap::TooBig { bytes: outline.len() });
    }
    let seed = record_id(&[outline.as_bytes()]);
    let mut reader = Reader {
        seed,
        words,
        draft: Draft::default(),
        lane: None,
        under: String::new(),
        ties: Vec::new(),
        beyond: 0,
    };
    for line in outline.trim_start_matches('\u{FEFF}').lines() {
        reader.line(line);
    }
    if reader.draft.cards.is_empty() && reader.draft.title.is_empty() {
        return Err(NotAMap::Empty);
    }
    reader.finish()
}

struct Reader<'a> {
    seed: u128,
    words: &'a Words,
    draft: Draft,
    lane: Option<Lane>,
    /// The heading that is no lane.
    under: String,
    /// From which card, what it says, and the title of the other one.
    ties: Vec<(usize, LinkKind, String)>,
    beyond: usize,
}

impl Reader<'_> {
    fn line(&mut self, line: &str) {
        if line.trim().is_empty() {
            return;
        }
        if let Some((level, name)) = heading(line) {
            if level == 1 && self.draft.title.is_empty() && self.draft.cards.is_empty() {
                self.draft.title = name;
            } else {
                self.lane = lane_named(&name, self.words);
                self.under = if self.lane.is_some() { String::new() } else { name };
            }
            return;
        }
        let inside = line.starts_with([' ', '\t']);
        match (bullet(line), inside && !self.draft.cards.is_empty()) {
            (Some(words), false) => self.card(words),
            (Some(words), true) => self.beneath(words),
            (None, true) => self.note(line.trim()),
            (None, false) => self.card(line.trim()),
        }
    }

    fn card(&mut self, said: &str) {
        if self.draft.cards.len() >= MAX_CARDS {
            self.beyond += 1;
            return;
        }
        let lane = self.lane.unwrap_or(Lane::Parking);
        let named = said.strip_prefix("**").and_then(|rest| rest.split_once(":** "));
        let kind =
            named.and_then(|(kind, rest)| Some((kind_named(&unescaped(kind), self.words)?, rest)));
        let (kind, title) = kind.unwrap_or((lane.kinds()[0], said));
        let id = record_id(&[&self.seed.to_le_bytes(), &self.draft.cards.len().to_le_bytes()]);
        let mut card = JsonObject::new();
        card.insert(key::ID.to_owned(), CardId::from_bits(id).as_str().into());
        card.insert(key::KIND.to_owned(), kind.name().into());
        card.insert(key::TITLE.to_owned(), unescaped(title).into());
        card.insert(key::LANE.to_owned(), lane.name().into());
        if !self.under.is_empty() {
            add_note(&mut card, short(&self.under));
        }
        self.draft.cards.push(card);
    }

    /// A point beneath a card: a link, or a note.
    fn beneath(&mut self, said: &str) {
        let named = said.strip_prefix('*').and_then(|rest| rest.split_once(":* "));
        let link = named.and_then(|(says, title)| {
            let says = unescaped(says);
            let kind = LinkKind::ALL.into_iter();
            let kind = kind.into_iter().find(|kind| link_name(self.words, *kind) == says)?;
            Some((kind, unescaped(title)))
        });
        match link {
            Some((kind, title)) => self.ties.push((self.draft.cards.len() - 1, kind, title)),
            None => self.note(said),
        }
    }

    fn note(&mut self, said: &str) {
        let said = said.strip_prefix('>').map_or(said, str::trim_start);
        if let Some(card) = self.draft.cards.last_mut() {
            add_note(card, &unescaped(said));
        }
    }

    fn finish(mut self) -> Result<Import, NotAMap> {
        let mut by_title: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, card) in self.draft.cards.iter().enumerate() {
            by_title.entry(folded(text(card, key::TITLE))).or_default().push(at);
        }
        for (at, kind, title) in self.ties {
            let kind_of = |at: usize| CardKind::parse(text(&self.draft.cards[at], key::KIND));
            // Where several cards have the title, the first that can be meant is.
            let fits = |other: &&usize| {
                **other != at
                    && kind_of(at).zip(kind_of(**other)).is_some_and(|(a, b)| kind.allows(a, b))
            };
            let found = by_title.get(&folded(&title)).and_then(|all| all.iter().find(fits));
            match found.copied() {
                Some(to) => {
                    let id = |at: usize| text(&self.draft.cards[at], key::ID).to_owned();
                    let (from, to, said, record) =
                        (id(at), id(to), String::new(), JsonObject::new());
                    self.draft.ties.push(Tie { from, to, kind: Some(kind), said, record });
                }
                None => {
                    let says = link_name(self.words, kind);
                    add_note(&mut self.draft.cards[at], &format!("→ {says}: {title}"));
                }
            }
        }
        if self.beyond > 0 {
            let message = Message::new("import.too_many_cards").with("n", self.beyond.to_string());
            self.draft.warnings.push(message.with("about", MAX_CARDS.to_string()));
        }
        self.draft.read()
    }
}

/// The level and the words of a heading.
fn heading(line: &str) -> Option<(usize, String)> {
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
    let words = words.strip_prefix(' ').filter(|_| (1..=6).contains(&level))?;
    Some((level, unescaped(words.trim().trim_end_matches('#').trim_end())))
}

/// What stands behind a bullet, a number or a tick box.
fn bullet(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = match digits {
        0 => line.strip_prefix(['-', '*', '+', '•'])?,
        1..=4 => line[digits..].strip_prefix(['.', ')'])?,
        _ => return None,
    };
    let rest = rest.strip_prefix([' ', '\t'])?.trim_start();
    let ticked = ["[ ] ", "[x] ", "[X] "].iter().find_map(|tick| rest.strip_prefix(tick));
    Some(ticked.unwrap_or(rest).trim())
}
