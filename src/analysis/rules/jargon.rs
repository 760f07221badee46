//! **Jargon** (low): the title of an active card on L&D's side holds a word that only L&D uses, unless the people it is
//! for use it themselves. Business cards are never asked about. One unit's word is not everybody's: the word of
//! somebody who is linked with the card is offered first, another one's only where nobody differs.
//! Source: domain, rule 12; S0, S4.

use std::rc::Rc;

use rpds::RedBlackTreeMap;

use super::{Fact, Look, Looks, Reach, Rule};
use crate::analysis::glossary::{Term, Text};
use crate::analysis::index::{At, Change, Said};
use crate::analysis::{Finding, Fix, Glossary, Severity, Step};
use crate::model::{Card, CardId, CardKind, Map, Value};
use crate::words::Message;

pub static RULE: Rule = Rule {
    name: "jargon",
    severity: Severity::Low,
    facilitator: false,
    reads: &["side"],
    looks: Looks::At { kind: None, reach: Reach::Near, facts: &[Fact::Words], ask },
};

fn ask(look: &Look<'_>, at: At) -> Option<Finding> {
    let index = look.index;
    let card = index.card(at);
    if !is_ours(card) {
        return None;
    }
    let linked = |who: &CardId| {
        let who = index.at(who);
        who.is_some_and(|who| index.links_from(who).any(|(to, _)| to == at))
    };
    let tip = tip(card, look.glossary, &look.facts.words, &linked)?;
    let is_all = tip.word == card.title.trim_end();
    let why = Message::new(if is_all { "rule.jargon.whole" } else { "rule.jargon.why" })
        .with("word", tip.word)
        .with("title", card.name());
    let mut finding = Finding::about(&RULE, index, at, why);
    if let Some((say, title)) = tip.instead {
        let label = Message::new("fix.say").with("say", say);
        finding.fixes.push(Fix { label, step: Step::Reword { card: index.id(at), title } });
    }
    let by_hand = Step::Fill { card: index.id(at), key: "title" };
    Some(finding.fix("fix.retitle", by_hand))
}

/// A word of ours on a card of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tip {
    /// As it stands on the card.
    pub word: String,
    /// What to say, and the card's words with it; `None` where the word is best left out by a person.
    pub instead: Option<(String, String)>,
}

/// The word of ours on one card, if it has one. Reads all cards' words.
#[must_use]
pub fn word_tip(map: &Map, id: &CardId) -> Option<Tip> {
    let card = map.card(id).filter(|card| is_ours(card))?;
    let glossary = Glossary::of(map);
    if glossary.places_in(&Text::of(&card.title)).is_empty() {
        return None;
    }
    let mut known = TheirWords::blank(&glossary);
    for card in map.cards.values() {
        known.keep(card);
        known.count(card, &glossary);
    }
    let linked = |who: &CardId| map.links.values().any(|link| link.from == *who && link.to == *id);
    tip(card, &glossary, &known, &linked)
}

fn tip(
    card: &Card,
    glossary: &Glossary,
    known: &TheirWords,
    linked: &dyn Fn(&CardId) -> bool,
) -> Option<Tip> {
    let text = Text::of(&card.title);
    let mut places = glossary.places_in(&text).into_iter();
    let term = &glossary.terms[places.find(|place| known.uses[*place] == 0)?];
    let place = term.find(&text)?;
    let say = known.instead_of(term, linked).unwrap_or(&term.say);
    let word = card.title[place.clone()].to_owned();
    let instead = (!say.is_empty()).then(|| (say.to_owned(), reworded(&card.title, place, say)));
    Some(Tip { word, instead })
}

/// An active card that L&D speaks with.
fn is_ours(card: &Card) -> bool {
    card.is_active() && card.kind != CardKind::Stakeholder && card.fields.text("side") == "learning"
}

/// The title with other words in it; a capital stays one where the title begins with it.
fn reworded(title: &str, place: std::ops::Range<usize>, say: &str) -> String {
    let capital = title[place.clone()].starts_with(char::is_uppercase);
    let mut letters = say.chars();
    let say = match letters.next() {
        Some(first) if capital && place.start == 0 => {
            first.to_uppercase().collect::<String>() + letters.as_str()
        }
        _ => say.to_owned(),
    };
    format!("{}{say}{}", &title[..place.start], &title[place.end..])
}

/// What somebody calls a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learned {
    pub who: CardId,
    pub ours: String,
    pub theirs: String,
}

/// The words that stakeholders have for ours, as the map has learned them.
#[must_use]
pub fn learned(map: &Map) -> Vec<Learned> {
    let rows = map.cards.values().flat_map(|card| table(card).map(move |row| (card, row)));
    let row = |(card, (ours, theirs)): (&Rc<Card>, (&str, &str))| Learned {
        who: card.id.clone(),
        ours: ours.to_owned(),
        theirs: theirs.to_owned(),
    };
    rows.map(row).collect()
}

/// Which of our words the business uses, and what stakeholders call things. Kept as counts, so that a card can be
/// taken in and out.
#[derive(Debug, Clone, PartialEq)]
pub struct TheirWords {
    /// How many texts hold each term: what somebody said in their own words, and the titles of the business's cards.
    uses: Vec<usize>,
    /// Cards with a table of other words.
    tables: RedBlackTreeMap<CardId, Rc<Card>>,
}

impl TheirWords {
    #[must_use]
    pub fn blank(glossary: &Glossary) -> Self {
        let (uses, tables) = (vec![0; glossary.terms.len()], RedBlackTreeMap::new());
        Self { uses, tables }
    }

    pub fn keep(&mut self, card: &Rc<Card>) {
        if table(card).next().is_some() {
            self.tables.insert_mut(card.id.clone(), card.clone());
        }
    }

    pub fn let_go(&mut self, id: &CardId) {
        self.tables.remove_mut(id);
    }

    pub fn count(&mut self, card: &Card, glossary: &Glossary) {
        said(card, |text| {
            glossary.places_in(&Text::of(text)).iter().for_each(|place| self.uses[*place] += 1);
        });
    }

    pub fn discount(&mut self, card: &Card, glossary: &Glossary) {
        said(card, |text| {
            glossary.places_in(&Text::of(text)).iter().for_each(|place| self.uses[*place] -= 1);
        });
    }

    /// Something else is offered than before, or for other words.
    pub fn differ(&self, before: &Self, change: &Change) -> bool {
        let mut uses = self.uses.iter().zip(&before.uses);
        let table_of = |words: &Self, id: &CardId| -> Vec<(String, String)> {
            let rows = words.tables.get(id).into_iter().flat_map(|card| table(card));
            rows.map(|(ours, theirs)| (ours.to_owned(), theirs.to_owned())).collect()
        };
        let mut cards = change.before.iter().chain(&change.now).map(|card| &card.id);
        uses.any(|(now, then)| (*now == 0) != (*then == 0))
            || cards.any(|id| table_of(self, id) != table_of(before, id))
    }

    fn instead_of(&self, term: &Term, linked: &dyn Fn(&CardId) -> bool) -> Option<&str> {
        let rows =
            || self.tables.values().flat_map(|card| table(card).map(move |row| (&card.id, row)));
        let fitting = || rows().filter(|(_, (ours, _))| term.find(&Text::of(ours)).is_some());
        if let Some((_, (_, theirs))) = fitting().find(|(who, _)| linked(who)) {
            return Some(theirs);
        }
        let (_, (_, first)) = fitting().next()?;
        fitting().all(|(_, (_, theirs))| theirs == first).then_some(first)
    }
}

/// The texts of a card that are the business's own words.
fn said(card: &Card, mut take: impl FnMut(&str)) {
    if card.kind != CardKind::Stakeholder && card.fields.text("side") == "business" {
        take(&card.title);
    }
    if let Some(Value::Text(text)) = card.fields.get("their_words") {
        take(text);
    }
    table(card).for_each(|(_, theirs)| take(theirs));
}

/// Our words and theirs, as one card has them.
fn table(card: &Card) -> impl Iterator<Item = (&str, &str)> {
    let table = match card.fields.get("their_words") {
        Some(Value::Table(table)) => Some(table),
        _ => None,
    };
    let rows = table.into_iter().flatten();
    rows.map(|(ours, theirs)| (ours.as_str(), theirs.as_text().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use crate::analysis::Step;
    use crate::analysis::story::{Story, whole};
    use crate::model::{CardKind as K, Lane, LinkKind as L};
    use serde_json::json;

    fn with_webinar() -> Story {
        whole().add(K::Commitment, "Webinar on pricing").set("side", "learning")
    }

    fn offered(story: &Story) -> Option<String> {
        let found = story.found("jargon");
        match &found.first()?.fixes.first()?.step {
            Step::Reword { title, .. } => Some(title.clone()),
            _ => None,
        }
    }

    #[test]
    fn our_words_are_asked_about_and_theirs_are_offered() {
        with_webinar().asks("jargon", &["Webinar on pricing"]);
        assert_eq!(offered(&with_webinar()).as_deref(), Some("Online talk on pricing"));
        let theirs = with_webinar().of("Ann").set("their_words", json!({"webinars": "lunch talk"}));
        assert_eq!(offered(&theirs).as_deref(), Some("Lunch talk on pricing"));
    }

    #[test]
    fn one_units_word_is_offered_to_that_unit_only_where_units_differ() {
        let two = with_webinar()
            .of("Ann")
            .set("their_words", json!({"webinar": "lunch talk"}))
            .of("Bob")
            .set("their_words", json!({"webinar": "screen hour"}));
        assert_eq!(offered(&two).as_deref(), Some("Online talk on pricing"));
        let linked = two.link("Bob", L::Owns, "Webinar on pricing");
        assert_eq!(offered(&linked).as_deref(), Some("Screen hour on pricing"));
    }

    #[test]
    fn business_cards_people_and_what_is_set_aside_are_never_asked_about() {
        whole().asks("jargon", &[]);
        with_webinar().set("side", "business").asks("jargon", &[]);
        with_webinar().put(Lane::Parking).asks("jargon", &[]);
        whole().colleague("Webinar team").set("side", "learning").asks("jargon", &[]);
    }

    #[test]
    fn a_word_that_they_use_themselves_is_no_jargon() {
        with_webinar()
            .of("Ann")
            .set("their_words", json!({"online course": "the webinar"}))
            .asks("jargon", &[]);
        with_webinar()
            .add(K::Challenge, "Reach")
            .set("their_words", "Nobody comes to our webinars.")
            .asks("jargon", &[]);
    }

    #[test]
    fn a_word_on_a_card_of_the_business_is_theirs_too() {
        let used = with_webinar().add(K::Challenge, "Too many webinars").set("side", "business");
        used.asks("jargon", &[]);
        used.set("side", "learning").asks("jargon", &["Too many webinars", "Webinar on pricing"]);
    }

    #[test]
    fn one_card_by_itself_says_what_the_whole_map_says_of_it() {
        let two = with_webinar()
            .of("Bob")
            .set("their_words", json!({"webinar": "screen hour"}))
            .of("Ann")
            .set("their_words", json!({"webinar": "lunch talk"}))
            .link("Bob", L::Owns, "Webinar on pricing");
        let id = two.found("jargon")[0].about[0].clone();
        let tip = super::word_tip(&two.map, &id).expect("a word of ours");
        let instead = ("screen hour".to_owned(), "Screen hour on pricing".to_owned());
        assert_eq!((tip.word.as_str(), tip.instead), ("Webinar", Some(instead)));
        assert_eq!(super::word_tip(&whole().map, &id), None);
        let learned = super::learned(&two.map);
        assert_eq!(
            learned.iter().map(|l| l.theirs.as_str()).collect::<Vec<_>>(),
            ["lunch talk", "screen hour"]
        );
    }

    #[test]
    fn what_is_best_left_out_is_left_to_a_person() {
        let story = whole().add(K::Case, "Learning theory at work").set("side", "learning");
        story.asks("jargon", &["Learning theory at work"]);
        assert_eq!(offered(&story), None);
    }
}
