//! What comes to be merged, as files or from another dialog: copies that merge by themselves, and maps to be gone through.

use std::rc::Rc;

use super::{Brings, Kin, Merging};
use crate::document::Replica;
use crate::exchange::{History, Import};
use crate::model::{Lane, Map, compare};
use crate::store::importing::{Held, read_any};
use crate::store::state::State;
use crate::store::view::{Page, Tone};
use crate::words::{Message, Words};

/// A map that is still to be gone through.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    pub name: String,
    pub map: Map,
    pub odd: Vec<Message>,
}

/// A file that was read.
#[derive(Debug, Clone)]
pub(super) struct Come {
    name: String,
    import: Import,
    bytes: usize,
}

/// The other files that came with the one that is being opened, and those that hold no map.
#[derive(Debug)]
pub(super) struct Beside {
    maps: Vec<Come>,
    refused: Vec<Message>,
}

/// A file that may be opened by itself after all.
#[derive(Debug)]
pub(super) struct Alone {
    pub name: String,
    pub import: Import,
    pub bytes: usize,
}

impl State {
    /// A map of this lineage is open and can be changed: a copy of it may be meant to come back into it.
    pub(in crate::store) fn is_copy(&self, import: &Import) -> bool {
        self.view.page == Page::Map
            && !self.is_readonly()
            && !self.map().is_empty()
            && import.map.id == self.map().id
    }

    pub(super) fn merge_files(&mut self, files: Vec<(String, String)>) {
        let is_open = self.view.page == Page::Map && self.saving.visiting.is_none();
        if is_open && self.is_readonly() {
            return;
        }
        let only = files.len() == 1;
        let (mut maps, mut refused) = (Vec::new(), Vec::new());
        for (name, text) in files {
            let import = match read_any(&text, &name) {
                Ok(Held::Table(table)) if only => {
                    return self.ask_columns(table, &name, Lane::Parking);
                }
                Ok(Held::Map(import)) if only => return self.merge_alone(name, import, text.len()),
                Ok(Held::Map(import)) => Ok(import),
                // Among others its columns hold what they seem to: what comes of that is looked at all the same.
                Ok(Held::Table(table)) => table.read("", &Words::all_english()),
                Err(why) => Err(why),
            };
            match import {
                Ok(import) => maps.push(Come { name, import, bytes: text.len() }),
                Err(why) => refused.push(why.message().with("name", name)),
            }
        }
        if is_open || maps.is_empty() {
            self.left_out(refused);
            return self.merge_imports(maps, None);
        }
        self.open_first(maps, refused);
    }

    /// Where no map is open, the first one is opened, and what the others bring is merged into that.
    fn open_first(&mut self, mut maps: Vec<Come>, refused: Vec<Message>) {
        let Come { name, import, bytes } = maps.remove(0);
        let merging =
            Merging { beside: Some(Rc::new(Beside { maps, refused })), ..Merging::default() };
        self.merging = Some(Rc::new(merging));
        self.open_parsed(Ok(import), bytes, &name, true);
    }

    /// The first of several files is open.
    pub(in crate::store) fn merge_beside(&mut self) {
        let Some(beside) = self.merging().and_then(|merging| merging.beside) else { return };
        self.merging = None;
        self.left_out(beside.refused.clone());
        if !self.is_readonly() {
            self.merge_imports(beside.maps.clone(), None);
        }
    }

    fn left_out(&mut self, refused: Vec<Message>) {
        if !refused.is_empty() {
            self.notify_with(Tone::Error, Message::new("merge.refused"), refused, None);
        }
    }

    /// A file that came by itself: it may be opened instead.
    pub(in crate::store) fn merge_alone(&mut self, name: String, import: Import, bytes: usize) {
        let alone = Rc::new(Alone { name: name.clone(), import: import.clone(), bytes });
        self.merge_imports(vec![Come { name, import, bytes }], Some(alone));
    }

    /// A map that somebody wants added to the open one.
    pub(in crate::store) fn merge_map(&mut self, name: String, import: Import) {
        self.merge_imports(vec![Come { name, import, bytes: 0 }], None);
    }

    fn merge_imports(&mut self, maps: Vec<Come>, alone: Option<Rc<Alone>>) {
        self.end_edit();
        let mut merging = Merging { alone, ..Merging::default() };
        let mut scratch = self.scratch();
        for Come { name, import, .. } in maps {
            match merges_by_itself(&mut scratch, &import) {
                Some(history) => merging.copies.push(Kin { name, history }),
                None => {
                    let Import { map, warnings, .. } = import;
                    merging.waiting.push_back(Waiting { name, map, odd: warnings });
                }
            }
        }
        merging.brings = Brings::of(&compare(self.map(), scratch.map()));
        self.go_on_merging(merging);
    }
}

/// Takes a copy's history into the scratch map; gives it back where it belongs there and the file says nothing else.
fn merges_by_itself(scratch: &mut Replica, import: &Import) -> Option<Vec<u8>> {
    let History { bytes, .. } = import.history.as_ref().filter(|history| history.fits)?;
    if import.map.id != scratch.map().id {
        return None;
    }
    scratch.merge_history(bytes).ok()?;
    Some(bytes.clone())
}
