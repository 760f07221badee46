//! What people write: tokens that stand nowhere else and are found again whoever else writes between their letters.

use std::collections::BTreeSet;

use serde_json::Value;

/// Three letters for each.
pub const MOST_PEOPLE: usize = 8;
const BITS: usize = 10;

fn letters(person: usize) -> [char; 3] {
    let letter = |n: usize| char::from(b'a' + u8::try_from(3 * person + n).expect("few people"));
    [letter(0), letter(1), letter(2)]
}

/// A number in two letters of the person's own, and a third that ends it.
pub fn token(person: usize, number: usize) -> String {
    let [no, yes, end] = letters(person);
    let bit = |at: usize| if number >> at & 1 == 1 { yes } else { no };
    (0..BITS).rev().map(bit).chain([end]).collect()
}

/// Whose token it is.
pub fn writer(token: &str) -> usize {
    token.bytes().next().map_or(0, |letter| usize::from(letter - b'a') / 3)
}

/// The tokens of everybody in all titles of a map.
pub fn tokens_in(map: &Value) -> BTreeSet<String> {
    let cards = map["cards"].as_array().into_iter().flatten();
    let titles = cards.filter_map(|card| card["title"].as_str());
    titles.flat_map(|title| (0..MOST_PEOPLE).flat_map(|person| of(person, title))).collect()
}

fn of(person: usize, title: &str) -> Vec<String> {
    let letters = letters(person);
    let own: String = title.chars().filter(|letter| letters.contains(letter)).collect();
    let whole = |token: &&str| token.len() == BITS + 1 && token.ends_with(letters[2]);
    own.split_inclusive(letters[2]).filter(whole).map(str::to_owned).collect()
}

/// Does the text end between tokens of this person, and not inside of one?
pub fn is_between(person: usize, text: &str) -> bool {
    let letters = letters(person);
    text.chars().filter(|letter| letters.contains(letter)).count() % (BITS + 1) == 0
}

/// Places near the beginning of a title that do not lie inside of a token of this person's own.
pub fn places_between(person: usize, title: &str) -> Vec<usize> {
    let beginnings = title.char_indices().take(20).map(|(at, _)| &title[..at]);
    beginnings.filter(|text| is_between(person, text)).map(|text| text.chars().count()).collect()
}

#[test]
fn tokens_are_found_among_the_letters_of_others() {
    let (one, two) = (token(0, 5), token(7, 1_023));
    assert_eq!((writer(&one), writer(&two)), (0, 7));
    let mixed: String = one.chars().zip(two.chars()).flat_map(|(a, b)| [a, b]).collect();
    let map = serde_json::json!({ "cards": [{ "title": format!("CARD 1 {mixed}") }] });
    assert_eq!(tokens_in(&map), BTreeSet::from([one.clone(), two]));
    let torn = serde_json::json!({ "cards": [{ "title": &one[1..] }] });
    assert_eq!(tokens_in(&torn), BTreeSet::new());
}
