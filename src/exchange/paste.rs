//! Cards on the clipboard: a part of a map in the format of the whole, and plain lines that become titles.

use std::collections::HashMap;

use rpds::RedBlackTreeMap;

use super::write::write;
use super::{FORMAT, Import, parse};
use crate::model::text::clean_line;
use crate::model::{Card, CardId, Link, LinkId, MAX_TITLE, Map, SHORT_TITLE};

/// Lines of pasted text that become cards at most.
const MAX_LINES: usize = 500;

/// These cards with the links among them, in the format of a whole map and marked as a part of one.
#[must_use]
pub fn fragment(map: &Map, ids: &[CardId]) -> String {
    let mut part = Map::empty(map.id.clone());
    for card in ids.iter().filter_map(|id| map.card(id)) {
        part.cards.insert_mut(card.id.clone(), card.clone());
    }
    let inside = |id: &CardId| part.cards.contains_key(id);
    for link in map.links.values().filter(|link| inside(&link.from) && inside(&link.to)) {
        part.links.insert_mut(link.id.clone(), link.clone());
    }
    write(&part, true)
}

/// Reads what [`fragment`] wrote. `None` for everything else: whole maps, other programs' data, plain words.
#[must_use]
pub fn parse_fragment(text: &str) -> Option<Import> {
    if !text.contains(FORMAT) {
        return None;
    }
    parse(text).ok().filter(|import| import.is_fragment)
}

/// The same cards and links under new ids, so that they can be put beside the old ones,
/// and which card became which.
#[must_use]
pub fn with_new_ids(map: &Map) -> (Map, HashMap<CardId, CardId>) {
    let ids: HashMap<_, _> = map.cards.keys().map(|old| (old.clone(), CardId::random())).collect();
    let cards = map.cards.values().map(|card| {
        let id = ids[&card.id].clone();
        (id.clone(), Card { id, ..(**card).clone() }.into())
    });
    let links = map.links.values().map(|link| {
        let (from, to) = (ids[&link.from].clone(), ids[&link.to].clone());
        let id = LinkId::random();
        (id.clone(), Link { id, from, to, ..(**link).clone() }.into())
    });
    let (cards, links) = (cards.collect::<RedBlackTreeMap<_, _>>(), links.collect());
    (Map { cards, links, ..map.clone() }, ids)
}

/// Pasted text as titles: one for each line that says something, without its bullet, number or tick box.
#[must_use]
pub fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(clean_line).map(|line| without_bullet(&line).to_owned());
    lines.filter(|line| !line.is_empty()).take(MAX_LINES).collect()
}

/// A title that fits a map, and the notes. A longer one moves into the notes whole, and its beginning stays.
#[must_use]
pub fn title_and_notes(title: &str, notes: &str) -> (String, String) {
    if title.encode_utf16().count() <= MAX_TITLE {
        return (title.to_owned(), notes.to_owned());
    }
    let start: String = title.chars().take(SHORT_TITLE - 1).collect();
    let short = start.rsplit_once(' ').map_or(start.as_str(), |(words, _)| words);
    let whole = if notes.is_empty() { title.to_owned() } else { format!("{title}\n\n{notes}") };
    (format!("{short}…"), whole)
}

fn without_bullet(line: &str) -> &str {
    let mut rest = line;
    loop {
        let next = strip_mark(rest).trim_start();
        if next.len() == rest.len() {
            return rest;
        }
        rest = next;
    }
}

/// Takes one mark off the start: `- * + • – — · ▪ ◦ ‣ > #`, a tick box, or a number like `3.` `3)` `(3)`.
fn strip_mark(line: &str) -> &str {
    const BOXES: [&str; 4] = ["[ ]", "[x]", "[X]", "[]"];
    const TICKS: [char; 6] = ['☐', '☑', '☒', '✓', '✔', '✗'];
    const BULLETS: &str = "-*+•–—·▪◦‣●○>#";
    let gap = |rest: &str| rest.is_empty() || rest.starts_with(' ');
    if let Some(rest) = BOXES.iter().find_map(|tick| line.strip_prefix(tick)) {
        return rest;
    }
    if let Some(rest) = line.strip_prefix(TICKS) {
        return rest;
    }
    let after_bullets = line.trim_start_matches(|c| BULLETS.contains(c));
    // "-5 % returns" and "#1 priority" are words, not bullets, so a mark needs a gap after it; "•" never is a word.
    if after_bullets.len() < line.len() && (gap(after_bullets) || line.starts_with('•')) {
        return after_bullets;
    }
    let open = line.strip_prefix('(').unwrap_or(line);
    let digits = open.len() - open.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let after = &open[digits..];
    let closed =
        after.strip_prefix(')').or_else(|| after.strip_prefix('.').filter(|_| open == line));
    match closed {
        Some(rest) if (1..=3).contains(&digits) && gap(rest) => rest,
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_lines_lose_their_bullets_and_nothing_else() {
        let text = "\
Grow in the north\r
  - Fewer returns
* [ ] Call Ann
•No gap
1. First  \t step
2) Second
(3) Third
- [x] - done
☑ ticked
## Heading

-
-5 % returns
#1 priority
3.5 days
2026 plan
1900. too long a number
(see above)
<b>bold</b>
\u{202E}turned";
        assert_eq!(
            lines(text),
            [
                "Grow in the north",
                "Fewer returns",
                "Call Ann",
                "No gap",
                "First step",
                "Second",
                "Third",
                "done",
                "ticked",
                "Heading",
                "-5 % returns",
                "#1 priority",
                "3.5 days",
                "2026 plan",
                "1900. too long a number",
                "(see above)",
                "<b>bold</b>",
                "turned",
            ]
        );
        assert_eq!(lines(&"x\n".repeat(600)).len(), MAX_LINES);
    }

    #[test]
    fn a_title_that_is_too_long_moves_into_the_notes_whole() {
        let long = "word ".repeat(300).trim_end().to_owned();
        let (title, notes) = title_and_notes(&long, "more");
        assert!(title.ends_with("word…") && title.chars().count() <= SHORT_TITLE);
        assert_eq!(notes, format!("{long}\n\nmore"));
        assert_eq!(title_and_notes("short", ""), ("short".into(), String::new()));
    }
}
