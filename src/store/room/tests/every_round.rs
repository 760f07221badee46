//! Every round of every plan, opened, held and closed with nobody, one person, a table of six, somebody who comes late or
//! leaves, who answers twice or thinks again, and two who disagree.

use super::led::{begins, leads};
use super::*;
use crate::facilitation::{Agenda, StageKind as S};
use crate::model::{CardId, CardKind, Task, Value};
use crate::store::{GatherAction, Verdict, WorkshopAction, WriteAction, corrections, counted};

#[derive(Debug, Clone, Copy)]
enum Round {
    Cards(CardKind),
    Drafts,
    Dots,
    Number,
}

/// What a stage asks everybody for; nothing where people arrive, rest or say what they need.
fn rounds(stage: S) -> impl Iterator<Item = Round> {
    let asked = match stage {
        S::Frame => Some(Round::Drafts),
        S::Priorities | S::Stop | S::SupportAndStop | S::Shift => Some(Round::Dots),
        S::Performance | S::Results | S::Close | S::FeedForward => Some(Round::Number),
        _ => None,
    };
    stage.card().map(Round::Cards).into_iter().chain(asked)
}

/// Six people with one device, and somebody with their own.
const TABLE: usize = 0;
const BO: usize = 1;

/// Of two answers, the one or the other.
enum Step {
    Says(usize, usize),
    /// Takes the first answer back and gives the second.
    ThinksAgain(usize),
    Comes(usize),
    Leaves(usize),
    /// Hands that were counted in the room.
    Counts(usize, u32),
}

use Step::{Comes, Counts, Leaves, Says, ThinksAgain};

/// What happens, how many devices gave each answer in the end, and what is counted with the hands of the room.
type Case = (&'static str, &'static [Step], [u32; 2], [u32; 2]);

const CASES: [Case; 8] = [
    ("nobody", &[], [0, 0], [0, 0]),
    ("one person", &[Says(BO, 0)], [1, 0], [1, 0]),
    ("a table of six", &[Says(TABLE, 0), Counts(0, 2), Counts(1, 3)], [1, 0], [3, 3]),
    ("twice", &[Says(BO, 0), Says(BO, 0)], [1, 0], [1, 0]),
    ("thinks again", &[Says(BO, 0), ThinksAgain(BO)], [0, 1], [0, 1]),
    ("a tie", &[Says(TABLE, 1), Says(BO, 0)], [1, 1], [1, 1]),
    ("left", &[Says(BO, 1), Leaves(BO)], [0, 1], [0, 1]),
    ("late", &[Says(TABLE, 0), Comes(BO), Says(BO, 0)], [2, 0], [2, 0]),
];

/// A room in which a plan is led.
struct Room {
    story: Story,
    fay: usize,
    people: [usize; 2],
    link: RoomLink,
    /// What can be picked.
    options: [CardId; 2],
}

impl Room {
    fn led_by(plan: &str) -> Self {
        let mut story = Story::begin();
        let fay = story.page();
        let options = ["This", "That"].map(|title| {
            story.writes(fay, title);
            story.card_of(fay, title)
        });
        let link = story.found(fay, Capability::Edit);
        let people = ["Table four", "Bo"].map(|name| story.joins(&link, name));
        let about = story.view(people[TABLE]).about;
        story.does(people[TABLE], Action::Room(RoomStep::About(About { people: 6, ..about })));
        begins(&mut story, fay, plan);
        Self { story, fay, people, link, options }
    }

    /// Those who take part and are in the room.
    fn here(&self) -> impl Iterator<Item = usize> {
        let here = |who: &usize| self.story.pages[*who].state.room.is_some();
        self.people.into_iter().filter(here)
    }

    fn takes(&mut self, step: &Step, round: Round, words: &[String; 2]) {
        match *step {
            Comes(who) => {
                let step = RoomStep::Join { link: self.link.clone(), name: "Bo".into() };
                self.story.does(self.people[who], Action::Room(step));
                self.story.pass(2_000);
            }
            Leaves(who) => self.story.does(self.people[who], Action::Room(RoomStep::Leave)),
            Counts(choice, count) => {
                let choice = if matches!(round, Round::Number) { [3, 5][choice] } else { choice };
                self.story.does(self.fay, Action::Gather(GatherAction::Type { choice, count }));
            }
            Says(who, which) => self.answers(self.people[who], round, which, &words[which]),
            ThinksAgain(who) => {
                let who = self.people[who];
                match round {
                    Round::Cards(_) => {
                        self.story.opens_question(who);
                        let shown = self.story.pages[who].snapshot.as_ref();
                        let open = shown.and_then(|it| it.writing.clone()).expect("a question");
                        let (number, text) = (open.writing.cards[0].number, words[1].clone());
                        self.story.does(who, Action::Write(WriteAction::Change { number, text }));
                        self.story.hands_in(who);
                    }
                    Round::Dots => self.story.votes(who, &[(0, ""), (1, "1")]),
                    Round::Drafts | Round::Number => self.answers(who, round, 1, ""),
                }
            }
        }
    }

    fn answers(&mut self, who: usize, round: Round, which: usize, words: &str) {
        match round {
            Round::Cards(_) => {
                // A table writes down six things.
                let six = ["", " 2", " 3", " 4", " 5", " 6"].map(|n| format!("{words}{n}"));
                let n = if who == self.people[TABLE] { 6 } else { 1 };
                let cards: Vec<_> = six[..n].iter().map(String::as_str).collect();
                self.story.hands_in_cards(who, &cards);
            }
            Round::Drafts => {
                self.story.says_of_draft(who, [Verdict::Right, Verdict::Wrong][which]);
            }
            Round::Dots => self.story.votes(who, &[([0, 1][which], "1")]),
            Round::Number => self.story.votes(who, &[(0, ["3", "5"][which])]),
        }
    }

    /// Opens, holds and closes one round; what came of it is read on a page that only takes part.
    fn holds(&mut self, round: Round, (case, steps, devices, counts): &Case, at: &str) {
        let (fay, table) = (self.fay, self.people[TABLE]);
        let named = |which: &str| format!("{which} {at} {case}");
        let words = [named("one"), named("other")];
        let draft = matches!(round, Round::Drafts).then(|| self.story.drafts(fay, &named("draft")));
        let (ask, about) = match round {
            Round::Cards(kind) => (Task::Cards(kind), Vec::new()),
            Round::Drafts => (Task::Drafts(vec![named("draft")]), draft.iter().cloned().collect()),
            Round::Dots => {
                let options = ["This", "That"].map(str::to_owned).to_vec();
                (Task::Pick { options, dots: 1 }, self.options.to_vec())
            }
            Round::Number => (Task::Scale, Vec::new()),
        };
        self.story.asks_this(fay, ask, about);
        let before = self.story.titles(table).len();
        for step in *steps {
            self.takes(step, round, &words);
        }
        for who in self.here() {
            let shown = self.story.pages[who].snapshot.as_ref().expect("something is shown");
            assert!(shown.round.is_none(), "{at}, {case}: nobody sees it before all do");
        }
        assert_eq!(
            self.story.titles(table).len(),
            before,
            "{at}, {case}: nothing is on the map yet"
        );

        if matches!(round, Round::Dots | Round::Number) {
            self.story.gathers(fay, GatherAction::Reveal);
        }
        self.story.gathers(fay, GatherAction::Place);
        let map = self.story.pages[table].state.map();
        match round {
            Round::Cards(_) => {
                let is_table = steps.iter().any(|step| matches!(step, Says(TABLE, _)));
                let new = devices.iter().filter(|n| **n > 0).count() + if is_table { 5 } else { 0 };
                assert_eq!(map.cards.size(), before + new, "{at}, {case}");
                for (text, n) in words.iter().zip(devices) {
                    let card = map.cards.values().find(|card| card.title == *text);
                    assert_eq!(card.is_some(), *n > 0, "{at}, {case}: {text}");
                    // The same words from two are one card that says so.
                    let alike = card.is_some_and(|card| card.notes.contains('2'));
                    assert_eq!(alike, *n > 1, "{at}, {case}: {text}");
                }
            }
            Round::Drafts => {
                let [right, wrong] = devices.map(|n| n as usize);
                let said = counted(&corrections(map, draft.as_ref().expect("a draft")));
                assert_eq!(said, [right, wrong, 0], "{at}, {case}");
            }
            Round::Dots => {
                let votes = self
                    .options
                    .each_ref()
                    .map(|id| map.card(id).and_then(|card| card.fields.get("votes").cloned()));
                let wanted = counts.map(|n| Some(Value::Number(f64::from(n))));
                assert_eq!(votes, wanted, "{at}, {case}");
            }
            Round::Number => {
                let tally = self.story.tally(fay);
                let [three, five] = *counts;
                assert_eq!(tally.counts, [0, 0, 0, three, 0, five], "{at}, {case}");
                // Of two in the middle the lower one; where nobody says anything there is none.
                let median = (three > 0).then_some(3).or((five > 0).then_some(5));
                assert_eq!(tally.median(), median, "{at}, {case}");
            }
        }
        self.story.gathers(fay, GatherAction::End);
        for who in self.here() {
            assert_eq!(self.story.view(who).invitation, None, "{at}, {case}: it is closed");
        }
    }
}

/// Led beside the others, so that both cores have something to do.
const LONGEST: &str = "180";

fn leads_through(plan: &str) {
    let mut room = Room::led_by(plan);
    let stages = Agenda::built_in(plan).expect("a plan").stages;
    for (at, stage) in stages.iter().enumerate() {
        leads(&mut room.story, room.fay, WorkshopAction::Go(at));
        for round in rounds(stage.kind) {
            for case in &CASES {
                room.holds(round, case, &format!("{plan} {} {round:?}", stage.kind.name()));
            }
        }
    }
}

#[test]
fn every_round_of_the_other_plans_is_held_with_whoever_is_there() {
    Agenda::BUILT_IN.into_iter().filter(|plan| *plan != LONGEST).for_each(leads_through);
}

#[test]
fn every_round_of_half_a_day_is_held_with_whoever_is_there() {
    leads_through(LONGEST);
}
