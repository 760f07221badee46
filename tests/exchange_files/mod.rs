//! Small files, and what reading them says.

use alignment_canvas::exchange::{Import, parse};
use alignment_canvas::model::{Card, CardId};
use alignment_canvas::words::Words;
use serde_json::{Value as Json, json};

/// A map file with these cards and links.
pub fn file(cards: Json, links: Json) -> String {
    json!({ "format": "alignment-map", "version": 1, "id": "m", "title": "T", "cards": cards, "links": links })
        .to_string()
}

pub fn read(text: &str) -> Import {
    parse(text).unwrap_or_else(|why| panic!("{why}\n{text:.300}"))
}

pub fn warnings(import: &Import) -> Vec<String> {
    let words = Words::all_english();
    import.warnings.iter().map(|warning| warning.text(&words)).collect()
}

/// The warnings are these, in this order; each is given by a part of its text.
#[track_caller]
pub fn expect_warnings(import: &Import, wanted: &[&str]) {
    let told = warnings(import);
    assert_eq!(told.len(), wanted.len(), "{told:#?}");
    for (told, wanted) in told.iter().zip(wanted) {
        assert!(told.contains(wanted), "{told:?} does not say {wanted:?}");
    }
}

pub fn card<'a>(import: &'a Import, id: &str) -> &'a Card {
    import.map.card(&CardId::parse(id).expect("an id")).unwrap_or_else(|| panic!("no card {id}"))
}
