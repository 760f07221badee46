//! What L&D has noted about the people of a map and shares with nobody: ratings and notes, kept in this browser alone.
//! Nothing of it is in the map, in a file, in a link, in a room. Part of what comes late; the first part holds it
//! without its type.

mod action;
mod backup;
mod keeper;
mod rows;
mod steps;

use serde_json::json;

use super::action::Trouble;
use super::prepare::Found;
use super::snapshot::Snapshot;
use crate::analysis::{self, Answer, Finding};
use crate::model::{CardId, Json, MapId, PRIVATE_KEYS, sort_by};
pub use action::PrivateAction;
pub use backup::{BackupState, Secret};
use keeper::Keeper;
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
    pub(super) fn is_unkept(&self) -> bool {
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

    /// The same of the map that takes the place of this one, without what is about those who are gone. Nothing is written
    /// until the storage has said what it has there.
    #[must_use]
    pub(super) fn moved_to(&self, map: &MapId, gone: &[CardId]) -> Self {
        let next = Self::new(map.clone(), self.keeps_nothing);
        let (from, to) = (self.prefix(), next.prefix());
        let keeper = self.keeper.renamed(|key| {
            let stays = self.card(key).is_none_or(|id| !gone.contains(&id));
            stays.then(|| key.replacen(&from, &to, 1))
        });
        let (shown, backup) = (self.shown, self.backup.clone());
        Self { keeper, shown, backup, next: self.next.clone(), ..next }
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
