//! The private scope at work: what is done in it, and what the storage says to that.

use std::rc::Rc;

use super::keeper::Swap;
use super::{BackupState, PrivateAction, PrivateScope, Swapped, new_note, rating_row};
use crate::analysis;
use crate::model::{CardId, MapId};
use crate::store::action::{Effect, Trouble};
use crate::store::saving::RETRY_MS;
use crate::store::state::{Before, State};

impl State {
    /// What is known privately, as far as it was asked for.
    pub(in crate::store) fn scope(&self) -> Option<&PrivateScope> {
        self.private.as_ref()?.downcast_ref()
    }

    /// What the rules may know, once somebody has asked to see it.
    pub(in crate::store) fn private_for_rules(&self) -> analysis::Private {
        self.scope().map(PrivateScope::for_rules).unwrap_or_default()
    }

    /// Asks the storage, the first time.
    pub(in crate::store) fn ask_scope(&mut self) {
        if self.private.is_none() {
            let keeps_nothing = self.saving.keeps_nothing;
            self.keep_scope(PrivateScope::new(self.map().id.clone(), keeps_nothing));
            self.private_step(PrivateAction::Read);
        }
    }

    /// Takes a new state of it, and writes what is due.
    pub(in crate::store) fn keep_scope(&mut self, mut scope: PrivateScope) {
        scope.keeps_nothing = self.saving.keeps_nothing;
        let due = scope.keeper.due();
        self.swap_all(&scope, due);
        self.private = Some(Rc::new(scope));
        self.warn_of_private();
    }

    /// Another map takes the place of the open one: what is noted goes along, but for what is about those who are gone.
    pub(in crate::store) fn move_scope(&mut self, map: &MapId, gone: &[CardId]) {
        if let Some(scope) = self.scope() {
            self.private = Some(Rc::new(scope.moved_to(map, gone)));
        }
        self.warn_of_private();
    }

    /// Whether the page warns before it goes, for this map's sake or for that of those that were put aside.
    pub(in crate::store) fn warn_of_private(&mut self) {
        self.look_for_unkept();
        self.touch();
    }

    pub(in crate::store) fn look_for_unkept(&mut self) {
        let aside = self.asides().filter_map(Before::scope).any(PrivateScope::is_unkept);
        let unkept = aside || self.scope().is_some_and(PrivateScope::is_unkept);
        self.private_unkept = unkept || self.has_unkept_box();
    }

    /// A text of a map that was put aside was written, or not.
    fn swapped_aside(&mut self, key: &str, result: Result<Swapped, Trouble>) {
        let is_of = |it: &Before| it.scope().is_some_and(|scope| key.starts_with(&scope.prefix()));
        let Some(at) = self.asides().position(is_of) else { return };
        let Some(mut scope) = self.asides().nth(at).and_then(Before::scope).cloned() else {
            return;
        };
        self.swapped(&mut scope, key, result);
        let due = scope.keeper.due();
        self.swap_all(&scope, due);
        if let Some(before) = self.asides_mut().nth(at) {
            before.private = Some(Rc::new(scope));
        }
        self.warn_of_private();
    }

    fn swap_all(&mut self, scope: &PrivateScope, due: Vec<Swap>) {
        for Swap { key, known, text } in due.into_iter().filter(|_| !scope.keeps_nothing) {
            self.effect(Effect::SwapPrivate { key, known, text });
        }
    }

    pub(in crate::store) fn private_step(&mut self, action: PrivateAction) {
        if matches!(action, PrivateAction::Show(_) | PrivateAction::Homework) {
            self.ask_scope();
        }
        if let PrivateAction::Swapped { key, result } = &action
            && self.scope().is_none_or(|scope| !key.starts_with(&scope.prefix()))
        {
            return self.swapped_aside(key, result.clone());
        }
        // What is written while somebody is erased would stay behind with the old map.
        if self.erasing.is_some() && action.writes() {
            return;
        }
        // The rows are on their way to where they are looked for: until they are there, nothing would be found.
        let waits = self.saving.heir.is_some();
        if waits && matches!(action, PrivateAction::Read | PrivateAction::Again) {
            return;
        }
        let Some(mut scope) = self.scope().cloned() else { return };
        let now = (self.setup.clock)();
        match action {
            PrivateAction::Show(shown) => scope.shown = shown,
            PrivateAction::Rate { card, rating, value } => {
                let row = value.map(|value| rating_row(value.clamp(1, 5), now));
                scope.keeper.set(&scope.key(&card, rating.name()), row);
                self.belongs_to_map();
            }
            PrivateAction::Write { card, note, text } => {
                scope.write_note(&card, &note, &text, now);
                self.belongs_to_map();
            }
            PrivateAction::Found { id, department, found } => {
                scope.find_out(id, &department, found);
                self.belongs_to_map();
            }
            PrivateAction::Homework => {}
            PrivateAction::Another => scope.next = new_note(),
            PrivateAction::Forget(card) => scope.forget(&card),
            PrivateAction::Read => self.read_scope(&scope),
            PrivateAction::Again => {
                scope.keeper.forget_sent();
                self.read_scope(&scope);
            }
            PrivateAction::Flush => {
                if scope.unread {
                    self.read_scope(&scope);
                }
                let due = scope.keeper.all_due();
                self.swap_all(&scope, due);
            }
            PrivateAction::Swapped { key, result } => self.swapped(&mut scope, &key, result),
            PrivateAction::BackUp(password) => self.begin_backup(&mut scope, password),
            PrivateAction::Restore { text, password } => {
                self.begin_restore(&mut scope, text, password);
            }
            PrivateAction::GoOn => self.go_on(&mut scope),
            PrivateAction::Done => scope.backup = BackupState::None,
        }
        self.keep_scope(scope);
    }

    /// What is noted about people of a map is worth keeping the map for.
    fn belongs_to_map(&mut self) {
        if !self.is_readonly() && !self.saving.touched {
            self.keep_even_empty();
        }
    }

    fn read_scope(&mut self, scope: &PrivateScope) {
        if !self.saving.keeps_nothing {
            self.effect(Effect::ReadPrivate { prefix: scope.prefix() });
        }
    }

    /// The storage has answered.
    pub(in crate::store) fn private_rows(
        &mut self,
        prefix: &str,
        rows: Result<Vec<(String, String)>, Trouble>,
    ) {
        let Some(mut scope) = self.scope().filter(|scope| scope.prefix() == prefix).cloned() else {
            return;
        };
        match rows {
            Ok(rows) => {
                scope.keeper.read(rows);
                scope.unread = false;
                scope.trouble = scope.trouble.filter(|_| !scope.keeper.all_kept());
            }
            Err(trouble) => {
                scope.keeper.not_read();
                scope.unread = true;
                scope.trouble = Some(trouble);
                self.private_again_later();
            }
        }
        self.keep_scope(scope);
        if self.view.questions {
            self.look_again();
        }
    }

    fn swapped(&mut self, scope: &mut PrivateScope, key: &str, result: Result<Swapped, Trouble>) {
        if !key.starts_with(&scope.prefix()) {
            return;
        }
        match result {
            Ok(Swapped::Done) => {
                scope.keeper.done(key);
                if scope.keeper.all_kept() && !scope.unread {
                    scope.trouble = None;
                }
                self.effect(Effect::Ring);
            }
            Ok(Swapped::Other(there)) => scope.clashed(key, there),
            Err(trouble) => {
                scope.keeper.failed(key);
                scope.trouble = Some(trouble);
                self.private_again_later();
            }
        }
    }

    fn private_again_later(&mut self) {
        // The map's own next writing brings this along.
        if !self.saving.flush_due {
            self.effect(Effect::FlushIn(RETRY_MS));
        }
    }
}
