//! **Jargon** (low): the title of an active card on L&D's side holds a word that only L&D uses, unless the people it is
//! for use it themselves. Business cards are never asked about. One unit's word is not everybody's: the word of
//! somebody who is linked with the card is offered first, another one's only where nobody differs.
//! Source: domain, rule 12; S0, S4.

use super::{Look, Rule};
use crate::analysis::glossary::{Term, Text};
use crate::analysis::index::{At, Index, Said};
use crate::analysis::{Finding, Fix, Severity, Step};
use crate::model::{CardKind, Value};
use crate::words::Message;

pub static RULE: Rule =
    Rule { name: "jargon", severity: Severity::Low, facilitator: false, reads: &["side"], check };

fn check(look: &Look<'_>, found: &mut Vec<Finding>) {
    let index = look.index;
    let known = TheirWords::on(index);
    let terms: Vec<&Term> = look.glossary.terms.iter().filter(|term| !known.uses(term)).collect();
    for at in index.all().filter(|at| is_ours(index, *at)) {
        let card = index.card(at);
        let text = Text::of(&card.title);
        let mut hits = terms.iter().filter_map(|term| Some((*term, term.find(&text)?)));
        let Some((term, place)) = hits.next() else { continue };
        let say = known.instead_of(index, at, term).unwrap_or(&term.say);
        let is_all = place == (0..card.title.trim_end().len());
        let why = Message::new(if is_all { "rule.jargon.whole" } else { "rule.jargon.why" })
            .with("word", &card.title[place.clone()])
            .with("title", card.name());
        let mut finding = Finding::about(&RULE, index, at, why);
        if !say.is_empty() {
            let title = reworded(&card.title, place, say);
            let label = Message::new("fix.say").with("say", say);
            finding.fixes.push(Fix { label, step: Step::Reword { card: index.id(at), title } });
        }
        let by_hand = Step::Fill { card: index.id(at), key: "title" };
        found.push(finding.fix("fix.retitle", by_hand));
    }
}

/// An active card that L&D speaks with.
fn is_ours(index: &Index<'_>, at: At) -> bool {
    let card = index.card(at);
    index.is_active(at)
        && card.kind != CardKind::Stakeholder
        && card.fields.text("side") == "learning"
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

/// What stakeholders call things, and texts in their own words.
struct TheirWords<'a> {
    said: Vec<Text<'a>>,
    instead: Vec<(At, Text<'a>, &'a str)>,
}

impl<'a> TheirWords<'a> {
    fn on(index: &Index<'a>) -> Self {
        let mut words = Self { said: Vec::new(), instead: Vec::new() };
        for at in index.all() {
            let fields = &index.card(at).fields;
            match fields.get("their_words") {
                Some(Value::Text(text)) => words.said.push(Text::of(text)),
                Some(Value::Table(table)) => {
                    for (ours, theirs) in table {
                        let theirs = theirs.as_text().unwrap_or_default();
                        words.said.push(Text::of(theirs));
                        words.instead.push((at, Text::of(ours), theirs));
                    }
                }
                _ => {}
            }
        }
        words
    }

    fn uses(&self, term: &Term) -> bool {
        self.said.iter().any(|text| term.find(text).is_some())
    }

    fn instead_of(&self, index: &Index<'a>, card: At, term: &Term) -> Option<&'a str> {
        let fitting = || self.instead.iter().filter(|(_, ours, _)| term.find(ours).is_some());
        let linked = |who: At| index.links_from(who).any(|(to, _)| to == card);
        if let Some((_, _, theirs)) = fitting().find(|(who, _, _)| linked(*who)) {
            return Some(theirs);
        }
        let (_, _, first) = fitting().next()?;
        fitting().all(|(_, _, theirs)| theirs == first).then_some(*first)
    }
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
    fn what_is_best_left_out_is_left_to_a_person() {
        let story = whole().add(K::Case, "Learning theory at work").set("side", "learning");
        story.asks("jargon", &["Learning theory at work"]);
        assert_eq!(offered(&story), None);
    }
}
