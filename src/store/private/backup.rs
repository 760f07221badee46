//! All of it as a file that only a password opens, and back. What comes back loses nothing of what is here: of two ratings the
//! later one counts and the other becomes a note, of two notes both stay.

use std::fmt;

use base64ct::{Base64, Encoding};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{
    ANSWER, FOUND, Found, NOTE, PrivateAction, PrivateScope, Rating, rating_row, read_note,
    read_rating,
};
use crate::crypto::{Locked, StaysShut, lock, unlock};
use crate::model::{CardId, Date, Json, JsonObject, Map};
use crate::store::action::{Action, Effect};
use crate::store::state::State;
use crate::words::Words;

/// How a file names itself.
const FORMAT: &str = "alignment-private-notes";
const VERSION: u64 = 1;

/// A password. Does not show itself in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// How far a backup is, or what came of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum BackupState {
    #[default]
    None,
    /// Making the key takes a moment, and the screen says so first.
    Locking(Secret),
    Opening {
        text: String,
        password: Secret,
    },
    Made,
    /// So many ratings and notes are new here, and so many were here.
    Restored {
        new: usize,
        known: usize,
        /// About people who are not on this map: removed, or erased.
        left: usize,
    },
    NoBackup,
    WrongPassword,
    /// It is about people none of whom are on this map.
    OtherMap,
    /// This device has not the memory that a password's key takes.
    NoMemory,
}

impl State {
    pub(super) fn begin_backup(&mut self, scope: &mut PrivateScope, password: Secret) {
        if !scope.is_whole() {
            return;
        }
        scope.backup = BackupState::Locking(password);
        self.effect(Effect::Later(Action::Private(PrivateAction::GoOn)));
    }

    pub(super) fn begin_restore(
        &mut self,
        scope: &mut PrivateScope,
        text: String,
        password: Secret,
    ) {
        scope.backup = BackupState::Opening { text, password };
        self.effect(Effect::Later(Action::Private(PrivateAction::GoOn)));
    }

    pub(super) fn go_on(&mut self, scope: &mut PrivateScope) {
        scope.backup = match std::mem::take(&mut scope.backup) {
            BackupState::Locking(password) => {
                let mut random = [0; 40];
                random[..32].copy_from_slice(&(self.setup.random)());
                random[32..].copy_from_slice(&(self.setup.random)()[..8]);
                match lock(Locked::Notes, &scope.to_bytes(), &password.0, &random) {
                    Some(locked) => self.give_backup(&locked),
                    None => BackupState::NoMemory,
                }
            }
            BackupState::Opening { text, password } => match opened(&text, &password.0) {
                Ok(rows) => self.take_backup(scope, &rows),
                Err(StaysShut::NotLocked) => BackupState::NoBackup,
                Err(StaysShut::WrongPassword) => BackupState::WrongPassword,
                Err(StaysShut::NoMemory) => BackupState::NoMemory,
            },
            other => other,
        };
    }

    fn give_backup(&mut self, locked: &[u8]) -> BackupState {
        let locked = Base64::encode_string(locked);
        let file = json!({ "format": FORMAT, "version": VERSION, "locked": locked });
        let name = "private-notes.json".to_owned();
        self.effect(Effect::Download { name, text: format!("{file:#}\n") });
        BackupState::Made
    }

    fn take_backup(&mut self, scope: &mut PrivateScope, rows: &JsonObject) -> BackupState {
        // Of somebody who was erased nothing comes back, and of strangers nothing comes in.
        let here = |key: &str| whom(key).is_some_and(|id| is_on(self.map(), &id));
        let (rows, strangers): (JsonObject, JsonObject) =
            rows.clone().into_iter().partition(|(key, _)| here(key));
        let left = strangers.keys().filter(|key| !is_about_all(key)).count();
        let mine = strangers.into_iter().filter(|(key, _)| is_about_all(key));
        if rows.is_empty() && left > 0 {
            return BackupState::OtherMap;
        }
        let before = scope.keeper.texts().count();
        let known = scope.merge(&rows.into_iter().chain(mine).collect());
        let new = scope.keeper.texts().count().saturating_sub(before);
        BackupState::Restored { new, known, left }
    }
}

fn is_on(map: &Map, id: &CardId) -> bool {
    map.card(id).is_some()
}

/// An answer to a question about no card in particular.
fn is_about_all(key: &str) -> bool {
    key.starts_with("map.")
}

fn whom(key: &str) -> Option<CardId> {
    CardId::parse(key.split_once('.')?.0).ok()
}

fn opened(text: &str, password: &str) -> Result<JsonObject, StaysShut> {
    let file: Json = serde_json::from_str(text).map_err(|_| StaysShut::NotLocked)?;
    if file["format"] != FORMAT || file["version"] != VERSION {
        return Err(StaysShut::NotLocked);
    }
    let locked = file["locked"].as_str().ok_or(StaysShut::NotLocked)?;
    let locked = Base64::decode_vec(locked).map_err(|_| StaysShut::NotLocked)?;
    let plain = unlock(Locked::Notes, &locked, password)?;
    serde_json::from_slice(&plain).map_err(|_| StaysShut::NotLocked)
}

impl PrivateScope {
    /// The rows, by their keys without the map's.
    fn to_bytes(&self) -> Vec<u8> {
        let prefix = self.prefix();
        let row = |(key, text): (&str, &str)| {
            Some((key.strip_prefix(&prefix)?.to_owned(), Json::from(text)))
        };
        let rows: JsonObject = self.keeper.texts().filter_map(row).collect();
        Json::Object(rows).to_string().into_bytes()
    }

    /// Takes in rows of a backup. Gives how many of them were here.
    fn merge(&mut self, rows: &JsonObject) -> usize {
        let mut known = 0;
        for (key, row) in rows {
            let Some(row) = row.as_str() else { continue };
            let Some((card, what)) = whom(key).zip(key.split_once('.').map(|(_, what)| what))
            else {
                continue;
            };
            known += usize::from(match (Rating::parse(what), what.strip_prefix(NOTE)) {
                (Some(rating), _) => self.merge_rating(&card, rating, row),
                (None, Some(id)) => self.merge_note(&card, id, row),
                (None, None) if what.starts_with(ANSWER) => self.merge_answer(&card, what, row),
                (None, None) if what.starts_with(FOUND) => self.merge_found(&card, what, row),
                (None, None) => continue,
            });
        }
        known
    }

    /// True where the same was here.
    fn merge_rating(&mut self, card: &CardId, rating: Rating, row: &str) -> bool {
        let key = self.key(card, rating.name());
        let Some((theirs, at)) = read_rating(row) else { return false };
        let here = self.keeper.get(&key).and_then(read_rating);
        let Some((ours, here_at)) = here else {
            self.keeper.set(&key, Some(rating_row(theirs, at)));
            return false;
        };
        if ours == theirs {
            return true;
        }
        let (older, older_at) = if at > here_at { (ours, here_at) } else { (theirs, at) };
        if at > here_at {
            self.keeper.set(&key, Some(rating_row(theirs, at)));
        }
        let day = i32::try_from(older_at / 86_400_000).ok().and_then(Date::from_day_number);
        let words = Words::all_english();
        let what = words.get(rating.key()).to_owned();
        let day = day.map(|day| day.to_string()).unwrap_or_default();
        let n = words.say(rating.value_key(older), &[("n", &older.to_string())]);
        let text = words.say("backup.was", &[("what", &what), ("n", &n), ("day", &day)]);
        self.add_note(card, &text, older_at);
        false
    }

    fn merge_note(&mut self, card: &CardId, id: &str, row: &str) -> bool {
        let Some((text, made)) = read_note(row) else { return false };
        if CardId::parse(id).is_err() || text.trim().is_empty() {
            return false;
        }
        if self.notes(card).iter().any(|note| note.text == text) {
            return true;
        }
        let key = self.key(card, &format!("{NOTE}{id}"));
        match self.keeper.get(&key) {
            None => self.write_note(card, id, &text, made),
            Some(_) => self.add_note(card, &text, made),
        }
        false
    }

    /// The answer that is here stays; what the other one said becomes a note.
    fn merge_answer(&mut self, card: &CardId, what: &str, row: &str) -> bool {
        let said = |row: &str| {
            let row: Json = serde_json::from_str(row).ok()?;
            Some(row["because"].as_str()?.to_owned())
        };
        let sound = what.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        let Some(theirs) = said(row).filter(|_| sound) else { return false };
        let key = self.key(card, what);
        match self.keeper.get(&key).and_then(said) {
            None => self.keeper.set(&key, Some(row.to_owned())),
            Some(ours) if ours == theirs => return true,
            Some(_) => self.add_note(card, &theirs, 0),
        }
        false
    }

    /// What was found out here and there, one after the other.
    fn merge_found(&mut self, card: &CardId, what: &str, row: &str) -> bool {
        let sound = what.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let Some(row) = Found::read(row).filter(|_| sound).and_then(|it| it.to_row()) else {
            return false;
        };
        let key = self.key(card, what);
        let here = self.keeper.get(&key).map(str::to_owned);
        let both = Found::both(here.clone(), Some(row));
        let known = here == both;
        self.keeper.set(&key, both);
        known
    }

    /// A note whose name follows from its words, so that the same backup adds it once.
    fn add_note(&mut self, card: &CardId, text: &str, made: u64) {
        let hash = Sha256::new().chain_update(made.to_le_bytes()).chain_update(text).finalize();
        let mut bits = [0; 16];
        bits.copy_from_slice(&hash[..16]);
        let id = CardId::from_bits(u128::from_le_bytes(bits)).to_string();
        self.write_note(card, &id, text, made);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MapId;

    fn scope() -> PrivateScope {
        let mut scope = PrivateScope::new(MapId::random(), false);
        scope.keeper.read(Vec::new());
        scope
    }

    fn ann() -> CardId {
        CardId::parse("ann").expect("an id")
    }

    fn rated(scope: &mut PrivateScope, value: u8, at: u64) {
        let key = scope.key(&ann(), "power");
        scope.keeper.set(&key, Some(rating_row(value, at)));
    }

    fn rows(scope: &PrivateScope) -> JsonObject {
        serde_json::from_slice(&scope.to_bytes()).expect("rows")
    }

    fn notes(scope: &PrivateScope) -> Vec<String> {
        let mut texts: Vec<_> = scope.notes(&ann()).into_iter().map(|note| note.text).collect();
        texts.sort();
        texts
    }

    #[test]
    fn a_backup_comes_back_whole_and_twice_is_as_good_as_once() {
        let mut old = scope();
        rated(&mut old, 4, 1_000);
        old.write_note(&ann(), "n1", "Wants a pilot first", 5);
        let mut new = scope();
        assert_eq!(new.merge(&rows(&old)), 0);
        assert_eq!(new.rating(&ann(), Rating::Power), Some(4));
        assert_eq!(new.merge(&rows(&old)), 2);
        assert_eq!(rows(&new).len(), 2);
    }

    #[test]
    fn what_differs_loses_nothing() {
        let (mut here, mut there) = (scope(), scope());
        rated(&mut here, 2, 86_400_000);
        rated(&mut there, 5, 3 * 86_400_000);
        here.write_note(&ann(), "n1", "Likes short answers", 5);
        there.write_note(&ann(), "n1", "Likes long answers", 6);
        for _ in 0..2 {
            here.merge(&rows(&there));
            assert_eq!(here.rating(&ann(), Rating::Power), Some(5), "the later one");
            let all = notes(&here);
            assert_eq!(all.len(), 3, "{all:?}");
            assert!(all.contains(&"Likes short answers".to_owned()));
            assert!(all.contains(&"Likes long answers".to_owned()));
            assert!(all.iter().any(|text| text.contains('2') && text.contains("1970-01-02")));
        }
    }

    #[test]
    fn an_answer_comes_back_and_another_one_becomes_a_note() {
        let row = |because: &str| json!({ "because": because, "print": "x" }).to_string();
        let key = "ann.answer-missing_voice-abc";
        let rows = |because: &str| json!({ key: row(because) }).as_object().cloned().expect("rows");
        let mut scope = scope();
        assert_eq!(scope.merge(&rows("on leave")), 0);
        assert_eq!(scope.merge(&rows("on leave")), 1);
        for _ in 0..2 {
            scope.merge(&rows("back in May"));
            assert_eq!(notes(&scope), ["back in May"]);
        }
        let kept = scope.keeper.get(&scope.key(&ann(), "answer-missing_voice-abc"));
        assert_eq!(kept, Some(row("on leave").as_str()));
    }

    #[test]
    fn a_hostile_backup_changes_nothing_but_what_it_may() {
        let mut scope = scope();
        let rows = json!({
            "ann.power": "{\"v\":9}", "ann.interest": "{}", "x": "y", "a b.power": "{\"v\":1}",
            "ann.note-../../x": "{\"text\":\"out\"}", "ann.secret": "{\"v\":1}", "ann.answer-a.b": "{\"because\":\"x\"}", "ann.note-n": 3,
        });
        scope.merge(rows.as_object().expect("rows"));
        assert_eq!(scope.keeper.texts().count(), 0);
    }
}
