//! What can be carried and what matters most: effort against capacity, what was asked for against what was planned,
//! how far ranks lie apart, how many priorities there are, and plans against people's busiest days over a year.
//! Source: domain, section 1 (S0 tip 2, S1 scenarios A and B, S4 the critical few).

use super::index::{At, Index, Said};
use super::rules::{busy_days, people_of, span, units};
use super::settings::Settings;
use crate::model::{
    Card, CardId, CardKind, Date, Json, Lane, LinkKind, Map, Sorted, Value, sort_by,
};

/// Effort of one piece of support, in days.
#[derive(Debug, Clone, PartialEq)]
pub struct Effort {
    pub card: CardId,
    /// `None` where nobody has said how much.
    pub days: Option<f64>,
}

/// How many, and how many days where they are known.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Amount {
    pub cards: usize,
    pub days: f64,
}

/// Ranks that people gave one priority.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    pub card: CardId,
    /// Who and which, the best rank first.
    pub ranks: Vec<(String, f64)>,
    /// They lie so far apart that it should be settled first.
    pub apart: bool,
}

/// How many priorities somebody has, and how many can be kept in mind.
#[derive(Debug, Clone, PartialEq)]
pub struct Few {
    /// A department; `None` is the whole organisation, an empty one those nobody has named.
    pub whose: Option<String>,
    pub many: usize,
    pub most: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Workload {
    pub capacity: Option<f64>,
    /// What runs, in an order that stays as numbers are filled in.
    pub running: Vec<Effort>,
    /// What is proposed and costs nothing yet.
    pub proposed: Vec<Effort>,
    pub requested: Amount,
    pub planned: Amount,
    /// Requests that nobody has decided.
    pub undecided: usize,
    pub rankings: Vec<Ranking>,
    pub few: Vec<Few>,
}

impl Workload {
    /// Days that what runs takes, as far as anybody has said.
    #[must_use]
    pub fn used(&self) -> f64 {
        self.running.iter().filter_map(|effort| effort.days).sum()
    }
}

/// What was stopped, and the effort that is free for something else.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Freed {
    /// Stopped, with the days where somebody has said how many.
    pub stopped: Amount,
    /// Stopped, and nobody has said how much it took.
    pub unknown: usize,
}

/// What took effort once and does no longer: what is stopped by its status or lies in that tray. What only rests frees nothing.
#[must_use]
pub fn freed(map: &Map) -> Freed {
    let mut freed = Freed::default();
    let stopped = |card: &&std::rc::Rc<Card>| {
        let is_off = card.place.lane == Lane::Stopped || card.fields.text("status") == "stopped";
        card.kind == CardKind::Initiative && is_off && !card.title.trim().is_empty()
    };
    for card in map.cards.values().filter(stopped) {
        freed.stopped.cards += 1;
        match card.number("effort_days").filter(|days| *days >= 0.0) {
            Some(days) => freed.stopped.days += days,
            None => freed.unknown += 1,
        }
    }
    freed
}

#[must_use]
pub fn workload(map: &Map) -> Workload {
    let index = Index::of(map);
    let settings = Settings::of(map);
    let effort = |at: At| {
        let days = index.card(at).number("effort_days").filter(|days| *days >= 0.0);
        Effort { card: index.id(at), days }
    };
    let is_proposed = |at: &At| !index.is_running(*at);
    let running: Vec<_> = index.running().map(effort).collect();
    let proposed = index.active_of(CardKind::Initiative).filter(is_proposed);
    let proposed: Vec<_> = proposed.map(effort).collect();
    let asked_for = asked_for(&index);
    let (mut requested, mut planned) = (Amount::default(), Amount::default());
    for at in index.running() {
        let amount = if asked_for[at.slot()] { &mut requested } else { &mut planned };
        amount.cards += 1;
        amount.days += effort(at).days.unwrap_or(0.0);
    }
    let undecided = |at: &At| index.card(*at).fields.text("decision").is_empty();
    let undecided = index.active_of(CardKind::Request).filter(undecided).count();
    let capacity = map.records.values.get("capacity_days").and_then(Json::as_f64);
    let rankings = rankings(&index, settings.rank_spread);
    let few = few(&index, &settings);
    Workload { capacity, running, proposed, requested, planned, undecided, rankings, few }
}

/// Support that a request was traced to, itself or through what it is there for.
fn asked_for(index: &Index<'_>) -> Vec<bool> {
    let mut marked = vec![false; index.len()];
    for request in index.all().filter(|at| index.card(*at).kind == CardKind::Request) {
        for (need, _) in index.from(request, LinkKind::ReframedAs) {
            marked[need.slot()] = true;
            for kind in [LinkKind::Enables, LinkKind::Contributes, LinkKind::Moves] {
                for (from, _) in index.to(need, kind) {
                    marked[from.slot()] = true;
                    for (support, _) in index.to(from, LinkKind::Enables) {
                        marked[support.slot()] = true;
                    }
                }
            }
        }
    }
    marked
}

fn rankings(index: &Index<'_>, spread: i32) -> Vec<Ranking> {
    let ranks = |at: At| {
        let Some(Value::Table(table)) = index.card(at).fields.get("ranks") else { return None };
        let number = |value: &Value| match value {
            Value::Number(rank) => Some(*rank),
            _ => None,
        };
        let rows = table.iter().filter_map(|(who, rank)| Some((who.clone(), number(rank)?)));
        let mut ranks: Vec<_> = rows.collect();
        sort_by(&mut ranks, |a, b| a.1.total_cmp(&b.1));
        let apart = ranks.last()?.1 - ranks.first()?.1 >= f64::from(spread);
        Some(Ranking { card: index.id(at), ranks, apart })
    };
    let mut all: Vec<_> = index.active_of(CardKind::Priority).collect();
    sort_by(&mut all, |a, b| index.sooner(*b, *a).cmp(&index.sooner(*a, *b)));
    all.into_iter().filter_map(ranks).collect()
}

fn few(index: &Index<'_>, settings: &Settings) -> Vec<Few> {
    let most = |most: i32| usize::try_from(most).unwrap_or(0);
    let mut of_all = 0;
    let mut by_unit: Sorted<&str, usize> = Sorted::default();
    for at in index.active_of(CardKind::Priority) {
        if index.card(at).fields.text("level") != "department" {
            of_all += 1;
            continue;
        }
        for unit in units(index, at) {
            *by_unit.get_or_default(unit) += 1;
        }
    }
    let whole = Few { whose: None, many: of_all, most: most(settings.most_enterprise) };
    let department = |(unit, many): (&&str, &usize)| Few {
        whose: Some((*unit).to_owned()),
        many: *many,
        most: most(settings.most_department),
    };
    std::iter::once(whole).chain(by_unit.iter().map(department)).collect()
}

/// A year of plans and of busy days.
#[derive(Debug, Clone, PartialEq)]
pub struct Year {
    pub from: Date,
    /// The first day after it.
    pub to: Date,
    /// Where each month begins, as a share of the year, and its number from 1.
    pub months: Vec<(f64, u32)>,
    pub rows: Vec<YearRow>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct YearRow {
    /// Support, or somebody who is busy.
    pub card: CardId,
    pub busy: bool,
    /// First and last day, and the same as shares of the year.
    pub spans: Vec<Span>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    pub from: Date,
    pub to: Date,
    pub start: f64,
    pub end: f64,
    /// What they are busy with.
    pub what: String,
    /// Who is busiest then, of those whom a plan concerns.
    pub meets: Vec<CardId>,
}

/// The year that begins with this month: plans first, then the busy days of business people.
#[must_use]
pub fn year(map: &Map, today: Date) -> Year {
    let index = Index::of(map);
    let from = first_of_month(today, 0);
    let to = first_of_month(today, 12);
    let whole = f64::from(to.day_number() - from.day_number());
    let share =
        |date: Date| (f64::from(date.day_number() - from.day_number()) / whole).clamp(0.0, 1.0);
    let months = (0..12).map(|n| {
        let first = first_of_month(today, n);
        (share(first), month_of(first))
    });
    let place = |first: Date, last: Date, what: &str, meets: Vec<CardId>| {
        let is_in = first < to && last >= from;
        let (start, end) = (share(first), share(last.plus_days(1)));
        is_in.then(|| Span { from: first, to: last, start, end, what: what.to_owned(), meets })
    };
    let mut rows = Vec::new();
    for at in index.active_of(CardKind::Initiative) {
        let card = index.card(at);
        let Some((first, last)) = span(card.date("start"), card.date("end")) else { continue };
        let meets = people_of(&index, at).into_iter().filter(|who| {
            busy_days(&index, *who).iter().any(|(from, to, _)| *from <= last && first <= *to)
        });
        let meets = meets.map(|who| index.id(who)).collect();
        let spans: Vec<_> = place(first, last, "", meets).into_iter().collect();
        rows.push(YearRow { card: index.id(at), busy: false, spans });
    }
    for who in index.active_of(CardKind::Stakeholder).filter(|who| !index.is_ld(*who)) {
        let days = busy_days(&index, who);
        let spans = days.iter().filter_map(|(from, to, what)| place(*from, *to, what, Vec::new()));
        rows.push(YearRow { card: index.id(who), busy: true, spans: spans.collect() });
    }
    rows.retain(|row| !row.spans.is_empty());
    Year { from, to, months: months.collect(), rows }
}

fn month_of(date: Date) -> u32 {
    date.to_string().get(5..7).and_then(|month| month.parse().ok()).unwrap_or(1)
}

/// The first day of a month, so many months later.
fn first_of_month(date: Date, later: u32) -> Date {
    let text = date.to_string();
    let year: u32 = text.get(..4).and_then(|year| year.parse().ok()).unwrap_or(2026);
    let months = month_of(date) - 1 + later;
    let (year, month) = (year + months / 12, months % 12 + 1);
    let first = Date::new(u16::try_from(year).unwrap_or(9999), u8::try_from(month).unwrap_or(1), 1);
    // The calendar ends with the year 9999.
    first.unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::story::{story, whole};
    use crate::model::{CardKind as K, LinkKind as L};
    use serde_json::json;

    #[test]
    fn what_was_stopped_frees_its_days_and_what_rests_frees_none() {
        let story = story()
            .add(K::Initiative, "Old course")
            .set("status", "stopped")
            .set("effort_days", 12.5)
            .add(K::Initiative, "Newsletter")
            .set("effort_days", 4)
            .put(Lane::Stopped)
            .add(K::Initiative, "Nobody knows")
            .set("status", "stopped")
            .add(K::Initiative, "Rests")
            .set("status", "paused")
            .set("effort_days", 90)
            .add(K::Initiative, "Runs")
            .set("status", "live")
            .set("effort_days", 7);
        let found = freed(&story.map);
        assert_eq!((found.stopped, found.unknown), (Amount { cards: 3, days: 16.5 }, 1));
    }

    #[test]
    fn effort_is_held_against_capacity_and_what_nobody_estimated_is_told_apart() {
        let found = workload(
            &whole()
                .value("capacity_days", 20)
                .of("Guide")
                .set("effort_days", 12.5)
                .add(K::Initiative, "Course")
                .set("status", "approved")
                .add(K::Initiative, "Idea")
                .set("effort_days", 90)
                .map,
        );
        assert_eq!((found.capacity, found.used()), (Some(20.0), 12.5));
        let days: Vec<_> = found.running.iter().map(|effort| effort.days).collect();
        assert_eq!(days, [None, Some(12.5)]);
        assert_eq!(found.proposed.len(), 1);
    }

    #[test]
    fn work_that_was_asked_for_is_told_from_work_that_was_planned() {
        let asked = whole()
            .of("Guide")
            .set("effort_days", 5)
            .add(K::Initiative, "Course")
            .set("status", "live")
            .set("effort_days", 8)
            .add(K::Request, "Video")
            .link("Video", L::ReframedAs, "Sales");
        let found = workload(&asked.map);
        assert_eq!(found.requested, Amount { cards: 1, days: 5.0 }, "it moves what was asked for");
        assert_eq!(found.planned, Amount { cards: 1, days: 8.0 });
        assert_eq!(found.undecided, 1);
    }

    #[test]
    fn ranks_and_caps_follow_the_thresholds_of_the_map() {
        let ranked = whole().of("Grow").set("ranks", json!({"Ann": 1, "Bob": 3}));
        assert!(!workload(&ranked.map).rankings[0].apart);
        let strict =
            ranked.value("settings", json!({"analysis": {"rank_spread": 2, "most_enterprise": 0}}));
        let found = workload(&strict.map);
        assert!(found.rankings[0].apart);
        assert_eq!(found.few, [Few { whose: None, many: 1, most: 0 }]);
    }

    #[test]
    fn a_year_shows_plans_and_busy_days_and_where_they_meet() {
        let busy = json!([{"from": "2026-12-01", "to": "2026-12-24", "what": "Holidays"}, {"from": "2025-12-01", "to": "2025-12-24"}]);
        let plan = whole()
            .of("Guide")
            .set("start", "2026-12-20")
            .set("end", "2027-02-01")
            .who("Staff", "frontline")
            .set("busy_windows", busy)
            .link("Staff", L::Performs, "Ask");
        let found = year(&plan.map, plan.today);
        assert_eq!(
            (found.from.to_string(), found.to.to_string()),
            ("2026-11-01".into(), "2027-11-01".into())
        );
        assert_eq!(
            found.months.iter().map(|(_, month)| *month).collect::<Vec<_>>(),
            [11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
        );
        let [guide, staff] = &found.rows[..] else { panic!("{found:?}") };
        assert_eq!(
            (guide.busy, staff.busy, staff.spans.len()),
            (false, true, 1),
            "last year is over"
        );
        assert_eq!(guide.spans[0].meets, std::slice::from_ref(&staff.card));
        assert!(guide.spans[0].start > 0.1 && guide.spans[0].end < 0.3, "{guide:?}");
        assert!(year(&story().map, Date::new(9999, 12, 31).expect("a day")).rows.is_empty());
    }

    #[test]
    fn what_a_strip_shows_is_what_the_rule_asks_about() {
        let busy = json!([{"from": "2026-12-01", "to": "2026-12-24"}]);
        for (start, meets) in [("2026-12-24", true), ("2026-12-25", false)] {
            let plan =
                whole().of("Guide").set("start", start).of("Ann").set("busy_windows", busy.clone());
            let found = year(&plan.map, plan.today);
            assert_eq!(!found.rows[0].spans[0].meets.is_empty(), meets);
            assert_eq!(!plan.found("bad_timing").is_empty(), meets);
        }
    }
}
