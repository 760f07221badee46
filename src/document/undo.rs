//! One person's steps. Knows whose work a transaction was by its origin, and nothing of what was done.

use std::collections::HashSet;
use std::sync::Arc;

use yrs::undo::Options;
use yrs::{Doc, UndoManager};

use super::replica::Clock;
use super::schema::{Root, Roots};
use super::{Command, TextField};
use crate::model::CardId;

/// Letters that follow each other within this time are one step.
const CADENCE_MS: u64 = 500;

/// A text somebody types in.
pub(super) type Typing = (CardId, TextField);

pub(super) struct History {
    manager: UndoManager,
    clock: Clock,
    /// What was typed in last, and when.
    last: Option<(Typing, u64)>,
}

impl History {
    /// Marks transactions that are this person's own.
    pub(super) const LOCAL: &'static str = "local";

    pub(super) fn new(doc: &Doc, roots: &Roots, clock: Clock) -> Self {
        // The manager joins whatever comes within its time; with a clock that stands still that is
        // everything, until it is told otherwise. So the cadence is decided here alone.
        let mut manager = UndoManager::with_options(Options {
            capture_timeout_millis: 1,
            tracked_origins: HashSet::from([Self::LOCAL.into()]),
            capture_transaction: None,
            timestamp: Arc::new(|| 1),
            init_undo_stack: Vec::new(),
            init_redo_stack: Vec::new(),
        });
        for root in Root::all() {
            manager.expand_scope(doc, roots.get(root));
        }
        Self { manager, clock, last: None }
    }

    /// The one text that all commands type in.
    pub(super) fn typing(commands: &[Command]) -> Option<Typing> {
        let mut all = commands.iter().map(|command| match command {
            Command::TypeText { id, field, .. } | Command::SetText { id, field, .. } => {
                Some((id, *field))
            }
            _ => None,
        });
        let (id, field) = all.next()??;
        all.all(|other| other == Some((id, field))).then(|| (id.clone(), field))
    }

    pub(super) fn before_commit(&mut self, typing: Option<Typing>) {
        let now = (self.clock)();
        let last = self.last.take();
        let goes_on = match (&last, &typing) {
            (Some((last, at)), Some(typing)) => {
                last == typing && now.saturating_sub(*at) <= CADENCE_MS
            }
            _ => false,
        };
        if !goes_on {
            self.manager.reset();
        }
        self.last = typing.map(|typing| (typing, now));
    }

    pub(super) fn end_step(&mut self) {
        self.last = None;
    }

    pub(super) fn undo(&mut self) {
        self.last = None;
        self.manager.undo_blocking();
    }

    pub(super) fn redo(&mut self) {
        self.last = None;
        self.manager.redo_blocking();
    }

    pub(super) fn can_undo(&self) -> bool {
        self.manager.can_undo()
    }

    pub(super) fn can_redo(&self) -> bool {
        self.manager.can_redo()
    }
}
