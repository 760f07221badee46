//! Cards of one lane that seem to belong together, because their titles share a word that says something. Only words are
//! compared, in this browser; whoever looks decides. Time grows with the number of words, whatever they are.

use std::collections::{HashMap, HashSet};

use crate::model::{CardId, Lane, Map, groups, sort_by};

/// Proposals at a time: more nobody weighs one by one.
const MOST: usize = 8;
/// What follows in a title says no more about what it is about.
const MOST_LETTERS: usize = 240;
/// Words that two cards share are named up to so many.
const MOST_WORDS: usize = 2;

/// Words that say nothing about what a card is about. Sorted.
#[rustfmt::skip]
const STOP: &[&str] = &[
    "about", "above", "after", "again", "all", "also", "always", "and", "any", "anybody",
    "anyone", "anything", "are", "aren", "around", "auf", "aus", "avec", "bad", "because", "been",
    "before", "being", "below", "best", "better", "between", "big", "both", "but", "can",
    "cannot", "con", "could", "couldn", "dans", "das", "decrease", "dem", "den", "der", "des",
    "did", "didn", "die", "does", "doesn", "doing", "don", "done", "down", "during", "each",
    "ein", "eine", "else", "enough", "even", "every", "everybody", "everyone", "few", "fewer",
    "first", "for", "from", "für", "get", "gets", "getting", "give", "good", "got", "had", "has",
    "hasn", "have", "haven", "having", "her", "here", "hers", "him", "his", "how", "improve",
    "increase", "into", "isn", "ist", "its", "just", "keep", "last", "les", "less", "like", "los",
    "lot", "made", "make", "makes", "making", "many", "may", "might", "mit", "more", "most",
    "much", "must", "need", "needs", "never", "new", "nicht", "nobody", "nor", "not", "nothing",
    "now", "off", "often", "old", "one", "only", "other", "others", "our", "ours", "out", "over",
    "own", "para", "part", "people", "per", "por", "pour", "put", "que", "really", "same", "say",
    "says", "see", "she", "should", "since", "some", "somebody", "someone", "something", "still",
    "such", "sur", "take", "takes", "than", "that", "the", "their", "them", "then", "there",
    "these", "they", "thing", "things", "this", "those", "three", "through", "too", "two", "und",
    "under", "une", "until", "upon", "use", "used", "uses", "using", "very", "von", "want", "was",
    "way", "well", "were", "what", "when", "where", "whether", "which", "while", "who", "whole",
    "whom", "whose", "why", "will", "with", "within", "without", "won", "would", "wouldn", "yet",
    "you", "your", "zum", "zur",
];

/// Cards that share words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    pub lane: Lane,
    /// The words as most of the cards write them; at least one.
    pub words: Vec<String>,
    /// From above; at least two.
    pub cards: Vec<CardId>,
}

impl Alike {
    /// What tells it from other proposals, while the map changes.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.lane.name(), self.words.join(" "))
    }
}

/// Proposals, those about the most cards first; of one lane, or of all. A card that is in a group already is left alone, and none
/// is proposed twice.
#[must_use]
pub fn alike(map: &Map, lane: Option<Lane>) -> Vec<Alike> {
    let grouped: HashSet<CardId> = groups(map).into_iter().flat_map(|group| group.cards).collect();
    let mut lanes: Vec<Vec<(f64, CardId, &str)>> = vec![Vec::new(); Lane::LANES.len()];
    for card in map.cards.values() {
        let at = card.place.lane;
        let wanted = !at.is_tray() && lane.is_none_or(|lane| lane == at);
        if wanted && card.is_active() && !grouped.contains(&card.id) {
            lanes[at.index()].push((card.place.y, card.id.clone(), card.title.as_str()));
        }
    }
    let mut all: Vec<Alike> = lanes
        .into_iter()
        .zip(Lane::LANES)
        .flat_map(|(mut cards, lane)| {
            sort_by(&mut cards, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            in_lane(*lane, &cards)
        })
        .collect();
    sort_by(&mut all, |a, b| b.cards.len().cmp(&a.cards.len()));
    all.truncate(MOST);
    all
}

/// Where a word is said: in which cards, and how it is written there.
#[derive(Default)]
struct Said {
    cards: Vec<usize>,
    written: HashMap<String, usize>,
}

fn in_lane(lane: Lane, cards: &[(f64, CardId, &str)]) -> Vec<Alike> {
    let mut said: HashMap<String, Said> = HashMap::new();
    for (n, (.., title)) in cards.iter().enumerate() {
        for word in words(title) {
            let entry = said.entry(stem(&word)).or_default();
            *entry.written.entry(word).or_default() += 1;
            if entry.cards.last() != Some(&n) {
                entry.cards.push(n);
            }
        }
    }
    // What nearly all of a long list say tells none of them apart.
    let telling = |many: usize| many >= 2 && (cards.len() < 6 || many * 5 <= cards.len() * 3);
    let mut stems: Vec<(String, Said)> =
        said.into_iter().filter(|(_, said)| telling(said.cards.len())).collect();
    sort_by(&mut stems, |(a, x), (b, y)| {
        y.cards.len().cmp(&x.cards.len()).then(b.len().cmp(&a.len())).then(a.cmp(b))
    });
    let mut taken = vec![false; cards.len()];
    let mut found = Vec::new();
    for at in 0..stems.len() {
        let free: Vec<usize> = stems[at].1.cards.iter().copied().filter(|n| !taken[*n]).collect();
        if free.len() < 2 || found.len() == MOST {
            continue;
        }
        free.iter().for_each(|n| taken[*n] = true);
        let says_all = |said: &Said| free.iter().all(|n| said.cards.binary_search(n).is_ok());
        let shared = stems[at..].iter().filter(|(_, said)| says_all(said)).take(MOST_WORDS);
        let words = shared.map(|(_, said)| usual(said)).collect();
        let cards = free.iter().map(|n| cards[*n].1.clone()).collect();
        found.push(Alike { lane, words, cards });
    }
    found
}

/// As most cards write it; of as many the shorter.
fn usual(said: &Said) -> String {
    let order = |a: &(&String, &usize), b: &(&String, &usize)| {
        b.1.cmp(a.1).then(a.0.len().cmp(&b.0.len())).then(a.0.cmp(b.0))
    };
    said.written.iter().min_by(order).map(|(word, _)| word.clone()).unwrap_or_default()
}

/// The words of a title that say something, in small letters. Scripts that put no spaces between words are taken two letters
/// at a time, which is how long most of their words are.
fn words(title: &str) -> Vec<String> {
    let mut all = Vec::new();
    let letters: String = title.chars().take(MOST_LETTERS).collect::<String>().to_lowercase();
    for run in letters.split(|c: char| !(c.is_alphanumeric() || is_mark(c) || is_unspaced(c))) {
        if run.chars().any(is_unspaced) {
            let signs: Vec<char> = run.chars().filter(|c| is_unspaced(*c)).collect();
            all.extend(signs.windows(2).map(|pair| pair.iter().collect::<String>()));
        } else if says_something(run) {
            all.push(run.to_owned());
        }
    }
    all
}

fn says_something(word: &str) -> bool {
    let long = if word.is_ascii() { 3 } else { 2 };
    word.chars().count() >= long
        && !word.chars().all(|c| c.is_numeric())
        && STOP.binary_search(&word).is_err()
}

/// Signs that belong to the letter before them: vowels of Indic scripts, points of Hebrew and Arabic.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{0591}'..='\u{05C7}' | '\u{064B}'..='\u{065F}' | '\u{0900}'..='\u{0DFF}')
}

/// Han, kana, Thai, Lao, Khmer, Burmese.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{2FA1F}')
}

/// What is left of an English word without its ending, so that one and several, doing and done are one word. Words of other
/// languages pass nearly unchanged.
fn stem(word: &str) -> String {
    if !word.is_ascii() {
        return word.to_owned();
    }
    let cut = |end: &str, least: usize| word.strip_suffix(end).filter(|rest| rest.len() >= least);
    if let Some(rest) = cut("ies", 3) {
        return format!("{rest}y");
    }
    let rest = cut("ing", 4)
        .or_else(|| cut("ed", 4))
        .or_else(|| cut("es", 4))
        .or_else(|| cut("s", 3).filter(|rest| !rest.ends_with(['s', 'u', 'i'])));
    let rest = rest.unwrap_or(word);
    let mut rest = rest.strip_suffix('e').filter(|rest| rest.len() >= 4).unwrap_or(rest).to_owned();
    // Planning, planned, plan.
    let last: Vec<u8> = rest.bytes().rev().take(2).collect();
    let is_double = matches!(last[..], [a, b] if a == b && !b"aeiosl".contains(&a));
    if rest.len() < word.len() && rest.len() > 3 && is_double {
        rest.pop();
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::story::story;
    use crate::model::{Card, CardKind};

    fn found(titles: &[&str]) -> Vec<(String, usize)> {
        let mut said = story();
        for (n, title) in titles.iter().enumerate() {
            said = said.add(CardKind::Barrier, &format!("c{n}"));
            let id = CardId::parse(&format!("c{n}")).expect("an id");
            let card = said.map.card(&id).expect("it was added");
            let card = Card { title: (*title).to_owned(), ..(**card).clone() };
            said.map.cards.insert_mut(id, card.into());
        }
        let all = alike(&said.map, None);
        all.iter().map(|it| (it.words.join(" "), it.cards.len())).collect()
    }

    #[test]
    fn the_list_of_words_that_say_nothing_is_sorted() {
        assert!(STOP.is_sorted(), "a word is looked up by halves");
    }

    #[test]
    fn cards_that_share_a_word_are_found_however_it_ends_and_small_words_join_nothing() {
        let all = found(&[
            "Onboarding takes too long",
            "Nobody owns the new tools",
            "No time to onboard people",
            "Onboarding’s checklist is old",
            "The tool is down",
            "People take the day off",
        ]);
        assert_eq!(all, [("onboarding".into(), 3), ("tool".into(), 2)]);
        assert_eq!(
            found(&["Managers are busy", "Managers' plans change", "Planning is late"]).len(),
            1
        );
        assert_eq!(found(&["It is what it is", "What is it to them"]), []);
    }

    #[test]
    fn every_card_is_proposed_once_and_two_shared_words_are_both_said() {
        let all =
            found(&["Safety videos bore", "Long safety videos", "Safety drills", "Old drills"]);
        assert_eq!(all, [("safety".into(), 3)]);
        assert_eq!(
            found(&["Safety videos bore", "Long safety videos"]),
            [("safety videos".into(), 2)]
        );
    }

    #[test]
    fn what_nearly_all_say_tells_none_of_them_apart() {
        let all = found(&[
            "Store rota",
            "Store signs",
            "Store heating",
            "Store rota again",
            "Store keys",
            "Store app",
            "Store doors",
        ]);
        assert_eq!(all, [("rota".into(), 2)]);
    }

    #[test]
    fn other_scripts_and_languages_are_not_broken() {
        assert_eq!(found(&["研修の時間", "新しい研修"])[0].1, 2);
        assert_eq!(found(&["Обучение долгое", "новое обучение"]), [("обучение".into(), 2)]);
        assert_eq!(found(&["تدريب الموظفين", "وقت تدريب"]), [("تدريب".into(), 2)]);
        assert_eq!(
            found(&["Einarbeitung dauert", "Kürzere Einarbeitung"]),
            [("einarbeitung".into(), 2)]
        );
        assert_eq!(found(&["", "  ", "🙂 🙂", "🙂"]), []);
    }

    #[test]
    fn what_is_parked_is_left_alone_and_lanes_are_not_mixed() {
        let said = story().add(CardKind::Barrier, "Old tools").add(CardKind::Barrier, "Slow tools");
        let said = said.put(Lane::Parking);
        assert_eq!(alike(&said.map, None), []);
        let here = story().add(CardKind::Barrier, "Old tools").add(CardKind::Barrier, "Slow tools");
        assert_eq!(alike(&here.map, Some(Lane::Support)), []);
        assert_eq!(alike(&here.map, Some(Lane::Barriers)).len(), 1);
    }

    #[test]
    fn five_hundred_long_cards_take_no_noticeable_time() {
        let long = "abcdefgh ".repeat(100);
        let titles: Vec<String> =
            (0..500).map(|n| format!("{long} {} w{} x{}", n % 7, n % 50, n % 90)).collect();
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        let begun = std::time::Instant::now();
        assert!(found(&titles).len() <= MOST);
        assert!(begun.elapsed() < std::time::Duration::from_secs(2), "{:?}", begun.elapsed());
    }
}
