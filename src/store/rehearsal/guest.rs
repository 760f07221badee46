//! Somebody who is made up: a canvas of its own in the same page, that goes into the room by the link like everybody else,
//! hears how it is led, writes, hands in, votes, says what it thinks of drafts and raises a hand. What it says is prepared.

use std::rc::Rc;

use super::super::action::{Action, Effect};
use super::super::prepare::{PrepareAction, Verdict, Voice, drafts};
use super::super::room::{RoomLink, RoomStep, RoomView};
use super::super::seldom::SELDOM;
use super::super::state::{Setup, State};
use super::super::update::update;
use super::super::workshop::{Following, WorkshopAction};
use super::super::writing::{Way, WriteAction};
use crate::facilitation::StageKind;
use crate::model::{CardId, CardKind, Task};
use crate::words::Words;

/// So many come.
pub const GUESTS: usize = 4;
/// So many turns after a stage has begun a card goes straight onto the map, where nobody has asked for it.
const WAITS: u32 = 4;

pub struct Guest {
    state: State,
    who: usize,
    words: Words,
    /// The stage that it is in, and for how many turns.
    stage: Option<usize>,
    turns: u32,
    /// Has written in this stage.
    wrote: bool,
    /// The question that was answered last.
    answered: Option<Rc<str>>,
}

/// What can be voted, as the answers to a question have it.
const NUMBERS: [&str; 6] = ["0", "1", "2", "3", "4", "5"];

impl Guest {
    /// `who`: which of the [`GUESTS`]. Keeps nothing, whatever the setup says.
    #[must_use]
    pub fn new(who: usize, setup: Setup) -> Self {
        let mut state = State::new(Setup { keeps_nothing: true, ..setup });
        let _ = state.arrived(&SELDOM);
        let words = Words::all_english();
        Self { state, who, words, stage: None, turns: 0, wrote: false, answered: None }
    }

    #[must_use]
    pub fn name(&self) -> String {
        self.words.get(&format!("rehearse.name.{}", self.who + 1)).to_owned()
    }

    pub fn does(&mut self, action: Action) -> Vec<Effect> {
        update(&mut self.state, action)
    }

    pub fn enters(&mut self, link: RoomLink) -> Vec<Effect> {
        let name = self.name();
        self.does(Action::Room(RoomStep::Join { link, name }))
    }

    /// What it does now that it had a while to think: one thing at a time.
    pub fn turn(&mut self) -> Vec<Effect> {
        let Some(room) = self.state.room.as_ref().map(|room| room.view()) else {
            return Vec::new();
        };
        let asked = room.invitation.clone().filter(|asked| self.answered.as_ref() != Some(asked));
        if let Some(asked) = asked {
            return self.answer(&asked);
        }
        let Some(following) = self.state.shop().following else { return Vec::new() };
        if self.stage != Some(following.told.at) {
            (self.stage, self.turns, self.wrote) = (Some(following.told.at), 0, false);
        }
        self.turns += 1;
        match self.next(&room, &following) {
            Some(action) => self.does(action),
            None => Vec::new(),
        }
    }

    fn next(&mut self, room: &RoomView, following: &Following) -> Option<Action> {
        let drafts = matches!(following.told.kind(), StageKind::Frame | StageKind::Priorities);
        if let Some(action) = self.about_a_draft().filter(|_| drafts) {
            return Some(action);
        }
        let kind = following.told.kind().card();
        let waited = self.turns > WAITS + self.who as u32;
        if let Some(kind) = kind.filter(|_| waited && !self.wrote && room.invitation.is_none()) {
            self.wrote = true;
            let text = self.prepared(kind, 0)?;
            return Some(Action::Workshop(WorkshopAction::Write {
                id: CardId::random(),
                kind,
                text,
            }));
        }
        let about = room.about;
        let mut wants = about;
        // One of them has something to say in every other stage, and is heard after a while.
        wants.hand = self.who == 3 && following.told.at % 2 == 1 && (3..12).contains(&self.turns);
        wants.ready = self.turns > 2 * WAITS + 2 * self.who as u32 && !wants.hand;
        (wants != about).then_some(Action::Room(RoomStep::About(wants)))
    }

    /// A draft that it has not said anything to.
    fn about_a_draft(&self) -> Option<Action> {
        let browser = format!("made up {}", self.who);
        let by = Voice { name: self.name(), browser, other: false };
        let map = self.state.map();
        let said = map.records.lists.get(super::super::prepare::CORRECTIONS);
        let is_new = |card: &CardId| said.is_none_or(|it| it.get(&by.record(card)).is_none());
        let mut all = drafts(map).into_iter().enumerate();
        let (at, card) = all.find(|(_, card)| is_new(&card.id))?;
        let verdict = self.verdict(at);
        Some(Action::Prepare(PrepareAction::Say { card: card.id.clone(), by, verdict }))
    }

    fn verdict(&self, at: usize) -> Verdict {
        match (at + self.who) % 4 {
            3 => Verdict::Missing,
            2 if self.who.is_multiple_of(2) => Verdict::Wrong,
            _ => Verdict::Right,
        }
    }

    /// In one turn the question is opened, so that it is seen who writes; in the next the answer is handed in.
    fn answer(&mut self, asked: &Rc<str>) -> Vec<Effect> {
        let open = self.state.writing.clone().filter(|open| open.fragment == *asked);
        let Some(open) = open else {
            return self.does(Action::OpenLink { text: asked.to_string() });
        };
        let mut steps = Vec::new();
        match &open.invitation.ask {
            Task::Cards(kind) => {
                // Some have more to say than others.
                for at in 0..=self.who % 2 {
                    if let Some(text) = self.prepared(*kind, at) {
                        steps.extend([WriteAction::Draft(text), WriteAction::Add]);
                    }
                }
            }
            Task::Pick { options, dots } => {
                let dots = usize::from(*dots).min(options.len());
                let picks = (0..dots).map(|dot| (self.who / 2 + dot) % options.len());
                let picks = picks.filter_map(|at| u32::try_from(at).ok());
                steps.extend(picks.map(|number| WriteAction::Vote { number, text: "1" }));
            }
            Task::Scale => {
                // One is not convinced.
                let text = NUMBERS[[4, 5, 3, 2][self.who % GUESTS]];
                steps.push(WriteAction::Vote { number: 0, text });
            }
            Task::Drafts(drafts) => {
                let say = |(at, _)| {
                    let text = self.verdict(at as usize).name();
                    WriteAction::Vote { number: at, text }
                };
                steps.extend((0_u32..).zip(drafts).map(say));
            }
        }
        steps.push(WriteAction::HandIn);
        self.answered = Some(Rc::clone(asked));
        let mut effects = Vec::new();
        for step in steps {
            effects.extend(self.does(Action::Write(step)));
        }
        effects
    }

    fn prepared(&self, kind: CardKind, at: usize) -> Option<String> {
        let key = format!("rehearse.{}.{}", kind.name(), (self.who + at) % GUESTS + 1);
        self.words.find(&key).map(str::to_owned)
    }

    /// What it handed in has arrived, or there was nothing to hand in.
    #[must_use]
    pub fn is_heard(&self) -> bool {
        self.state.writing.as_ref().is_none_or(|open| open.way == Way::Arrived)
    }
}
