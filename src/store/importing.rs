//! What other programs wrote, on its way in: pictures with a map inside, canvases, outlines, and tables whose columns a
//! person looks at first. It becomes a map of its own, or is gone through and added to the open one as one step. Part of
//! what comes late.

use std::rc::Rc;

use super::snapshot::Snapshot;
use super::state::State;
use super::view::{Overlay, Page, Tone};
use crate::exchange::{
    self, Column, Import, NotAMap, Other, Table, from_json_canvas, from_outline, is_outline,
    is_range, map_in_svg, read_table,
};
use crate::model::{Card, Lane, Place};
use crate::words::{Message, Words};

/// So many rows are shown as what comes of them.
const SHOWN: usize = 5;

/// What a person says about a table.
#[derive(Debug, Clone, PartialEq)]
pub enum ImportAction {
    /// The column of this number holds this.
    Column { at: usize, holds: Column },
    /// The first row is the names of the columns, or a card like the others.
    Head(bool),
    /// Where cards lie of which the table does not say it.
    Lane(Lane),
    /// Makes a map of its own of it.
    Open,
    /// Puts it beside what is on the map, to be gone through.
    Add,
}

/// A table that waits for what its columns are said to hold.
#[derive(Debug, Clone)]
pub struct Importing {
    /// Of the file; empty for pasted cells.
    pub name: String,
    pub table: Table,
    /// The first cards that it makes.
    pub shown: Vec<Rc<Card>>,
    /// A map is open to which it can be added.
    pub may_add: bool,
}

impl Importing {
    /// What the snapshot holds of it, where the dialog is open.
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Option<&Self> {
        snapshot.pending.as_ref()?.downcast_ref()
    }
}

/// How the name of a file ends, in small letters.
fn ending(name: &str) -> String {
    name.rsplit_once('.').map(|(_, end)| end.to_lowercase()).unwrap_or_default()
}

impl State {
    /// Opens what is no map of ours, where it can be made one. `false` where it cannot.
    pub(super) fn open_foreign(&mut self, why: NotAMap, text: &str, name: &str) -> bool {
        let words = Words::all_english();
        let end = ending(name);
        let import = match why {
            _ if matches!(end.as_str(), "csv" | "tsv") => {
                return self.ask_columns(text, name, Lane::Parking);
            }
            NotAMap::Other(Other::WebPage) => match map_in_svg(text) {
                Some(map) => {
                    self.open_text(&map, name, true);
                    return true;
                }
                None => return false,
            },
            NotAMap::Other(Other::JsonCanvas) => from_json_canvas(text, &words),
            NotAMap::Other(Other::PlainText) if is_range(text) => {
                return self.ask_columns(text, name, Lane::Parking);
            }
            NotAMap::Other(Other::PlainText)
                if matches!(end.as_str(), "md" | "markdown") || is_outline(text) =>
            {
                from_outline(text, &words)
            }
            _ => return false,
        };
        match import {
            Ok(import) if self.is_copy(&import) => self.merge_map(name.to_owned(), import.map),
            import => self.open_parsed(import, text.len(), name, true),
        }
        true
    }

    /// Cells that were pasted onto the map. `false` where they are only lines.
    pub(super) fn paste_range(&mut self, text: &str, at: Option<&Place>) -> bool {
        let lane = at.map_or(Lane::Parking, |place| place.lane);
        is_range(text) && !self.is_readonly() && self.ask_columns(text, "", lane)
    }

    fn ask_columns(&mut self, text: &str, name: &str, lane: Lane) -> bool {
        let words = Words::all_english();
        match read_table(text, &words) {
            Ok(table) => {
                // Asked before the page changes: only a map that is being looked at can be added to.
                let may_add = self.view.page == Page::Map && !self.is_readonly();
                let may_add = may_add && (name.is_empty() || !self.map().is_empty());
                self.show_pending(Overlay::Import);
                let table = Table { lane, ..table };
                let name = name.to_owned();
                self.show_table(Importing { name, table, shown: Vec::new(), may_add });
            }
            Err(why) => {
                let message = Message::new("notice.cannot_open").with("name", name);
                self.notify_with(Tone::Error, message, vec![why.message()], None);
            }
        }
        true
    }

    /// With the first cards that the table makes as it is read now.
    fn show_table(&mut self, mut importing: Importing) {
        let mut few = importing.table.clone();
        few.rows.truncate(SHOWN + usize::from(few.has_head));
        // Most of what they lead to is not among so few.
        for column in few.columns.iter_mut().filter(|column| **column == Column::Linked) {
            *column = Column::Leave;
        }
        let map = few.read("", &Words::all_english()).map(|import| import.map);
        let mut cards: Vec<Rc<Card>> =
            map.map(|map| map.cards.values().cloned().collect()).unwrap_or_default();
        // In the order of the table, which is that of places in a lane.
        crate::model::sort_by(&mut cards, |a, b| {
            let place = |card: &Card| (card.place.lane, card.place.x as i64, card.place.y as i64);
            place(a).cmp(&place(b))
        });
        importing.shown = cards;
        self.pending = Some(Rc::new(importing));
        self.touch();
    }

    pub(super) fn import_step(&mut self, action: ImportAction) {
        let pending = self.pending.as_ref().and_then(|pending| pending.downcast_ref::<Importing>());
        let Some(mut importing) = pending.cloned() else { return };
        match action {
            ImportAction::Column { at, holds } => {
                // Of most sorts there is one column: whoever says it of another one means that.
                let once = !matches!(holds, Column::Aside | Column::Leave | Column::Linked);
                for column in importing.table.columns.iter_mut().filter(|it| once && **it == holds)
                {
                    *column = Column::Aside;
                }
                if let Some(column) = importing.table.columns.get_mut(at) {
                    *column = holds;
                }
                self.show_table(importing);
            }
            ImportAction::Head(has_head) => {
                importing.table.has_head = has_head && importing.table.rows.len() > 1;
                self.show_table(importing);
            }
            ImportAction::Lane(lane) => {
                importing.table.lane = lane;
                self.show_table(importing);
            }
            ImportAction::Open => self.import_table(importing, false),
            ImportAction::Add => self.import_table(importing, true),
        }
    }

    fn import_table(&mut self, importing: Importing, add: bool) {
        let words = Words::all_english();
        let Importing { name, table, may_add, .. } = importing;
        let name = if name.is_empty() { words.get("table.pasted").to_owned() } else { name };
        let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
        let title = if add { "" } else { stem };
        let import: Result<Import, NotAMap> = table.read(title, &words);
        self.pending = None;
        self.view.overlay = Overlay::None;
        self.touch();
        match import {
            Ok(import) if add && may_add => {
                if !import.warnings.is_empty() {
                    let message = Message::new("table.odd").with("name", name.clone());
                    self.notify_with(Tone::Warning, message, import.warnings, None);
                }
                self.merge_map(name, import.map);
            }
            import => self.open_parsed(
                import,
                exchange::MAX_BYTES.min(table.rows.len() * 300),
                &name,
                true,
            ),
        }
    }
}
