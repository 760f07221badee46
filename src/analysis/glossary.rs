//! Words that only L&D uses, what to say instead, and where they stand in a text. A map may add words, change
//! them and take them away. Source of the words: domain, section 5, with the articles they come from.
//!
//! Whole words are found, with hyphens or blanks between them and in the plural. Where a script writes without
//! blanks between its words, a term is found wherever it stands.

use std::borrow::Cow;
use std::ops::Range;

use crate::model::text::fingerprint;
use crate::model::{Json, Map, Sorted, sort_and_dedup, sort_by};

/// A word and what to say instead; nothing to say means that it is best left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    pub term: String,
    pub say: String,
    needle: Vec<Token>,
}

/// What every map starts with.
const KNOWN: [(&str, &str); 41] = [
    ("rubric", "what good looks like"),
    ("assessment", "check they can do it"),
    ("learning objective", "what people will do"),
    ("learning theory", ""),
    ("blended learning", "live plus self-paced"),
    ("asynchronous", "in your own time"),
    ("synchronous", "live"),
    ("on-the-job training", "shadowing"),
    ("learning experience", "support"),
    ("WIIFM", "how this helps you"),
    ("proof of concept", "small trial"),
    ("skill transformation", "preparing people for new work"),
    ("needs analysis", "finding what’s in the way"),
    ("LMS", "training website"),
    ("learning solution", "what fixes it"),
    ("talent management", "getting and keeping people"),
    ("thought leadership", "advice"),
    ("order taker", "doing what’s asked"),
    ("strategic business partner", "working on your goals"),
    ("learning ops", "tying training to results"),
    ("always on", "available anytime"),
    ("knowledge retention", "remembering at work"),
    ("learning technology", "tools"),
    ("OD", "team setup"),
    ("customer education", "helping customers use it"),
    ("webinar", "online talk"),
    ("job aid", "one-page guide"),
    ("instructional video", "how-to clip"),
    ("soft skills", "hard conversations, feedback, coaching"),
    ("upskill", "build current staff"),
    ("talent development", "growing people"),
    ("competency", "job skill"),
    ("training function", "training team"),
    ("human performance", "how people work"),
    ("feed forward", "picture the result"),
    ("learner", "employee"),
    ("learning transfer", "using it"),
    ("microlearning", "five-minute help"),
    ("e-learning", "online course"),
    ("ADDIE", "our process"),
    ("SME", "expert"),
];

/// The words that every map starts with.
pub fn known_terms() -> impl Iterator<Item = Term> {
    KNOWN.iter().map(|(term, say)| Term::new(term, say))
}

/// The id of the record that keeps a word, the same however it is written; `None` for what is no word.
#[must_use]
pub fn term_id(term: &str) -> Option<String> {
    let words: Vec<_> = tokens(term).into_iter().map(|token| token.folded).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    (!words.is_empty()).then(|| format!("term-{}", fingerprint(&words)))
}

/// The words to avoid on one map.
#[derive(Debug, Clone, PartialEq)]
pub struct Glossary {
    pub terms: Vec<Term>,
    /// The first word of each term as it may stand in a text, with the places of the terms that begin with it.
    by_word: Sorted<String, Vec<usize>>,
    /// Terms in scripts without blanks between words, which stand anywhere.
    anywhere: Vec<usize>,
}

impl Glossary {
    /// Words of its own that a map may have and that are looked for; further ones are kept and pass unseen.
    pub const MOST: usize = 2_000;

    /// The usual words, changed by the map's own `glossary`: `{term, say}` adds or changes one,
    /// `{term, off: true}` takes it away. Of two records about one word the last holds.
    #[must_use]
    pub fn of(map: &Map) -> Self {
        let records = map.records.lists.get("glossary").into_iter().flatten().take(Self::MOST);
        let own = records.map(|(_, record)| {
            let text =
                |key: &str| record.get(key).and_then(Json::as_str).unwrap_or_default().trim();
            let is_off = record.get("off").and_then(Json::as_bool) == Some(true);
            (Term::new(text("term"), text("say")), is_off)
        });
        let own: Vec<_> = own.filter(|(term, _)| !term.needle.is_empty()).collect();
        let last = own.iter().enumerate().map(|(place, (term, _))| (term.same(), place));
        let last: Sorted<String, usize> = last.collect();
        let known = known_terms().filter(|term| !last.contains_key(&term.same()));
        let mut terms: Vec<_> = known.collect();
        for (place, (term, is_off)) in own.into_iter().enumerate() {
            if !is_off && last.get(&term.same()) == Some(&place) {
                terms.push(term);
            }
        }
        Self::with(terms)
    }

    fn with(terms: Vec<Term>) -> Self {
        let (mut words, mut anywhere) = (Vec::new(), Vec::new());
        for (place, term) in terms.iter().enumerate() {
            match &term.needle[..] {
                [first, ..] if first.plain.chars().any(is_unspaced) => anywhere.push(place),
                [first, ..] => words.push((first.folded.clone(), place)),
                [] => {}
            }
        }
        sort_by(&mut words, Ord::cmp);
        let mut by_word: Sorted<String, Vec<usize>> = Sorted::default();
        for (word, place) in words {
            by_word.get_or_default(word).push(place);
        }
        Self { terms, by_word, anywhere }
    }

    /// The places of the terms that stand in a text, ascending. However many terms there are, only those are tried
    /// of which a word is there.
    #[must_use]
    pub fn places_in(&self, text: &Text<'_>) -> Vec<usize> {
        let mut found = self.anywhere.clone();
        for token in &text.tokens {
            for word in singulars(&token.folded) {
                found.extend(self.by_word.get(&*word).into_iter().flatten());
            }
        }
        sort_and_dedup(&mut found);
        found.retain(|place| self.terms[*place].find(text).is_some());
        found
    }
}

/// A word, and what it may be the plural of.
fn singulars(word: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let less = |end: &str| word.strip_suffix(end).map(Cow::Borrowed);
    let y = word.strip_suffix("ies").map(|stem| Cow::Owned(format!("{stem}y")));
    [Some(Cow::Borrowed(word)), less("s"), less("es"), y].into_iter().flatten()
}

impl Term {
    pub(super) fn new(term: &str, say: &str) -> Self {
        Self { term: term.to_owned(), say: say.to_owned(), needle: tokens(term) }
    }

    /// The same for terms that differ in nothing but capitals and signs.
    fn same(&self) -> String {
        let words: Vec<&str> = self.needle.iter().map(|token| &*token.folded).collect();
        words.join(" ")
    }

    /// Where the term stands first in a text.
    #[must_use]
    pub fn find(&self, text: &Text<'_>) -> Option<Range<usize>> {
        let first = self.needle.first()?;
        if first.plain.chars().any(is_unspaced) {
            return text.text.find(&first.plain).map(|at| at..at + first.plain.len());
        }
        let windows = text.tokens.windows(self.needle.len());
        windows.into_iter().find(|words| self.is(words)).map(|words| {
            let (first, last) = (&words[0], &words[words.len() - 1]);
            first.start..last.start + last.plain.len()
        })
    }

    fn is(&self, words: &[Token]) -> bool {
        let last = self.needle.len() - 1;
        words.iter().zip(&self.needle).enumerate().all(|(place, (word, wanted))| {
            // Letters that stand for words are too short to be told from words in other languages.
            let (word, wanted) = match wanted.is_initials() {
                true => (&word.plain, &wanted.plain),
                false => (&word.folded, &wanted.folded),
            };
            word == wanted || (place == last && is_plural(word, wanted))
        })
    }
}

fn is_plural(word: &str, of: &str) -> bool {
    match word.strip_prefix(of) {
        Some(end) => matches!(end, "s" | "es" | "S"),
        None => of.strip_suffix('y').is_some_and(|stem| word.strip_prefix(stem) == Some("ies")),
    }
}

/// A text cut into words once, to look for many terms.
pub struct Text<'a> {
    text: &'a str,
    tokens: Vec<Token>,
}

impl<'a> Text<'a> {
    #[must_use]
    pub fn of(text: &'a str) -> Self {
        Self { text, tokens: tokens(text) }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    start: usize,
    plain: String,
    folded: String,
}

impl Token {
    fn is_initials(&self) -> bool {
        self.plain.len() > 1 && self.plain.bytes().all(|b| b.is_ascii_uppercase())
    }
}

fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if parts_words(c) {
            if start < at {
                let plain = text[start..at].to_owned();
                found.push(Token { start, folded: plain.to_lowercase(), plain });
            }
            start = at + c.len_utf8();
        }
    }
    found
}

/// Blanks and signs. Marks that belong to letters are no signs, in whatever script.
fn parts_words(c: char) -> bool {
    c.is_whitespace()
        || c.is_ascii_punctuation()
        || matches!(c, '\u{00A1}'..='\u{00BF}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}' | '\u{3000}'..='\u{303F}')
}

/// Letters of scripts that put no blanks between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::story::story;
    use serde_json::json;

    fn found<'a>(term: &str, text: &'a str) -> Option<&'a str> {
        Term::new(term, "").find(&Text::of(text)).map(|range| &text[range])
    }

    #[test]
    fn whole_words_are_found_in_the_plural_and_with_or_without_hyphens() {
        for (term, text, wanted) in [
            ("webinar", "Three webinars, then a talk", Some("webinars")),
            ("competency", "Competencies for 2027", Some("Competencies")),
            ("on-the-job training", "Structured on the job training", Some("on the job training")),
            ("job aid", "A job-aid", Some("job-aid")),
            ("instructional video", "Instructional videos", Some("Instructional videos")),
            ("learner", "Learnership scheme", None),
            ("learner", "Fast-learners", Some("learners")),
            ("synchronous", "Asynchronous talks", None),
            ("SME", "Ask the SMEs", Some("SMEs")),
            ("OD", "Lekcja od Ani", None),
        ] {
            assert_eq!(found(term, text), wanted, "{term} in {text}");
        }
    }

    #[test]
    fn other_scripts_are_not_broken() {
        assert_eq!(found("研修", "新しい研修計画"), Some("研修"));
        assert_eq!(found("тренинг", "Новый Тренинг!"), Some("Тренинг"));
        assert_eq!(found("तालिका", "नई तालिका"), Some("तालिका"));
        assert_eq!(found("webinar", "👩‍🏫webinar"), None);
        assert_eq!(found("", "anything"), None);
    }

    #[test]
    fn a_map_adds_changes_and_takes_away_words() {
        let map = story()
            .record("glossary", "a", json!({"id": "a", "term": "Rubrik", "say": "a list"}))
            .record("glossary", "b", json!({"id": "b", "term": "WEBINAR", "off": true}))
            .record("glossary", "c", json!({"id": "c", "term": "job aid", "say": "card"}))
            .record("glossary", "d", json!({"id": "d", "say": "nothing to replace"}))
            .map;
        let glossary = Glossary::of(&map);
        let say = |term: &str| {
            let known = glossary.terms.iter().find(|known| known.term == term);
            known.map(|term| term.say.as_str())
        };
        assert_eq!(glossary.terms.len(), KNOWN.len());
        assert_eq!(say("Rubrik"), Some("a list"));
        assert_eq!(say("webinar"), None);
        assert_eq!(say("job aid"), Some("card"));
    }
}

// Native only: the generator of random cases is no dependency of the Wasm tests.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod properties {
    use super::*;
    use proptest::prelude::*;

    fn found<'a>(term: &str, text: &'a str) -> Option<&'a str> {
        Term::new(term, "").find(&Text::of(text)).map(|range| &text[range])
    }

    /// Words of scripts that put blanks between them.
    fn word() -> impl Strategy<Value = String> {
        prop_oneof!["[a-z]{4,9}", "[а-я]{4,9}", "[α-ω]{4,9}", "[א-ת]{4,9}", "[a-zäöüßéñ]{4,9}"]
    }

    proptest! {
        #[test]
        fn a_whole_word_is_found_between_whatever_parts_words(
            term in word(), before in word(), after in word(), sign in "[ .,;:!?()/–—-]{1,3}",
        ) {
            prop_assume!(before != term && after != term && !is_plural(&before, &term) && !is_plural(&after, &term));
            let text = format!("{before}{sign}{term}{sign}{after}");
            prop_assert_eq!(found(&term, &text), Some(term.as_str()));
            let lower_and_upper = term.to_uppercase();
            if lower_and_upper.to_lowercase() == term {
                let shouted = found(&term, &lower_and_upper);
                prop_assert_eq!(shouted, Some(lower_and_upper.as_str()));
            }
        }

        #[test]
        fn a_part_of_a_word_is_no_word(term in word(), more in "[b-df-hj-np-rt-z]{2,5}") {
            for text in [format!("{more}{term}"), format!("{term}{more}"), format!("{more}{term}{more}")] {
                prop_assert_eq!(found(&term, &text), None, "{} in {}", term, text);
            }
        }

        #[test]
        fn plurals_and_hyphens_make_no_difference(first in "[a-z]{4,8}", last in "[a-z]{4,8}") {
            let term = format!("{first} {last}");
            for text in [format!("{first}-{last}"), format!("{first} {last}s"), format!("{first}\u{2011}{last}es")] {
                prop_assert_eq!(found(&term, &text), Some(text.as_str()));
            }
            if let Some(stem) = last.strip_suffix('y') {
                let many = format!("{first} {stem}ies");
                prop_assert_eq!(found(&term, &many), Some(many.as_str()));
            }
        }

        /// Whatever stands there, a place is a place in the text: nothing is cut in the middle of a letter.
        #[test]
        fn any_text_and_any_term_may_meet(term in any::<String>(), text in any::<String>()) {
            let both = format!("{text} {term} {text}");
            for text in [&text, &both] {
                if let Some(place) = Term::new(&term, "").find(&Text::of(text)) {
                    prop_assert!(text.get(place).is_some_and(|found| !found.is_empty()));
                }
            }
        }
    }
}
