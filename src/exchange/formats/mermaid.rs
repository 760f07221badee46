//! Mermaid, for wikis that draw it: lanes as boxes, cards as their titles, links with what they say. One way only.

use std::collections::HashMap;
use std::fmt::Write;

use crate::exchange::{lane_name, link_name};
use crate::model::{CardId, Lane, Map};
use crate::words::Words;

/// The map as a flow chart. Notes and fields are left out.
#[must_use]
pub fn mermaid(map: &Map, words: &Words) -> String {
    // Ids of ours may be words of the language, such as "end".
    let names: HashMap<&CardId, usize> = map.cards.keys().zip(1..).collect();
    let mut text = "flowchart RL\n".to_owned();
    for lane in Lane::ALL {
        let mut here = map.cards.values().filter(|card| card.place.lane == lane).peekable();
        if here.peek().is_none() {
            continue;
        }
        let name = quoted(lane_name(words, lane));
        let _ = writeln!(text, "  subgraph lane_{}[{name}]", lane.name());
        for card in here {
            let title =
                if card.title.is_empty() { words.get("card.untitled") } else { &card.title };
            let _ = writeln!(text, "    c{}[{}]", names[&card.id], quoted(title));
        }
        text.push_str("  end\n");
    }
    for link in map.links.values() {
        let (Some(from), Some(to)) = (names.get(&link.from), names.get(&link.to)) else { continue };
        let line = if link.kind.is_undirected() { "---" } else { "-->" };
        let says = quoted(link_name(words, link.kind));
        let _ = writeln!(text, "  c{from} {line}|{says}| c{to}");
    }
    text
}

/// Nothing between the quotes means anything to Mermaid or to the page that shows it: each other sign is written as
/// its number.
fn quoted(text: &str) -> String {
    let mut out = "\"".to_owned();
    for c in text.chars() {
        match c {
            c if c.is_control() => out.push(' '),
            c if c.is_alphanumeric() || " ,.:!?()/%+-’‘“”–—…€".contains(c) => {
                out.push(c)
            }
            c => _ = write!(out, "#{};", u32::from(c)),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_letter_leaves_its_quotes() {
        assert_eq!(
            quoted("a \"b\" <c> #d; `e` [f]"),
            "\"a #34;b#34; #60;c#62; #35;d#59; #96;e#96; #91;f#93;\""
        );
    }
}
