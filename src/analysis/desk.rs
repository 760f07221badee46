//! Requests and how they were answered: which wait, which rest while we asked for time, and how often we asked before we
//! answered. Source: domain, section 1 (S1 on probing and on a day or two, S3 on the four openings).

use super::index::{At, Index, Said};
use crate::model::{CardId, CardKind, Date, LinkKind, Map, sort_by};

/// The openings that an order holds, by their names in files. None of them is a step.
pub const OPENINGS: [&str; 4] =
    ["shift_mindset", "strategic_approach", "surprise_and_delight", "sure_thing"];

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stands {
    /// Nobody has answered it.
    Waits,
    /// Time was asked for, and there is some left.
    Rests(Date),
    Answered,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub card: CardId,
    pub stands: Stands,
    /// Something was asked before it was answered: what it is for, how it shows that it worked, what it changes, time to think,
    /// or what is really needed.
    pub asked_first: bool,
    /// Who raised it.
    pub by: Vec<CardId>,
    /// What it turned out to be about.
    pub really: Vec<CardId>,
    /// They came with a solution and a day by which it is needed, and nobody has asked for time yet.
    pub hurried: bool,
}

/// All requests: those that wait first, then by the day on which they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Desk {
    pub all: Vec<Asked>,
}

impl Desk {
    /// How many were answered, and in how many of those we asked first.
    #[must_use]
    pub fn tally(&self) -> (usize, usize) {
        let answered = self.all.iter().filter(|it| it.stands == Stands::Answered);
        (answered.clone().count(), answered.filter(|it| it.asked_first).count())
    }
}

#[must_use]
pub fn desk(map: &Map, today: Date) -> Desk {
    let index = Index::of(map);
    let requests = index.all().filter(|at| index.card(*at).kind == CardKind::Request);
    let mut all: Vec<(Option<Date>, Asked)> =
        requests.map(|at| (index.card(at).date("received"), asked(&index, at, today))).collect();
    let rank = |(received, it): &(Option<Date>, Asked)| {
        (matches!(it.stands, Stands::Answered), *received, it.card.clone())
    };
    sort_by(&mut all, |a, b| rank(a).cmp(&rank(b)));
    Desk { all: all.into_iter().map(|(_, it)| it).collect() }
}

fn asked(index: &Index<'_>, at: At, today: Date) -> Asked {
    let card = index.card(at);
    let held = card.date("hold_until");
    let really: Vec<_> = index.from(at, LinkKind::ReframedAs).map(|(to, _)| index.id(to)).collect();
    let by: Vec<_> = index.to(at, LinkKind::Raised).map(|(who, _)| index.id(who)).collect();
    let questions = ["goal", "success_criteria", "expected_impact"];
    let told = questions.iter().any(|key| !card.lacks(key));
    let stands = match (card.fields.text("decision"), held) {
        ("", Some(until)) if until >= today => Stands::Rests(until),
        ("", _) => Stands::Waits,
        _ => Stands::Answered,
    };
    let hurried = stands == Stands::Waits
        && held.is_none()
        && card.fields.text("came_with") == "solution"
        && card.date("deadline").is_some();
    let asked_first = told || held.is_some() || !really.is_empty();
    Asked { card: card.id.clone(), stands, asked_first, by, really, hurried }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::story::{Story, story, whole};
    use crate::model::CardKind as K;

    fn look(story: &Story) -> Desk {
        desk(&story.map, story.today)
    }

    #[test]
    fn it_is_counted_how_often_we_asked_before_we_answered() {
        let orders = story()
            .add(K::Request, "Video")
            .set("decision", "accepted")
            .add(K::Request, "Course")
            .set("decision", "declined")
            .set("goal", "Fewer calls")
            .add(K::Request, "Poster")
            .set("decision", "shaped")
            .set("hold_until", "2026-11-01")
            .add(K::Request, "Open")
            .set("goal", "Nobody has answered it");
        assert_eq!(look(&orders).tally(), (3, 2));
        let real = whole().add(K::Request, "Video").set("decision", "accepted");
        assert_eq!(look(&real).tally(), (1, 0));
        assert_eq!(look(&real.link("Video", LinkKind::ReframedAs, "Sales")).tally(), (1, 1));
        assert_eq!(look(&story()).tally(), (0, 0));
    }

    #[test]
    fn a_solution_with_a_day_is_hurried_until_somebody_asks_for_time_and_rests_then() {
        let order = story().add(K::Request, "Video").set("came_with", "solution");
        assert!(!look(&order).all[0].hurried, "no day");
        let order = order.set("deadline", "2026-12-01");
        assert!(look(&order).all[0].hurried);
        let held = order.clone().set("hold_until", "2026-11-24");
        let until = Date::parse("2026-11-24").expect("a day");
        assert_eq!(
            (look(&held).all[0].stands, look(&held).all[0].hurried),
            (Stands::Rests(until), false)
        );
        // The days are over: it waits again, and is not asked for time twice.
        let over = order.clone().set("hold_until", "2026-11-20");
        assert_eq!((look(&over).all[0].stands, look(&over).all[0].hurried), (Stands::Waits, false));
        let answered = order.set("decision", "accepted");
        assert_eq!(
            (look(&answered).all[0].stands, look(&answered).all[0].hurried),
            (Stands::Answered, false)
        );
    }

    #[test]
    fn what_waits_comes_before_what_is_answered_and_the_oldest_first() {
        let orders = story()
            .add(K::Request, "Done")
            .set("received", "2026-01-01")
            .set("decision", "accepted")
            .add(K::Request, "New")
            .set("received", "2026-11-01")
            .add(K::Request, "Old")
            .set("received", "2026-10-01");
        let order: Vec<_> = look(&orders).all.into_iter().map(|it| it.card.to_string()).collect();
        assert_eq!(order, ["Old", "New", "Done"]);
    }
}
