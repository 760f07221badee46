//! Pages to take along: the whole map for an executive, a case, a recap for a stakeholder, a line of sight.
//! Each is a [`Sheet`] in people's own words; what nobody has said is a gap that shows. Nothing private is in them:
//! no rating, no note, no moment, and no question that is for the facilitator alone. Source: domain, section 1; S0, S4.

mod case;
mod executive;
mod matrix;
mod numbers;
mod recap;
mod sight;

use super::index::{At, Index, Said, leads};
use crate::model::{Card, CardKind, Date, LinkKind, Map, PageOf, Sheet, sort_by};
use crate::words::{Message, Words};

pub use executive::freed_days;
pub use numbers::course;

/// What a page is made from.
struct Look<'a> {
    index: Index<'a>,
    today: Date,
    words: &'a Words,
}

/// The page about this; `None` where there is no such card.
#[must_use]
pub fn sheet(map: &Map, of: &PageOf, today: Date, words: &Words) -> Option<Sheet> {
    let look = Look { index: Index::of(map), today, words };
    match of {
        PageOf::Map => Some(executive::executive(&look)),
        PageOf::Case(id) => Some(case::case(&look, look.index.at(id)?)),
        PageOf::Recap(id) => Some(recap::recap(&look, look.index.at(id)?)),
        PageOf::Sight(id) => sight::sight(&look, id),
    }
}

/// The pages that a map has by itself: one for all of it, one for each case and for each stakeholder of the
/// business. A line of sight is asked for at its card.
#[must_use]
pub fn pages(map: &Map) -> Vec<PageOf> {
    let index = Index::of(map);
    let cases = index.all().filter(|at| index.card(*at).kind == CardKind::Case);
    let people = index.active_of(CardKind::Stakeholder).filter(|who| !index.is_ld(*who));
    let cases = cases.map(|at| PageOf::Case(index.id(at)));
    let people = people.map(|at| PageOf::Recap(index.id(at)));
    std::iter::once(PageOf::Map).chain(cases).chain(people).collect()
}

/// A day as people write it.
#[must_use]
pub fn day(date: Date, words: &Words) -> String {
    let text = date.to_string();
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    let number = |part: Option<&str>| part.and_then(|part| part.parse::<usize>().ok()).unwrap_or(1);
    let month = words.get("day.months").split(' ').nth(number(month) - 1).unwrap_or_default();
    let (day, year) = (number(day).to_string(), year.unwrap_or_default());
    words.say("day.text", &[("day", &day), ("month", month), ("year", year)])
}

/// What is said of a finding, with its days as people write them.
#[must_use]
pub fn readable(message: &Message, words: &Words) -> Message {
    let mut message = message.clone();
    for (_, value) in &mut message.args {
        if let Some(date) = Date::parse(value) {
            *value = day(date, words);
        }
    }
    message
}

impl<'a> Look<'a> {
    fn title(&self, at: At) -> String {
        let title = self.index.card(at).title.trim();
        if title.is_empty() { self.words.get("card.untitled").to_owned() } else { title.to_owned() }
    }

    fn day(&self, date: Date) -> String {
        day(date, self.words)
    }

    /// Several as one: "a", "a and b", "a, b and 2 more".
    fn names(&self, all: &[String]) -> String {
        match all {
            [] => String::new(),
            [one] => one.clone(),
            [one, two] => self.words.say("report.two", &[("one", one), ("two", two)]),
            [one, two, rest @ ..] => {
                let n = rest.len().to_string();
                self.words.say("report.many", &[("one", one), ("two", two), ("n", &n)])
            }
        }
    }

    fn titles(&self, all: impl IntoIterator<Item = At>) -> String {
        let all: Vec<_> = all.into_iter().map(|at| self.title(at)).collect();
        self.names(&all)
    }

    /// Those of a kind that count, as they are spoken of: by rank, then as they lie on the map.
    fn in_order(&self, kind: CardKind) -> Vec<At> {
        let mut all: Vec<_> = self.index.active_of(kind).collect();
        self.order(&mut all);
        all
    }

    fn order(&self, all: &mut [At]) {
        sort_by(all, |a, b| self.index.sooner(*b, *a).cmp(&self.index.sooner(*a, *b)));
    }

    /// What leads to a card, itself first; each once.
    fn below(&self, start: At) -> Vec<At> {
        let mut seen = vec![false; self.index.len()];
        let mut found = vec![start];
        seen[start.slot()] = true;
        let mut next = 0;
        while let Some(at) = found.get(next).copied() {
            next += 1;
            for (from, link) in self.index.links_to(at) {
                let on = leads(link.kind) && self.index.is_active(from);
                if on && !std::mem::replace(&mut seen[from.slot()], true) {
                    found.push(from);
                }
            }
        }
        found
    }

    /// The support among some cards.
    fn support(&self, among: &[At]) -> Vec<At> {
        let is = |at: &At| self.index.card(*at).kind == CardKind::Initiative;
        let mut found: Vec<_> = among.iter().copied().filter(is).collect();
        self.order(&mut found);
        found
    }

    /// Business people who own a card.
    fn owners(&self, at: At) -> Vec<At> {
        let owners = self.index.to(at, LinkKind::Owns).map(|(who, _)| who);
        owners.filter(|who| !self.index.is_ld(*who)).collect()
    }

    /// A promise: who, what, by when, and what of it is missing.
    fn promise(&self, at: At) -> crate::model::Line {
        let card = self.index.card(at);
        let text = |key: &str| Some(card.fields.text(key).trim()).filter(|text| !text.is_empty());
        let (who, due) = (text("who"), card.date("due"));
        let what = text("what").map_or_else(|| self.title(at), str::to_owned);
        let lead = who.map_or_else(|| self.words.get("report.nobody").to_owned(), str::to_owned);
        let rest = match due {
            _ if card.fields.flag("done") => self.words.say("report.done", &[("what", &what)]),
            Some(due) if due < self.today => {
                self.words.say("report.was_due", &[("what", &what), ("day", &self.day(due))])
            }
            Some(due) => self.words.say("report.due", &[("what", &what), ("day", &self.day(due))]),
            None => self.words.say("report.undated", &[("what", &what)]),
        };
        let late = !card.fields.flag("done") && due.is_none_or(|due| due < self.today);
        crate::model::Line::new(lead, rest).gap(who.is_none() || late)
    }
}

/// What a card says under a key, if anything.
fn said<'a>(card: &'a Card, key: &str) -> Option<&'a str> {
    Some(card.fields.text(key).trim()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests;
