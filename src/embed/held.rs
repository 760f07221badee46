//! What a canvas that keeps nothing has, in the page's memory instead of the program's: a breakdown takes the program's own
//! with it. Gone with the page.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;

/// The map's slot, the way back into its room, and then the entries.
const SLOT: u32 = 0;
const ROOM: u32 = 1;
const ENTRIES: u32 = 2;

/// A list that belongs to the element.
pub(super) struct Held(pub Array);

impl Held {
    /// Adds an entry, or puts it in the place of all.
    pub fn hold(&self, slot: &str, bytes: &[u8], whole: bool) {
        if whole {
            self.0.set_length(ENTRIES);
            self.0.set(SLOT, slot.into());
        }
        self.0.push(&Uint8Array::from(bytes));
    }

    pub fn hold_room(&self, kept: Option<&str>) {
        self.0.set(ROOM, kept.map_or(JsValue::UNDEFINED, JsValue::from_str));
    }

    pub fn let_go(&self) {
        self.0.set_length(0);
    }

    /// Slot and entries, if there are any, and the room.
    pub fn read(&self) -> Option<(String, Vec<Vec<u8>>, Option<String>)> {
        let entries = self.0.iter().skip(ENTRIES as usize);
        let entries: Vec<_> = entries.map(|entry| Uint8Array::new(&entry).to_vec()).collect();
        let slot = self.0.get(SLOT).as_string().filter(|_| !entries.is_empty())?;
        Some((slot, entries, self.0.get(ROOM).as_string()))
    }
}
