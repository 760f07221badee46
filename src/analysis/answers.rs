//! Answers to findings: "deliberate, because …". An answer holds while what it was about stays the same.
//! Kept in the map's `answers`, one record per question and subject. Knows no rule in particular.

use super::Finding;
use crate::model::text::fingerprint;
use crate::model::{Date, Json, Map};

/// What somebody answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// In their own words.
    pub because: String,
    /// Who said so, where that is known.
    pub by: Option<String>,
    pub on: Option<Date>,
    /// What the finding was about then: see `print_of`.
    print: String,
}

impl Answer {
    #[must_use]
    pub fn new(
        finding: &Finding,
        map: &Map,
        because: String,
        by: Option<String>,
        on: Date,
    ) -> Self {
        Self { because, by, on: Some(on), print: print_of(finding, map) }
    }

    /// What it is about is as it was: the question rests.
    #[must_use]
    pub fn holds(&self, finding: &Finding, map: &Map) -> bool {
        self.print == print_of(finding, map)
    }

    /// The record that goes into the map's `answers`, under [`Finding::answer_id`].
    #[must_use]
    pub fn to_record(&self, finding: &Finding) -> Json {
        let mut record = crate::model::JsonObject::new();
        let mut put = |key: &str, value: Json| drop(record.insert(key.to_owned(), value));
        put("id", Json::from(id_of(finding)));
        put("rule", Json::from(finding.rule.name));
        put("subject", Json::from(finding.subject.as_str()));
        put("because", Json::from(self.because.as_str()));
        if let Some(by) = &self.by {
            put("by", Json::from(by.as_str()));
        }
        if let Some(on) = self.on {
            put("on", Json::from(on.to_string()));
        }
        put("print", Json::from(self.print.as_str()));
        Json::Object(record)
    }

    /// Reads what [`Self::to_record`] wrote.
    #[must_use]
    pub fn read(record: &Json) -> Option<Self> {
        let text = |key: &str| record.get(key).and_then(Json::as_str);
        Some(Self {
            because: text("because")?.to_owned(),
            by: text("by").map(str::to_owned),
            on: text("on").and_then(Date::parse),
            print: text("print")?.to_owned(),
        })
    }
}

/// The answers that a map holds.
#[derive(Clone, Copy)]
pub struct Answers<'a>(&'a Map);

impl<'a> Answers<'a> {
    #[must_use]
    pub fn of(map: &'a Map) -> Self {
        Self(map)
    }

    /// What was answered to this question about this subject, whether or not it still holds.
    #[must_use]
    pub fn to(&self, finding: &Finding) -> Option<Answer> {
        let answers = self.0.records.lists.get("answers").filter(|answers| !answers.is_empty())?;
        answers.get(&id_of(finding)).and_then(Answer::read)
    }

    /// The question was answered, and nothing that it was about has changed since.
    #[must_use]
    pub fn settles(&self, finding: &Finding) -> bool {
        self.to(finding).is_some_and(|answer| answer.holds(finding, self.0))
    }
}

impl Finding {
    /// The id of the record that answers it. Two people who answer at once write the same record.
    #[must_use]
    pub fn answer_id(&self) -> String {
        id_of(self)
    }
}

fn id_of(finding: &Finding) -> String {
    format!("{}-{}", finding.rule.name, fingerprint(&[&finding.subject]))
}

/// What a finding is about, as a short text that changes when it does: which cards and links, how weighty, what
/// the cards are called, and the fields that the rule reads. Not how many days have gone by: an answer would
/// never live longer than a day.
fn print_of(finding: &Finding, map: &Map) -> String {
    let mut parts = vec![finding.rule.name.to_owned(), finding.severity.name().to_owned()];
    for id in &finding.about {
        parts.push(id.as_str().to_owned());
        let Some(card) = map.card(id) else { continue };
        parts.push(card.title.trim().to_owned());
        for key in finding.rule.reads {
            let value = card.fields.get(key).map(|value| value.to_json().to_string());
            parts.push(value.unwrap_or_default());
        }
    }
    parts.extend(finding.links.iter().map(|id| id.as_str().to_owned()));
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    fingerprint(&parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::story::{Story, story, whole};
    use crate::model::{CardKind as K, LinkKind as L};

    fn answered(story: &Story, rule: &'static str) -> Story {
        let finding = &story.found(rule)[0];
        let answer = Answer::new(
            finding,
            &story.map,
            "a trial".to_owned(),
            Some("Ann".to_owned()),
            story.today,
        );
        let record = answer.to_record(finding);
        story.clone().record("answers", &id_of(finding), record)
    }

    fn rests(story: &Story, rule: &'static str) -> bool {
        let found = story.found(rule);
        found.iter().any(|finding| Answers::of(&story.map).settles(finding))
    }

    #[test]
    fn an_answer_rests_the_question_and_says_whose_it_is() {
        let bare = whole().unlink("Ann", L::Sponsors, "Guide");
        assert!(!rests(&bare, "no_sponsor"));
        let told = answered(&bare, "no_sponsor");
        assert!(rests(&told, "no_sponsor"));
        let answer = Answers::of(&told.map).to(&told.found("no_sponsor")[0]).expect("an answer");
        assert_eq!((answer.because.as_str(), answer.by.as_deref()), ("a trial", Some("Ann")));
        assert_eq!(answer.on, Some(told.today));
    }

    #[test]
    fn the_question_is_asked_again_when_what_it_was_about_changes() {
        let told = answered(&whole().unlink("Ann", L::Sponsors, "Guide"), "no_sponsor");
        assert!(rests(&told.clone().of("Sales").set("target", 99), "no_sponsor"));
        assert!(rests(&told.clone().of("Guide").set("how", "By phone"), "no_sponsor"));
        assert!(!rests(&told.clone().of("Guide").set("status", "pilot"), "no_sponsor"));
        let other = told.of("Ann").set("level", "manager").link("Ann", L::Sponsors, "Guide");
        assert!(!rests(&other, "no_sponsor"), "somebody sponsors it now, who is no leader");
    }

    #[test]
    fn days_that_go_by_ask_again_only_when_the_question_weighs_more() {
        let mut told =
            answered(&whole().of("Guide").set("reviewed_on", "2026-10-20"), "stale_checkin");
        told.today = told.today.plus_days(5);
        assert!(rests(&told, "stale_checkin"));
        told.today = told.today.plus_days(40);
        assert!(!rests(&told, "stale_checkin"));
    }

    #[test]
    fn an_answer_about_one_card_says_nothing_about_another() {
        let two = story().add(K::Initiative, "Course").add(K::Initiative, "Guide");
        let told = answered(&two, "no_line_of_sight");
        let settled = told.found("no_line_of_sight");
        let settled = settled.iter().filter(|f| Answers::of(&told.map).settles(f));
        assert_eq!(settled.count(), 1);
    }

    #[test]
    fn a_record_that_is_no_answer_settles_nothing() {
        let bare = whole().unlink("Ann", L::Sponsors, "Guide");
        let id = id_of(&bare.found("no_sponsor")[0]);
        let odd = bare.record("answers", &id, serde_json::json!({"id": id, "because": 3}));
        assert!(!rests(&odd, "no_sponsor"));
    }
}
