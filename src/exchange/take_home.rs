//! A map inside a web page that holds the whole program, too: it opens from a disk, without any connection, and makes
//! another such page of what was changed. The build writes that page with places for a title and a map, in this order
//! before everything else, so that the first place of each name is the one.

use super::with_history;
use crate::model::Map;

const TITLE: &str = "{{title}}";
const MAP: &str = "{{map}}";
/// The element that holds the map: data, which no browser runs.
const BEGINS: &str = "<script type=\"application/json\" id=\"alignment-map\">";
const ENDS: &str = "</script>";

/// The page with this map in it, and with its history. `None` where the page has no place for them.
#[must_use]
pub fn take_home(page: &str, map: &Map, history: &[u8]) -> Option<String> {
    let (head, rest) = page.split_once(TITLE)?;
    let (between, tail) = rest.split_once(MAP)?;
    if !between.ends_with(BEGINS) || !tail.starts_with(ENDS) {
        return None;
    }
    // In JSON this letter stands in texts alone, and nothing else could end the element.
    let map_text = with_history(map, history).replace('<', "\\u003c");
    let title = if map.title.is_empty() { "Alignment Canvas" } else { &map.title };
    Some([head, &escaped(title), between, &map_text, tail].concat())
}

/// The text of the map in such a page, whatever a mail program did to the rest of it.
pub(super) fn map_in(page: &str) -> Option<&str> {
    // A map's own text begins otherwise, and may well speak of web pages.
    if !page.starts_with('<') {
        return None;
    }
    let (_, rest) = page.split_once(BEGINS)?;
    Some(rest.split_once(ENDS)?.0.trim())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
