//! Other copies of a map merged into the open one. A copy that carries its history merges by itself, in any order; any
//! other is compared, and a person says what of it to take. Part of what comes late.

mod coming;
mod plan;
mod rows;

use std::any::Any;
use std::collections::VecDeque;
use std::rc::Rc;

use self::coming::{Alone, Beside, Waiting};
pub(super) use self::plan::all_of;
use self::plan::commands;
pub use self::rows::{Brings, Row, Sort};
use self::rows::{is_harmless, what_is_said};
use super::action::{Effect, Origin};
use super::snapshot::Snapshot;
use super::state::{State, StepOf};
use super::view::{NoticeStep, Overlay, Tone};
use crate::document::{Change, Replica};
use crate::model::{CardId, Map, aligned, compare, with_fresh_ids};
use crate::words::Message;

/// What a person does about copies.
#[derive(Debug, Clone, PartialEq)]
pub enum MergeAction {
    /// Files to be merged: their names and what they say.
    Files(Vec<(String, String)>),
    /// Asks into which map the one that is looked at is to go.
    Choose,
    /// The map that is looked at, into one that this browser keeps, or into the one that was open before.
    Visited { slot: Option<String> },
    /// More files than are merged at once.
    TooMany,
    /// Takes something of the copy that is gone through, or leaves it.
    Take { row: usize, take: bool },
    /// The same for all rows of one sort.
    TakeAll { sort: Sort, take: bool },
    /// Does what the dialog says.
    CarryOut,
    /// Leaves out what it is about; the next file has its turn.
    Pass,
    /// Opens the copy as a map of its own after all.
    OpenInstead,
}

/// What is merged at the moment.
#[derive(Debug, Clone, Default)]
pub struct Merging {
    /// Copies that merge by themselves, and what they bring together.
    pub copies: Vec<Kin>,
    pub brings: Brings,
    /// The copy that is gone through when those are in.
    pub review: Option<Review>,
    /// Into which map is still to be said.
    pub choosing: Option<Choosing>,
    waiting: VecDeque<Waiting>,
    /// These came with the one that is being opened.
    beside: Option<Rc<Beside>>,
    /// The only file that came.
    alone: Option<Rc<Alone>>,
    /// The map that is looked at waits for the one it goes into.
    arriving: Option<Map>,
}

/// What a map that came in a link may go into, beside those that this browser keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choosing {
    /// The title of the map that was open before.
    pub before: Option<Rc<str>>,
}

/// A copy that shares its history with the open map.
#[derive(Debug, Clone)]
pub struct Kin {
    pub name: String,
    history: Vec<u8>,
}

/// A copy held against the open map.
#[derive(Debug, Clone)]
pub struct Review {
    pub name: String,
    pub rows: Rc<Vec<Row>>,
    /// What could not be taken over as it was.
    pub odd: Rc<[Message]>,
    /// With the open map's ids where both mean the same.
    theirs: Map,
}

impl Review {
    /// The copy, with the open map's ids where both mean the same.
    #[must_use]
    pub fn theirs(&self) -> &Map {
        &self.theirs
    }
}

impl Merging {
    /// What the snapshot holds of it, where the dialog is open.
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Option<&Self> {
        snapshot.merging.as_ref()?.downcast_ref()
    }

    /// Something would be merged, or is still to be looked at.
    #[must_use]
    pub fn does_something(&self) -> bool {
        match &self.review {
            Some(review) => review.rows.iter().any(|row| row.take) || !self.waiting.is_empty(),
            None => !self.brings.is_nothing() || !self.waiting.is_empty(),
        }
    }

    /// The map into which it goes is on its way.
    #[must_use]
    pub fn is_arriving(&self) -> bool {
        self.arriving.is_some()
    }

    /// The copy can be opened by itself instead.
    #[must_use]
    pub fn may_open(&self) -> bool {
        self.alone.is_some()
    }
}

impl State {
    pub(super) fn merge(&mut self, action: MergeAction) {
        match action {
            MergeAction::Files(files) => self.merge_files(files),
            MergeAction::TooMany => self.notify(Tone::Error, Message::new("merge.too_many")),
            MergeAction::Choose => self.choose_target(),
            MergeAction::Visited { slot } => self.merge_visited(slot),
            MergeAction::Take { row, take } => {
                self.change_review(|at, _| (at == row).then_some(take))
            }
            MergeAction::TakeAll { sort, take } => {
                self.change_review(|_, row| (row.sort() == sort).then_some(take));
            }
            MergeAction::CarryOut => self.carry_out_merge(),
            MergeAction::Pass => match self.merging().filter(|it| !it.waiting.is_empty()) {
                Some(merging) => {
                    let waiting = merging.waiting;
                    self.go_on_merging(Merging { waiting, ..Merging::default() });
                }
                None => self.end_merge(),
            },
            MergeAction::OpenInstead => {
                if let Some(alone) = self.merging().and_then(|merging| merging.alone) {
                    self.end_merge();
                    self.open_parsed(Ok(alone.import.clone()), alone.bytes, &alone.name, true);
                }
            }
        }
    }

    fn merging(&self) -> Option<Merging> {
        Some(self.merging.as_ref()?.downcast_ref::<Merging>()?.clone())
    }

    /// A second replica of the open map, to try things on.
    fn scratch(&self) -> Replica {
        let (id, clock) = (self.map().id.clone(), self.setup.clock.clone());
        Replica::from_updates(id, 0, clock, [self.replica.encode().as_slice()]).0
    }

    /// Shows the next thing to decide, or ends where there is none.
    fn go_on_merging(&mut self, mut merging: Merging) {
        if merging.copies.is_empty() {
            merging.review = None;
            while merging.review.is_none()
                && let Some(waiting) = merging.waiting.pop_front()
            {
                merging.review = self.review(waiting);
            }
        }
        if merging.copies.is_empty() && merging.review.is_none() {
            return self.end_merge();
        }
        self.merging = Some(Rc::new(merging) as Rc<dyn Any>);
        self.view.overlay = Overlay::Merge;
        // They would lie over what is to be decided.
        self.view.notices.retain(|notice| notice.tone == Tone::Error);
        self.touch();
    }

    fn review(&mut self, waiting: Waiting) -> Option<Review> {
        let Waiting { name, map, odd } = waiting;
        // A card that was removed here keeps its id: what comes back is another one.
        let is_taken =
            |id: &CardId| self.map().card(id).is_none() && self.replica.is_taken(id.as_str());
        let theirs = with_fresh_ids(&aligned(self.map(), &map), is_taken);
        let rows = self.rows_of(&theirs);
        if rows.is_empty() {
            let message = Message::new("merge.nothing").with("name", name);
            self.notify_with(Tone::Plain, message, odd, None);
            return None;
        }
        Some(Review { name, rows: rows.into(), odd: odd.into(), theirs })
    }

    fn rows_of(&self, theirs: &Map) -> Vec<Row> {
        let ours = self.map();
        let mut differences = compare(ours, theirs);
        // Of another map it says nothing that it has none of our cards, or nothing of what stands on them.
        if theirs.id != ours.id {
            differences = differences.into_iter().filter_map(what_is_said).collect();
        }
        let mut rows: Vec<_> = (differences.into_iter())
            .map(|difference| Row { take: is_harmless(ours, &difference), difference })
            .collect();
        crate::model::sort_by(&mut rows, |a, b| a.sort().cmp(&b.sort()));
        rows
    }

    fn change_review(&mut self, choose: impl Fn(usize, &Row) -> Option<bool>) {
        let Some(mut merging) = self.merging() else { return };
        if let Some(review) = &mut merging.review {
            for (at, row) in Rc::make_mut(&mut review.rows).iter_mut().enumerate() {
                row.take = choose(at, row).unwrap_or(row.take);
            }
        }
        self.merging = Some(Rc::new(merging));
        self.touch();
    }

    pub(super) fn end_merge(&mut self) {
        self.merging = None;
        if self.view.overlay == Overlay::Merge {
            self.view.overlay = Overlay::None;
        }
        self.touch();
    }

    fn carry_out_merge(&mut self) {
        let Some(mut merging) = self.merging().filter(|_| !self.is_readonly()) else { return };
        merging.alone = None;
        if !merging.copies.is_empty() {
            self.take_in_copies(std::mem::take(&mut merging.copies), &merging.brings);
        } else if let Some(review) = merging.review.take() {
            // Others may have gone on with the map: nothing is taken over that nobody has seen.
            let now = self.rows_of(&review.theirs);
            let same = now
                .iter()
                .map(|row| &row.difference)
                .eq(review.rows.iter().map(|row| &row.difference));
            if !same || !self.take_what_is_ticked(&review) {
                if !same {
                    self.notify(Tone::Warning, Message::new("merge.changed"));
                }
                return self.show_again(merging, review, now);
            }
        }
        self.go_on_merging(merging);
    }

    /// The list as it is now, with what was ticked and still stands.
    fn show_again(&mut self, mut merging: Merging, mut review: Review, mut now: Vec<Row>) {
        for row in &mut now {
            let before = review.rows.iter().find(|before| before.difference == row.difference);
            row.take = before.map_or(row.take, |before| before.take);
        }
        review.rows = now.into();
        merging.review = Some(review);
        self.merging = Some(Rc::new(merging));
        self.touch();
    }

    fn take_in_copies(&mut self, copies: Vec<Kin>, brings: &Brings) {
        // What the copies build on is written before them.
        self.flush();
        let mut names = Vec::new();
        for copy in copies {
            if let Ok(changes) = self.replica.merge_history(&copy.history) {
                self.merged(changes, copy.history);
                names.push(copy.name);
            }
        }
        let message = match brings.is_nothing() {
            true => Message::new("merge.nothing"),
            false => brings.message("merge.merged"),
        };
        self.notify(Tone::Plain, message.with("name", names.join(", ")));
    }

    fn merged(&mut self, changes: Vec<Change>, history: Vec<u8>) {
        self.changed(changes, Origin::Local);
        // Even where nothing of it shows: what is written here later may build on it.
        self.keep_entry(history);
    }

    fn take_what_is_ticked(&mut self, review: &Review) -> bool {
        let commands = commands(&self.replica, &review.theirs, &review.rows);
        if commands.is_empty() {
            return true;
        }
        let before = self.map().clone();
        self.replica.end_undo_step();
        if !self.commit(commands) {
            return false;
        }
        self.replica.end_undo_step();
        let brings = Brings::of(&compare(&before, self.map()));
        let message = brings.message("merge.merged").with("name", review.name.clone());
        let undo = Some((NoticeStep::Undo as StepOf, "action.undo"));
        self.notify_with(Tone::Plain, message, Vec::new(), undo);
        true
    }

    fn choose_target(&mut self) {
        let before = self.before.as_ref().map(|before| before.replica.map().title.clone());
        let merging = Merging { choosing: Some(Choosing { before }), ..Merging::default() };
        self.merging = Some(Rc::new(merging));
        self.view.overlay = Overlay::Merge;
        self.effect(Effect::List);
        self.touch();
    }

    /// What is looked at becomes a copy to go through, over the map into which it goes.
    fn merge_visited(&mut self, slot: Option<String>) {
        if self.saving.visiting.is_none() || self.readonly {
            return;
        }
        let merging = Merging { arriving: Some(self.map().clone()), ..Merging::default() };
        match slot {
            Some(slot) => {
                self.merging = Some(Rc::new(merging));
                self.effect(Effect::Load { slot, after: None });
            }
            None if self.before.is_some() => {
                self.go_back();
                self.merging = Some(Rc::new(merging));
                self.merge_arriving();
            }
            None => {}
        }
    }

    /// The map is open into which something was to go.
    pub(super) fn merge_arriving(&mut self) {
        let Some(mut merging) = self.merging() else { return };
        let Some(map) = merging.arriving.take() else { return };
        let name = map.title.to_string();
        merging.waiting.push_back(Waiting { name, map, odd: Vec::new() });
        self.go_on_merging(merging);
    }
}

#[cfg(test)]
mod tests;
