//! One person's steps: what each of them replaced, and which letters came and went with it. Steps are taken
//! back value by value and letter by letter, so that what others did meanwhile stays.

use std::collections::HashSet;
use std::sync::Arc;

use yrs::undo::{Options, StackItem};
use yrs::{Doc, Transact, TransactionMut, UndoManager};

use super::replica::Clock;
use super::schema::{Root, Roots};
use super::write::{Was, put_back};
use super::{Command, TextField};
use crate::model::{CardId, Value};

/// Letters that follow each other within this time are one step.
const CADENCE_MS: u64 = 500;
/// A field that is set again within this time is set in the same step: it is handed over while it is written.
const FIELD_MS: u64 = 3_000;
/// Older steps cannot be taken back any more: the document keeps every removed letter that could return.
const MAX_STEPS: usize = 500;
/// Marks the transactions in which this person types.
const TYPING: &str = "typing";
/// Marks the transactions that put values back.
const UNDO: &str = "undo";

/// What somebody writes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Typing {
    /// A text, letter by letter.
    Text(CardId, TextField),
    /// A field of a card or a link, by their id and its key.
    Field(String, String),
    /// A record, by its list and its id.
    Record(String, String),
}

impl Typing {
    fn cadence(&self) -> u64 {
        match self {
            Self::Text(..) => CADENCE_MS,
            Self::Field(..) | Self::Record(..) => FIELD_MS,
        }
    }
}

/// What the library knows of the letters of one step.
type Letters = StackItem<()>;

#[derive(Default)]
pub(super) struct Step {
    pub values: Vec<Was>,
    pub letters: Option<Letters>,
}

pub(super) struct History {
    clock: Clock,
    done: Vec<Step>,
    undone: Vec<Step>,
    /// What was typed in last, and when.
    last: Option<(Typing, u64)>,
}

impl History {
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, done: Vec::new(), undone: Vec::new(), last: None }
    }

    pub(super) fn end_step(&mut self) {
        self.last = None;
    }

    pub(super) fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    pub(super) fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// The one text or field that all commands write in. What is chosen rather than written is a step each time.
    pub(super) fn typing(commands: &[Command]) -> Option<Typing> {
        let is_written = |value: &Option<Value>| {
            use Value as V;
            matches!(value, None | Some(V::Text(_) | V::List(_) | V::Table(_) | V::Rows(_)))
        };
        let field = |id: &str, key: &str| Some(Typing::Field(id.to_owned(), key.to_owned()));
        match commands {
            [Command::SetField { id, key, value }] if is_written(value) => {
                return field(id.as_str(), key);
            }
            [Command::SetLinkField { id, key, value }] if is_written(value) => {
                return field(id.as_str(), key);
            }
            [Command::SetRecord { list, id, value: Some(_) }] => {
                return Some(Typing::Record(list.clone(), id.clone()));
            }
            _ => {}
        }
        let mut all = commands.iter().map(|command| match command {
            Command::TypeText { id, field, .. } | Command::SetText { id, field, .. } => {
                Some((id, *field))
            }
            _ => None,
        });
        let (id, field) = all.next()??;
        all.all(|other| other == Some((id, field))).then(|| Typing::Text(id.clone(), field))
    }

    /// Adds what a commit did. Whoever types on in one text goes on with the same step.
    pub(super) fn add(&mut self, step: Step, typing: Option<Typing>, doc: &Doc, roots: &Roots) {
        let now = (self.clock)();
        let goes_on = match (self.last.take(), &typing) {
            (Some((last, at)), Some(typing)) => {
                last == *typing && now.saturating_sub(at) <= typing.cadence()
            }
            _ => false,
        };
        self.last = typing.map(|typing| (typing, now));
        if step.values.is_empty() && step.letters.is_none() {
            return;
        }
        forget(self.undone.drain(..), doc, roots);
        match self.done.last_mut() {
            Some(Step { letters: Some(before), values }) if goes_on => {
                go_on(values, step.values);
                if let Some(letters) = step.letters {
                    before.merge(letters, |(), ()| {});
                }
            }
            Some(Step { letters: None, values }) if goes_on => go_on(values, step.values),
            _ => self.done.push(step),
        }
        if self.done.len() > MAX_STEPS {
            forget(self.done.drain(..1), doc, roots);
        }
    }

    /// Takes back the last step. False when there is none.
    pub(super) fn undo(&mut self, doc: &Doc, roots: &Roots) -> bool {
        self.last = None;
        let Some(step) = self.done.pop() else { return false };
        let values = turn_values(step.values, doc, roots);
        let letters = step.letters.and_then(|letters| {
            let mut manager = manager(doc, roots, vec![letters], vec![]);
            manager.undo_blocking();
            manager.redo_stack().last().cloned()
        });
        self.undone.push(Step { values, letters });
        true
    }

    /// Does again what was taken back last. False when there is nothing.
    pub(super) fn redo(&mut self, doc: &Doc, roots: &Roots) -> bool {
        self.last = None;
        let Some(step) = self.undone.pop() else { return false };
        let values = turn_values(step.values, doc, roots);
        let letters = step.letters.and_then(|letters| {
            let mut manager = manager(doc, roots, vec![], vec![letters]);
            manager.redo_blocking();
            manager.undo_stack().last().cloned()
        });
        self.done.push(Step { values, letters });
        true
    }
}

/// Types inside of a transaction that remembers its letters.
pub(super) fn remember_letters(
    doc: &Doc,
    roots: &Roots,
    write: impl FnOnce(&mut TransactionMut),
) -> Option<Letters> {
    let manager = manager(doc, roots, vec![], vec![]);
    write(&mut doc.transact_mut_with(TYPING));
    manager.undo_stack().last().cloned()
}

/// Adds what was replaced next in the same step. A value that followed on the last one of its place needs only the first before
/// and the last after: who writes for minutes would fill the step with every moment of it.
fn go_on(values: &mut Vec<Was>, more: Vec<Was>) {
    for was in more {
        match values.last_mut() {
            Some(last) if last.slot == was.slot && last.after == was.before => {
                last.after = was.after
            }
            _ => values.push(was),
        }
    }
}

/// Puts values back, the last one first, and returns what would do them again.
fn turn_values(values: Vec<Was>, doc: &Doc, roots: &Roots) -> Vec<Was> {
    if values.is_empty() {
        return values;
    }
    let mut txn = doc.transact_mut_with(UNDO);
    values.into_iter().rev().map(|was| put_back(&mut txn, roots, was)).collect()
}

/// Lets the document sweep away the letters that only these steps could have brought back.
fn forget(steps: impl Iterator<Item = Step>, doc: &Doc, roots: &Roots) {
    let letters: Vec<_> = steps.filter_map(|step| step.letters).collect();
    let removed: Vec<_> = letters.iter().map(|letters| letters.deletions().clone()).collect();
    if removed.iter().all(yrs::IdSet::is_empty) {
        return;
    }
    manager(doc, roots, letters, vec![]).clear_all();
    let mut txn = doc.transact_mut_with(UNDO);
    for removed in removed {
        txn.gc(Some(&removed));
    }
}

/// A manager that knows these letters and no others. It lives for one call: left alone with all of them, it
/// would pass over a step of which nothing is left and take back an earlier one, values and letters apart.
fn manager(doc: &Doc, roots: &Roots, done: Vec<Letters>, undone: Vec<Letters>) -> UndoManager {
    let mut manager = UndoManager::with_options(Options {
        capture_timeout_millis: 0,
        tracked_origins: HashSet::from([TYPING.into()]),
        capture_transaction: None,
        timestamp: Arc::new(|| 0),
        init_undo_stack: done,
        init_redo_stack: undone,
    });
    manager.expand_scope(doc, roots.get(Root::Cards));
    manager
}
