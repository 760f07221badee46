//! What L&D has noted about the people of a map and shares with nobody: ratings and notes, kept in this browser alone.
//! Nothing of it is in the map, in a file, in a link, in a room. Part of what comes late; the first part holds it
//! without its type.

mod action;
mod backup;
mod keeper;
mod rows;

use std::rc::Rc;

use serde_json::json;

use super::action::{Effect, Trouble};
use super::prepare::Found;
use super::saving::RETRY_MS;
use super::snapshot::Snapshot;
use super::state::State;
use crate::analysis::{self, Answer, Finding};
use crate::model::{CardId, Json, MapId, PRIVATE_KEYS, sort_by};
pub use action::PrivateAction;
pub use backup::{BackupState, Secret};
use keeper::Keeper;
use keeper::Swap;
pub use keeper::Swapped;
use rows::{
    ANSWER, FOUND, NOTE, both_answers, found_row, new_note, rating_row, read_note, read_rating,
};

/// What the keys of these rows begin with; the map's id follows.
pub(super) const PREFIX: &str = "private.";
/// The longest note, in letters: beyond it a note is no note.
const LONGEST_NOTE: usize = 20_000;

/// What is rated, each from 1 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rating {
    Power,
    Interest,
    /// How they stand to what L&D does: unaware, resistant, neutral, supportive, leading.
    Engagement,
    EngagementWanted,
}

impl Rating {
    pub const ALL: [Self; 4] =
        [Self::Power, Self::Interest, Self::Engagement, Self::EngagementWanted];

    /// The name in a row's key: one of those that no map ever holds.
    #[must_use]
    pub fn name(self) -> &'static str {
        PRIVATE_KEYS[self as usize]
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rating| rating.name() == name)
    }

    /// The key of what it is called.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Power => "private.power",
            Self::Interest => "private.interest",
            Self::Engagement => "private.engagement",
            Self::EngagementWanted => "private.engagement_wanted",
        }
    }

    /// The key of what a value of it is called; of the first two only the ends have names.
    #[must_use]
    pub fn value_key(self, value: u8) -> &'static str {
        const LEVELS: [&str; 5] = [
            "engagement.unaware",
            "engagement.resistant",
            "engagement.neutral",
            "engagement.supportive",
            "engagement.leading",
        ];
        match self {
            Self::Power | Self::Interest => "private.of_five",
            Self::Engagement | Self::EngagementWanted => LEVELS[usize::from(value.clamp(1, 5) - 1)],
        }
    }
}

/// A note about somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Unique in the map.
    pub id: String,
    pub text: String,
    /// When it was begun, in milliseconds since 1970.
    pub made_ms: u64,
}

/// Whether this browser keeps what was noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrivateKept {
    Reading,
    Writing,
    Kept,
    Failed(Trouble),
    /// The person or the host page asked to keep nothing.
    Nothing,
}

/// All of it, of the map that is open.
#[derive(Debug, Clone, PartialEq)]
pub struct PrivateScope {
    map: MapId,
    keeper: Keeper,
    trouble: Option<Trouble>,
    /// The storage could not be read: what it has may be missing here.
    unread: bool,
    keeps_nothing: bool,
    /// It is on the screen. Never at first: who opens a map may be standing before a room.
    pub shown: bool,
    /// The id of the note that is written next.
    pub next: String,
    pub backup: BackupState,
}

impl PrivateScope {
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Option<&Self> {
        snapshot.private.as_ref()?.downcast_ref()
    }

    fn new(map: MapId, keeps_nothing: bool) -> Self {
        let (keeper, trouble, backup) = (Keeper::default(), None, BackupState::None);
        let next = new_note();
        Self { map, keeper, trouble, unread: false, keeps_nothing, shown: false, next, backup }
    }

    #[must_use]
    pub fn rating(&self, card: &CardId, rating: Rating) -> Option<u8> {
        read_rating(self.keeper.get(&self.key(card, rating.name()))?).map(|(value, _)| value)
    }

    /// The newest first.
    #[must_use]
    pub fn notes(&self, card: &CardId) -> Vec<Note> {
        let begins = self.key(card, NOTE);
        let rows = self.keeper.texts().filter_map(|(key, text)| {
            let id = key.strip_prefix(&begins)?.to_owned();
            let (text, made_ms) = read_note(text)?;
            Some(Note { id, text, made_ms })
        });
        let mut notes: Vec<_> = rows.collect();
        sort_by(&mut notes, |a, b| b.made_ms.cmp(&a.made_ms).then(a.id.cmp(&b.id)));
        notes
    }

    /// What was answered to a question that is for the facilitator alone.
    pub(super) fn answer(&self, finding: &Finding) -> Option<Answer> {
        let row = self.keeper.get(&self.answer_key(finding))?;
        serde_json::from_str(row).ok().as_ref().and_then(Answer::read)
    }

    pub(super) fn set_answer(&mut self, finding: &Finding, record: Option<&Json>) {
        let key = self.answer_key(finding);
        self.keeper.set(&key, record.map(Json::to_string));
    }

    /// Beside what else is kept about whom or what it is about, so that it goes with that.
    fn answer_key(&self, finding: &Finding) -> String {
        let subject = CardId::parse(&finding.subject);
        let subject = subject.as_ref().map_or("map", CardId::as_str);
        format!("{}{subject}.{ANSWER}{}", self.prefix(), finding.answer_id())
    }

    /// What was found out for the homework of this name, and is not on the map. What was begun before a department was
    /// named is shown until it is written on for one.
    #[must_use]
    pub fn found(&self, id: &str, department: &str) -> Found {
        let row = |department| self.keeper.get(&self.found_key(id, department));
        row(department).or_else(|| row("")).and_then(Found::read).unwrap_or_default()
    }

    fn find_out(&mut self, id: &str, department: &str, found: Option<Found>) {
        let (key, begun) = (self.found_key(id, department), self.found_key(id, ""));
        if self.keeper.get(&key).is_none() && self.keeper.get(&begun).is_some() {
            self.keeper.set(&begun, None);
        }
        self.keeper.set(&key, found.and_then(|found| found.to_row()));
    }

    fn found_key(&self, id: &str, department: &str) -> String {
        format!("{}map.{}", self.prefix(), found_row(id, department))
    }

    /// Those about whom something is kept, each once.
    #[must_use]
    pub fn people(&self) -> Vec<CardId> {
        let mut ids: Vec<CardId> =
            self.keeper.texts().filter_map(|(key, _)| self.card(key)).collect();
        ids.dedup();
        ids
    }

    #[must_use]
    pub fn kept(&self) -> PrivateKept {
        if self.keeps_nothing {
            PrivateKept::Nothing
        } else if let Some(trouble) = &self.trouble {
            PrivateKept::Failed(trouble.clone())
        } else if !self.keeper.is_answered() {
            PrivateKept::Reading
        } else if self.keeper.all_kept() {
            PrivateKept::Kept
        } else {
            PrivateKept::Writing
        }
    }

    /// What the storage has is here: only then a backup has all of it.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.keeps_nothing || (self.keeper.is_answered() && !self.unread)
    }

    /// What the rules may know of it.
    #[must_use]
    pub fn for_rules(&self) -> analysis::Private {
        let power = self.people().into_iter().filter_map(|id| {
            let power = self.rating(&id, Rating::Power)?;
            Some((id, power))
        });
        analysis::Private { power: power.collect() }
    }

    fn prefix(&self) -> String {
        format!("{PREFIX}{}.", self.map)
    }

    fn key(&self, card: &CardId, what: &str) -> String {
        format!("{}{card}.{what}", self.prefix())
    }

    /// Whom a key is about.
    fn card(&self, key: &str) -> Option<CardId> {
        let rest = key.strip_prefix(&self.prefix())?;
        CardId::parse(rest.split_once('.')?.0).ok()
    }

    /// Closing the page now may lose what was noted: a write that is under way is no safe one.
    fn is_unkept(&self) -> bool {
        let any = self.keeper.texts().next().is_some();
        any && !self.keeper.all_kept()
    }

    fn write_note(&mut self, card: &CardId, note: &str, text: &str, now: u64) {
        let key = self.key(card, &format!("{NOTE}{note}"));
        let made = self.keeper.get(&key).and_then(read_note).map_or(now, |(_, made)| made);
        let text: String = text.chars().take(LONGEST_NOTE).collect();
        let row = json!({ "text": text, "made": made, "at": now }).to_string();
        self.keeper.set(&key, (!text.trim().is_empty()).then_some(row));
    }

    /// Words that another tab's have the place of are kept beside them.
    fn clashed(&mut self, key: &str, there: Option<String>) {
        let mine = self.keeper.clashed(key, there.clone());
        let what = key.rsplit('.').next().unwrap_or_default();
        if what.starts_with(ANSWER) {
            return self.keeper.set(key, both_answers(mine, there));
        }
        if what.starts_with(FOUND) {
            return self.keeper.set(key, Found::both(mine, there));
        }
        let is_note = what.starts_with(NOTE);
        let (mine, card) = match (mine, self.card(key)) {
            (Some(mine), Some(card)) if is_note => (mine, card),
            // Of two ratings the one that was made last counts; a removed note stays removed where nobody wrote on.
            (mine, _) => return self.keeper.set(key, if is_note { there } else { mine }),
        };
        let said = |row: &str| read_note(row).map(|(text, _)| text).unwrap_or_default();
        let theirs = there.as_deref().map(said).unwrap_or_default();
        let ours = said(&mine);
        if ours.contains(&theirs) {
            self.keeper.set(key, Some(mine));
        } else if !theirs.contains(&ours) {
            let beside = self.key(&card, &format!("{NOTE}{}", new_note()));
            self.keeper.set(&beside, Some(mine));
        }
    }
}

impl State {
    /// What is known privately, as far as it was asked for.
    pub(super) fn scope(&self) -> Option<&PrivateScope> {
        self.private.as_ref()?.downcast_ref()
    }

    /// What the rules may know, once somebody has asked to see it.
    pub(super) fn private_for_rules(&self) -> analysis::Private {
        self.scope().map(PrivateScope::for_rules).unwrap_or_default()
    }

    /// Asks the storage, the first time.
    pub(super) fn ask_scope(&mut self) {
        if self.private.is_none() {
            let keeps_nothing = self.saving.keeps_nothing;
            self.keep_scope(PrivateScope::new(self.map().id.clone(), keeps_nothing));
            self.private_step(PrivateAction::Read);
        }
    }

    /// Takes a new state of it, and writes what is due.
    pub(super) fn keep_scope(&mut self, mut scope: PrivateScope) {
        scope.keeps_nothing = self.saving.keeps_nothing;
        let due = scope.keeper.due();
        self.swap_all(&scope, due);
        self.private = Some(Rc::new(scope));
        self.warn_of_private();
    }

    /// Whether the page warns before it goes, for this map's sake or for that of the one that was put aside.
    fn warn_of_private(&mut self) {
        let aside = self.scope_aside().is_some_and(PrivateScope::is_unkept);
        self.private_unkept = aside || self.scope().is_some_and(PrivateScope::is_unkept);
        self.touch();
    }

    fn scope_aside(&self) -> Option<&PrivateScope> {
        self.before.as_ref()?.private.as_ref()?.downcast_ref()
    }

    /// A text of the map that was put aside was written, or not.
    fn swapped_aside(&mut self, key: &str, result: Result<Swapped, Trouble>) {
        let Some(mut scope) = self.scope_aside().cloned() else { return };
        self.swapped(&mut scope, key, result);
        let due = scope.keeper.due();
        self.swap_all(&scope, due);
        if let Some(before) = &mut self.before {
            before.private = Some(Rc::new(scope));
        }
        self.warn_of_private();
    }

    fn swap_all(&mut self, scope: &PrivateScope, due: Vec<Swap>) {
        for Swap { key, known, text } in due.into_iter().filter(|_| !scope.keeps_nothing) {
            self.effect(Effect::SwapPrivate { key, known, text });
        }
    }

    pub(super) fn private_step(&mut self, action: PrivateAction) {
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
    pub(super) fn private_rows(
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

impl PrivateScope {
    fn forget(&mut self, card: &CardId) {
        let begins = self.key(card, "");
        let keys = self.keeper.texts().map(|(key, _)| key.to_owned());
        let keys: Vec<_> = keys.filter(|key| key.starts_with(&begins)).collect();
        for key in keys {
            self.keeper.set(&key, None);
        }
    }
}
