//! The plan of a workshop as data: stages with their minutes, what each is about, and a reserve. Plans are copied and
//! changed freely; what a stage wants from the map is in `ready.rs`.

use serde_json::json;

use crate::model::text::{clean_line, clean_typing};
use crate::model::{CardKind, Json, Lane};

/// What a stage is for; its words are `stage.<name>`, `.ask` and `.voice`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StageKind {
    Arrive,
    Frame,
    Priorities,
    Pressures,
    Outcomes,
    Performance,
    Break,
    Support,
    Stop,
    /// Support and what to stop in one, where time is short.
    SupportAndStop,
    Premortem,
    Close,
    FeedBack,
    Changes,
    Results,
    Shift,
    FeedForward,
}

use StageKind as S;

impl StageKind {
    pub const ALL: [Self; 17] = [
        S::Arrive,
        S::Frame,
        S::Priorities,
        S::Pressures,
        S::Outcomes,
        S::Performance,
        S::Break,
        S::Support,
        S::Stop,
        S::SupportAndStop,
        S::Premortem,
        S::Close,
        S::FeedBack,
        S::Changes,
        S::Results,
        S::Shift,
        S::FeedForward,
    ];

    /// The name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            S::Arrive => "arrive",
            S::Frame => "frame",
            S::Priorities => "priorities",
            S::Pressures => "pressures",
            S::Outcomes => "outcomes",
            S::Performance => "performance",
            S::Break => "break",
            S::Support => "support",
            S::Stop => "stop",
            S::SupportAndStop => "support_and_stop",
            S::Premortem => "premortem",
            S::Close => "close",
            S::FeedBack => "feed_back",
            S::Changes => "changes",
            S::Results => "results",
            S::Shift => "shift",
            S::FeedForward => "feed_forward",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The lane that is worked in, and the one that it serves.
    #[must_use]
    pub fn lanes(self) -> Option<(Lane, Lane)> {
        Some(match self {
            S::Priorities | S::Frame => (Lane::Priorities, Lane::Priorities),
            S::Pressures | S::Changes => (Lane::People, Lane::Priorities),
            S::Outcomes | S::Results => (Lane::Outcomes, Lane::Priorities),
            S::Performance => (Lane::Performance, Lane::Outcomes),
            S::Premortem => (Lane::Barriers, Lane::Performance),
            S::Support | S::SupportAndStop | S::Stop | S::Shift => {
                (Lane::Support, Lane::Performance)
            }
            S::Close | S::FeedForward => (Lane::Commitments, Lane::Support),
            S::Arrive | S::Break | S::FeedBack => return None,
        })
    }

    /// What people write now, if they write cards.
    #[must_use]
    pub fn card(self) -> Option<CardKind> {
        Some(match self {
            S::Priorities => CardKind::Priority,
            S::Pressures => CardKind::Challenge,
            S::Changes => CardKind::Insight,
            S::Outcomes => CardKind::Outcome,
            S::Performance => CardKind::Performance,
            S::Premortem => CardKind::Barrier,
            S::Support | S::SupportAndStop => CardKind::Initiative,
            S::Close | S::FeedForward => CardKind::Commitment,
            S::Arrive | S::Frame | S::Break | S::Stop | S::FeedBack | S::Results | S::Shift => {
                return None;
            }
        })
    }

    /// The last one: what follows is the recap.
    #[must_use]
    pub fn closes(self) -> bool {
        matches!(self, S::Close | S::FeedForward)
    }
}

/// One stage of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    pub kind: StageKind,
    /// What this group calls it; empty for the usual name.
    pub name: String,
    pub minutes: u16,
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agenda {
    /// One of [`Agenda::BUILT_IN`], or the id of somebody's own in the map.
    pub id: String,
    /// Empty for a built-in one, whose words are `agenda.<id>`.
    pub name: String,
    pub stages: Vec<Stage>,
    /// Minutes that belong to no stage.
    pub reserve: u16,
}

/// Plans longer than this are no workshop.
const MOST_STAGES: usize = 30;
const MOST_MINUTES: u16 = 600;
const MOST_LETTERS: usize = 60;

type Plan = (&'static str, &'static [(StageKind, u16)], u16);

const PLANS: [Plan; 4] = [
    (
        "45",
        &[
            (S::Arrive, 3),
            (S::Frame, 3),
            (S::Priorities, 10),
            (S::Outcomes, 12),
            (S::SupportAndStop, 7),
            (S::Close, 7),
        ],
        3,
    ),
    (
        "90",
        &[
            (S::Arrive, 3),
            (S::Frame, 4),
            (S::Priorities, 12),
            (S::Pressures, 12),
            (S::Outcomes, 15),
            (S::Performance, 13),
            (S::Support, 10),
            (S::Stop, 5),
            (S::Premortem, 4),
            (S::Close, 8),
        ],
        4,
    ),
    (
        "180",
        &[
            (S::Arrive, 5),
            (S::Frame, 8),
            (S::Priorities, 22),
            (S::Pressures, 20),
            (S::Outcomes, 28),
            (S::Performance, 24),
            (S::Break, 10),
            (S::Support, 22),
            (S::Stop, 12),
            (S::Premortem, 9),
            (S::Close, 12),
        ],
        8,
    ),
    (
        "20",
        &[(S::FeedBack, 3), (S::Changes, 4), (S::Results, 5), (S::Shift, 4), (S::FeedForward, 4)],
        0,
    ),
];

impl Agenda {
    pub const BUILT_IN: [&'static str; 4] = ["45", "90", "180", "20"];

    #[must_use]
    pub fn built_in(id: &str) -> Option<Self> {
        let (id, stages, reserve) = PLANS.iter().find(|(known, ..)| *known == id)?;
        let stage = |(kind, minutes): &(StageKind, u16)| Stage {
            kind: *kind,
            name: String::new(),
            minutes: *minutes,
        };
        let stages = stages.iter().map(stage).collect();
        Some(Self { id: (*id).to_owned(), name: String::new(), stages, reserve: *reserve })
    }

    /// All minutes, the reserve among them.
    #[must_use]
    pub fn minutes(&self) -> u32 {
        let stages = self.stages.iter().map(|stage| u32::from(stage.minutes));
        stages.sum::<u32>() + u32::from(self.reserve)
    }

    /// The stages by their kinds' names. One of a kind that was there before counts them.
    pub fn names(&self) -> impl Iterator<Item = String> + '_ {
        self.stages.iter().enumerate().map(|(at, stage)| {
            let before = self.stages[..at].iter().filter(|it| it.kind == stage.kind).count();
            let name = stage.kind.name();
            if before == 0 { name.to_owned() } else { format!("{name} {}", before + 1) }
        })
    }

    /// A talk about what has changed since the last time.
    #[must_use]
    pub fn is_check_in(&self) -> bool {
        self.stages.iter().any(|stage| stage.kind == S::FeedForward)
    }

    /// Priorities that fit into the time: fewer where there is less of it.
    #[must_use]
    pub fn most_priorities(&self) -> usize {
        if self.minutes() < 60 { 3 } else { 5 }
    }

    pub fn rename(&mut self, at: usize, name: &str) {
        if let Some(stage) = self.stages.get_mut(at) {
            stage.name = short(name);
        }
    }

    /// As it is run: names without the spaces around them.
    #[must_use]
    pub fn tidy(mut self) -> Self {
        for name in self.stages.iter_mut().map(|it| &mut it.name).chain([&mut self.name]) {
            *name = clean_line(name);
        }
        self
    }

    pub fn set_minutes(&mut self, at: usize, minutes: u16) {
        if let Some(stage) = self.stages.get_mut(at) {
            stage.minutes = minutes.min(MOST_MINUTES);
        }
    }

    /// Leaves a stage out; the last one that is left stays.
    pub fn drop_stage(&mut self, at: usize) {
        if at < self.stages.len() && self.stages.len() > 1 {
            self.stages.remove(at);
        }
    }

    /// Moves a stage one place up or down.
    pub fn shift(&mut self, at: usize, later: bool) {
        let to = if later { at.checked_add(1) } else { at.checked_sub(1) };
        if let Some(to) = to.filter(|to| (*to).max(at) < self.stages.len()) {
            self.stages.swap(at, to);
        }
    }

    /// As a record of the map's `agendas`.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let stages: Vec<_> = self.stages.iter().map(Stage::to_json).collect();
        json!({ "id": self.id, "name": self.name, "stages": stages, "reserve": self.reserve })
    }

    /// Reads what [`Self::to_json`] wrote. `None` for what is no plan: files and others may hold anything.
    #[must_use]
    pub fn from_json(json: &Json) -> Option<Self> {
        let stages = json["stages"].as_array()?.iter().take(MOST_STAGES);
        let stages: Vec<_> = stages.filter_map(Stage::from_json).collect();
        if stages.is_empty() {
            return None;
        }
        let reserve = json["reserve"].as_u64().and_then(|it| u16::try_from(it).ok());
        let reserve = reserve.unwrap_or(0).min(MOST_MINUTES);
        let name = short(json["name"].as_str().unwrap_or_default());
        Some(Self { id: json["id"].as_str()?.to_owned(), name, stages, reserve })
    }
}

impl Stage {
    #[must_use]
    pub fn to_json(&self) -> Json {
        json!({ "kind": self.kind.name(), "name": self.name, "minutes": self.minutes })
    }

    #[must_use]
    pub fn from_json(json: &Json) -> Option<Self> {
        let kind = StageKind::parse(json["kind"].as_str()?)?;
        let minutes = u16::try_from(json["minutes"].as_u64()?).ok()?.min(MOST_MINUTES);
        Some(Self { kind, name: short(json["name"].as_str().unwrap_or_default()), minutes })
    }
}

/// One line, as long as the bar has room for. Its spaces stay: somebody may be about to write the next word.
fn short(text: &str) -> String {
    let safe = clean_typing(text);
    let safe = safe.trim_end_matches('\n').replace(['\n', '\u{2028}', '\u{2029}'], " ");
    safe.trim_start().chars().take(MOST_LETTERS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_plan_takes_exactly_the_minutes_that_it_is_named_after() {
        for id in Agenda::BUILT_IN {
            let agenda = Agenda::built_in(id).expect("a plan");
            assert_eq!(agenda.minutes().to_string(), id);
            assert!(agenda.stages.last().is_some_and(|stage| stage.kind.closes()), "{id} closes");
            assert_eq!(agenda.is_check_in(), id == "20");
        }
        assert_eq!(Agenda::built_in("60"), None);
    }

    #[test]
    fn a_copy_is_changed_and_comes_back_from_the_map_as_it_was() {
        let mut own = Agenda::built_in("90").expect("a plan");
        own.id = "own".into();
        own.rename(2, "  What the board wants\n");
        own.set_minutes(2, 20);
        own.rename(4, "How ");
        let read = Agenda::from_json(&own.to_json()).expect("a plan");
        assert_eq!(read.stages[4].name, "How ", "the next word is about to be written");
        assert_eq!(read.tidy().stages[4].name, "How", "as it is run");
        own.rename(4, "");
        own.shift(2, true);
        own.drop_stage(8);
        assert_eq!(own.stages[3].name, "What the board wants");
        assert_eq!((own.stages.len(), own.minutes()), (9, 90 + 8 - 4));
        assert_eq!(Agenda::from_json(&own.to_json()), Some(own.clone()));
        own.shift(0, false);
        own.shift(8, true);
        assert_eq!(own.stages[0].kind, S::Arrive, "there is nothing before the first");
        for _ in 0..20 {
            own.drop_stage(0);
        }
        assert_eq!(own.stages.len(), 1, "something is left to do");
    }

    #[test]
    fn what_is_no_plan_is_none_and_a_giant_one_is_cut() {
        for bad in [json!({}), json!({"id": "x", "stages": []}), json!({"stages": [{"kind": "x"}]})]
        {
            assert_eq!(Agenda::from_json(&bad), None, "{bad}");
        }
        let stage = json!({"kind": "stop", "name": "x".repeat(5_000), "minutes": 60_000});
        let giant = json!({"id": "x", "stages": vec![stage; 500]});
        let read = Agenda::from_json(&giant).expect("a plan");
        assert_eq!((read.stages.len(), read.stages[0].minutes), (MOST_STAGES, MOST_MINUTES));
        assert_eq!(read.stages[0].name.len(), MOST_LETTERS);
    }

    #[test]
    fn kinds_of_stages_read_back() {
        for kind in StageKind::ALL {
            assert_eq!(StageKind::parse(kind.name()), Some(kind));
        }
    }
}
