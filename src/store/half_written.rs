//! What stands half written in boxes that hand over nothing until somebody says so: kept by this browser under the map's
//! id, a row for each box, so that a page that was reloaded or killed has it again. Never in the map, which others see.
//! Part of what comes late; the first part holds it without its type.

use std::cell::RefCell;
use std::rc::Rc;

use super::action::{Effect, Trouble};
use super::snapshot::Snapshot;
use super::state::State;
use super::workshop::pocket;
use crate::model::{CardId, MapId, Sorted};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HalfWrittenAction {
    /// What this browser has of the open map's boxes is wanted.
    Open,
    /// A box as it stands now; empty once its words are where they belong.
    Set { name: String, text: String },
    /// The map of this slot was removed.
    Forget { slot: String },
}

/// All of it. Shared with the snapshots before: another letter is nothing to show.
#[derive(Default)]
pub struct HalfWritten(RefCell<Boxes>);

#[derive(Default)]
struct Boxes {
    /// By the keys of their rows, of every map that was open in this page.
    texts: Sorted<String, String>,
    asked: Vec<MapId>,
    /// Of these the storage has said what it has.
    read: Vec<MapId>,
    /// Nothing is to be kept, or the storage did not take these.
    unkept: Vec<String>,
}

impl HalfWritten {
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Option<&Self> {
        snapshot.half_written.as_ref()?.downcast_ref()
    }

    /// Until then nothing is written: it would be taken for all there is.
    #[must_use]
    pub fn is_read(&self, map: &MapId) -> bool {
        self.0.borrow().read.contains(map)
    }

    /// What is half written in the box of this name.
    #[must_use]
    pub fn text(&self, map: &MapId, name: &str) -> Option<String> {
        self.0.borrow().texts.get(&(prefix(map) + name)).cloned()
    }
}

/// Beside what a phone has in its pocket, so that it goes where that goes: with the map, or with its last copy.
fn prefix(map: &MapId) -> String {
    prefix_of(map.as_str())
}

fn prefix_of(map: &str) -> String {
    format!("{}{map}.half.", pocket::PREFIX)
}

/// The rows of boxes that are about somebody who is erased begin like this.
pub(super) fn rows_about(map: &MapId, id: &str) -> String {
    format!("{}{id}.", prefix(map))
}

impl State {
    fn boxes(&self) -> Option<&HalfWritten> {
        self.half_written.as_ref()?.downcast_ref()
    }

    pub(super) fn half_written(&mut self, action: HalfWrittenAction) {
        match action {
            HalfWrittenAction::Open => self.open_boxes(),
            HalfWrittenAction::Set { name, text } => self.set_box(&name, text),
            HalfWrittenAction::Forget { slot } => self.forget_boxes(&slot),
        }
    }

    fn open_boxes(&mut self) {
        // The rows are on their way to where they are looked for.
        if self.saving.heir.is_some() {
            return;
        }
        self.half_written.get_or_insert_with(|| Rc::new(HalfWritten::default()));
        let map = self.map().id.clone();
        let nothing = self.saving.keeps_nothing;
        let Some(all) = self.boxes() else { return };
        let mut boxes = all.0.borrow_mut();
        if boxes.asked.contains(&map) {
            return;
        }
        boxes.asked.push(map.clone());
        if nothing {
            boxes.read.push(map.clone());
        }
        drop(boxes);
        match nothing {
            true => self.touch(),
            false => self.effect(Effect::ReadPrivate { prefix: prefix(&map) }),
        }
    }

    /// The storage has answered.
    pub(super) fn boxes_read(
        &mut self,
        begins: &str,
        rows: Result<Vec<(String, String)>, Trouble>,
    ) {
        let Some(all) = self.boxes() else { return };
        let mut boxes = all.0.borrow_mut();
        let Some(map) = boxes.asked.iter().find(|map| prefix(map) == begins).cloned() else {
            return;
        };
        // Nobody knows what is there: it is asked again, and nothing is written over it.
        let Ok(rows) = rows else { return boxes.asked.retain(|other| *other != map) };
        for (key, text) in rows {
            // What the storage did not take is newer.
            if !boxes.unkept.contains(&key) {
                boxes.texts.insert(key, text);
            }
        }
        boxes.read.push(map);
        drop(boxes);
        self.touch();
    }

    fn set_box(&mut self, name: &str, text: String) {
        let map = self.map().id.clone();
        let key = prefix(&map) + name;
        let readonly = self.is_readonly();
        let Some(all) = self.boxes().filter(|all| !readonly && all.is_read(&map)) else { return };
        let text = Some(text).filter(|text| !text.trim().is_empty());
        let mut boxes = all.0.borrow_mut();
        if boxes.texts.get(&key) == text.as_ref() {
            return;
        }
        let writes = text.is_some();
        match text {
            Some(text) => boxes.texts.insert(key.clone(), text),
            None => boxes.texts.remove(&key),
        }
        boxes.unkept.retain(|other| *other != key);
        // Of a rehearsal nothing is to stay.
        boxes.unkept.extend(Some(key).filter(|_| self.rehearsal.is_none()));
        if self.saving.keeps_nothing {
            drop(boxes);
            return self.warn_of_boxes();
        }
        // What was not taken before is tried again with it.
        let due = std::mem::take(&mut boxes.unkept).into_iter();
        let due: Vec<_> = due.map(|key| (boxes.texts.get(&key).cloned(), key)).collect();
        drop(boxes);
        for (text, key) in due {
            self.effect(Effect::KeepPrivate { key, text });
        }
        // It belongs to a map that is to be there again with it.
        if writes && !self.saving.touched {
            self.keep_even_empty();
        }
        self.warn_of_boxes();
    }

    /// A row was written, or not.
    pub(super) fn box_kept(&mut self, key: &str, result: Result<(), Trouble>) {
        let Some(all) = self.boxes() else { return };
        let mut boxes = all.0.borrow_mut();
        // What a phone has in its pocket is another's.
        if !boxes.asked.iter().any(|map| key.starts_with(&prefix(map))) {
            return;
        }
        boxes.unkept.retain(|other| other != key);
        if result.is_err() {
            boxes.unkept.push(key.to_owned());
        }
        drop(boxes);
        self.warn_of_boxes();
    }

    /// Another copy of the map has the same boxes.
    fn forget_boxes(&mut self, slot: &str) {
        let id = slot.split('.').next().unwrap_or_default();
        let is_copy = |other: &str| other != slot && other.split('.').next() == Some(id);
        let stored = self.stored.iter().flat_map(|all| all.iter());
        if stored.into_iter().any(|it| is_copy(&it.slot)) || is_copy(&self.saving.slot) {
            return;
        }
        if let Some(all) = self.boxes() {
            let mut boxes = all.0.borrow_mut();
            let begins = prefix_of(id);
            boxes.unkept.retain(|key| !key.starts_with(&begins));
            boxes.texts.retain(|key, _| !key.starts_with(&begins));
        }
        self.look_for_unkept();
    }

    /// The open map goes on under another id, without the gone. What the storage has of its boxes it moves by itself.
    pub(super) fn move_boxes(&mut self, from: &MapId, gone: &[CardId]) {
        let to = self.map().id.clone();
        let Some(all) = self.boxes().filter(|_| *from != to) else { return };
        let mut boxes = all.0.borrow_mut();
        let (begins, about) = (prefix(from), gone.iter().map(|id| rows_about(from, id.as_str())));
        let about: Vec<_> = about.collect();
        for key in std::mem::take(&mut boxes.unkept) {
            let Some(name) = key.strip_prefix(&begins) else {
                boxes.unkept.push(key);
                continue;
            };
            if about.iter().any(|begins| key.starts_with(begins)) {
                continue;
            }
            let moved = prefix(&to) + name;
            if let Some(text) = boxes.texts.get(&key).cloned() {
                boxes.texts.insert(moved.clone(), text);
            }
            boxes.unkept.push(moved);
        }
        boxes.texts.retain(|key, _| !key.starts_with(&begins));
        boxes.asked.retain(|map| map != from);
        boxes.read.retain(|map| map != from);
    }

    /// Letters make no snapshot, unless the page begins or ceases to warn before it goes.
    fn warn_of_boxes(&mut self) {
        let warned = self.private_unkept;
        self.look_for_unkept();
        if self.private_unkept != warned {
            self.touch();
        }
    }

    /// Closing the page would lose something half written.
    pub(super) fn has_unkept_box(&self) -> bool {
        let Some(all) = self.boxes() else { return false };
        let boxes = all.0.borrow();
        boxes.unkept.iter().any(|key| boxes.texts.contains_key(key))
    }
}
