//! What stands in the records of a map, as data: which keys each record has and what each holds. Looser than the shapes of a card's
//! fields: a record stays the plain data that it came as, unknown keys included, without what does not fit and without
//! the characters that no screen should obey.

use super::field::{Json, JsonObject, Shape, is_blank};
use super::text::{clean_line, clean_prose, needs_cleaning};

/// What a value of a record is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Form {
    /// One line of text, perhaps empty.
    Line,
    /// Text of several lines, perhaps empty.
    Prose,
    /// A number, a flag, a day, or one of some words.
    Plain(Shape),
    /// `null` means that there is none just now.
    Maybe(&'static Form),
    List(&'static Form),
    /// Names that people or programs chose, each with such a value.
    Table(&'static Form),
    /// What these keys hold; other keys are of a later version, or another program's.
    Record(&'static [(&'static str, Form)]),
    /// The first of these that fits.
    Either(&'static [Form]),
    /// Any data.
    Any,
}

/// What was odd about a value, for whoever read it.
pub enum Odd<'a> {
    /// It does not fit and was left out. The keys lead to it.
    Misfit { keys: &'a [&'static str], found: &'a Json },
    /// A text with characters that were taken out.
    Unsafe,
}

/// Who is told what was odd.
type Tell<'a> = &'a mut dyn FnMut(Odd<'_>);

impl Form {
    /// What a record of this form holds under a key; `None` for what nobody here knows.
    #[must_use]
    pub fn under(&self, key: &str) -> Option<&'static Form> {
        let Self::Record(known) = *self else { return None };
        known.iter().find(|(name, _)| *name == key).map(|(_, form)| form)
    }

    /// Takes out of a value what does not fit, and unsafe characters. `false`, and nothing is changed, where the whole does not fit.
    pub fn sift(&self, value: &mut Json, tell: Tell<'_>) -> bool {
        self.sift_at(value, &mut Vec::new(), tell)
    }

    fn sift_at(&self, value: &mut Json, at: &mut Vec<&'static str>, tell: Tell<'_>) -> bool {
        match (self, value) {
            (Self::Line, Json::String(text)) => clean(text, clean_line, tell),
            (Self::Prose, Json::String(text)) => clean(text, clean_prose, tell),
            (Self::Plain(shape), value) => return shape.read(value).is_some(),
            (Self::Maybe(_), Json::Null) => {}
            (Self::Maybe(form), value) => return form.sift_at(value, at, tell),
            (Self::List(form), Json::Array(items)) => {
                items.retain_mut(|item| form.keeps(item, at, tell));
            }
            (Self::Table(form), Json::Object(entries)) => {
                clean_names(entries, tell);
                entries.retain(|_, entry| form.keeps(entry, at, tell));
            }
            (Self::Record(known), Json::Object(entries)) => entries.retain(|key, value| {
                let Some((key, form)) = known.iter().find(|(name, _)| *name == key) else {
                    return true;
                };
                at.push(key);
                let kept = form.keeps(value, at, tell);
                at.pop();
                kept
            }),
            (Self::Either(forms), value) => {
                return forms.iter().any(|form| form.sift_at(value, at, tell));
            }
            (Self::Any, value) => clean_all(value, tell),
            _ => return false,
        }
        true
    }

    fn keeps(&self, value: &mut Json, at: &mut Vec<&'static str>, tell: Tell<'_>) -> bool {
        let fits = self.sift_at(value, at, tell);
        if !fits && !is_blank(value) {
            tell(Odd::Misfit { keys: at, found: value });
        }
        fits
    }
}

/// Only where something is to go: other texts stay to the letter, spaces at their ends included.
fn clean(text: &mut String, how: fn(&str) -> String, tell: Tell<'_>) {
    if needs_cleaning(text) {
        *text = how(text);
        tell(Odd::Unsafe);
    }
}

fn clean_all(value: &mut Json, tell: Tell<'_>) {
    match value {
        Json::String(text) => clean(text, clean_prose, tell),
        Json::Array(items) => items.iter_mut().for_each(|item| clean_all(item, tell)),
        Json::Object(entries) => {
            clean_names(entries, tell);
            entries.values_mut().for_each(|entry| clean_all(entry, tell));
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

fn clean_names(entries: &mut JsonObject, tell: Tell<'_>) {
    if entries.keys().any(|name| needs_cleaning(name)) {
        tell(Odd::Unsafe);
        let all = std::mem::take(entries).into_iter();
        *entries = all.map(|(name, entry)| (clean_line(&name), entry)).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const WHOLE: Form = Form::Plain(Shape::Whole(0, 600));
    const STAGE: Form = Form::Record(&[("name", Form::Line), ("minutes", WHOLE)]);
    const PLAN: Form = Form::Record(&[
        ("stages", Form::List(&STAGE)),
        ("heard", Form::Table(&Form::Prose)),
        ("who", Form::Either(&[Form::Line, Form::Record(&[("name", Form::Line)])])),
        ("now", Form::Maybe(&STAGE)),
        ("gaps", Form::List(&Form::Any)),
    ]);

    fn sifted(mut value: Json) -> (Json, Vec<String>) {
        let mut odd = Vec::new();
        assert!(PLAN.sift(&mut value, &mut |it| {
            odd.push(match it {
                Odd::Misfit { keys, found } => format!("{} {found}", keys.join(".")),
                Odd::Unsafe => "unsafe".to_owned(),
            });
        }));
        (value, odd)
    }

    #[test]
    fn what_fits_stays_to_the_letter_with_all_that_nobody_here_knows() {
        let fine = json!({ "stages": [{ "name": " How ", "minutes": 5, "x": {"y": "a\u{202E}"} }], "heard": { "a": "" },
            "who": { "name": "Ann" }, "now": null, "gaps": [1, { "skill": ["x"] }], "later": 7 });
        assert_eq!(sifted(fine.clone()), (fine, vec![]));
    }

    #[test]
    fn what_does_not_fit_goes_alone_and_is_told_by_its_keys() {
        let odd = json!({ "stages": [{ "name": 5, "minutes": 601 }, 7, { "minutes": 3 }], "heard": { "a": 1, "b": "B" },
            "who": [], "now": "x", "gaps": {}, "later": "" });
        let (left, told) = sifted(odd);
        assert_eq!(
            left,
            json!({ "stages": [{}, { "minutes": 3 }], "heard": { "b": "B" }, "later": "" })
        );
        let wanted = ["stages.name 5", "stages.minutes 601", "stages 7", "heard 1", "now \"x\""];
        assert_eq!(told, wanted, "what is blank says nothing");
    }

    #[test]
    fn no_text_keeps_a_character_that_a_screen_would_obey() {
        let odd = json!({ "stages": [{ "name": "a\u{202E}b" }], "heard": { "c\u{7}": "d\ne\u{2066}" },
            "gaps": [{ "f\u{0}": "g\u{202A}" }] });
        let (left, told) = sifted(odd);
        let clean = json!({ "stages": [{ "name": "ab" }], "heard": { "c": "d\ne" }, "gaps": [{ "f": "g" }] });
        assert_eq!((left, told), (clean, vec!["unsafe".to_owned(); 5]));
    }
}
