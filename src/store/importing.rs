//! What a file or a pasted text holds, on its way in: maps, pictures with a map inside, canvases, outlines, chats, and tables whose
//! columns a person looks at first. It becomes a map of its own, or is gone through and added to the open one as one step.
//! Part of what comes late.

use std::rc::Rc;

use super::snapshot::Snapshot;
use super::state::State;
use super::view::{Overlay, Page, Tone};
use crate::exchange::{
    self, Column, Import, NotAMap, Other, Table, chat_table, from_json_canvas, from_outline,
    is_chat, is_outline, is_range, map_in_png, map_in_svg, read_table,
};
use crate::model::{Card, Lane, Map, Place};
use crate::words::{Message, Words};

/// So many rows are shown as what comes of them.
const SHOWN: usize = 5;

/// What a person says about a table, and where it goes or a map of another file.
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

/// A map that waits for where it is to go, while another one is open.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// Of the file; empty for pasted text.
    pub name: String,
    import: Import,
    bytes: usize,
}

impl Incoming {
    /// What the snapshot holds of it, where the dialog is open.
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> Option<&Self> {
        snapshot.pending.as_ref()?.downcast_ref()
    }

    #[must_use]
    pub fn map(&self) -> &Map {
        &self.import.map
    }

    /// What could not be taken over as it was.
    #[must_use]
    pub fn odd(&self) -> &[Message] {
        &self.import.warnings
    }
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

/// What a text holds, whichever program wrote it.
pub(super) enum Held {
    Map(Import),
    Table(Table),
}

/// Reads a map, or what can be made one. The name of a file helps where the text could be several things.
pub(super) fn read_any(text: &str, name: &str) -> Result<Held, NotAMap> {
    if let Some(picture) = picture(text) {
        let map = map_in_png(&picture).ok_or(NotAMap::Other(Other::Binary))?;
        return exchange::parse(&map).map(Held::Map);
    }
    let why = match exchange::parse(text) {
        Ok(import) => return Ok(Held::Map(import)),
        Err(why) => why,
    };
    let words = Words::all_english();
    let end = ending(name);
    let map = match why {
        _ if matches!(end.as_str(), "csv" | "tsv") => {
            return read_table(text, &words).map(Held::Table);
        }
        _ if is_chat(text) => return Ok(Held::Table(chat_table(text, &words))),
        NotAMap::Other(Other::WebPage) => exchange::parse(&map_in_svg(text).ok_or(why)?),
        NotAMap::Other(Other::JsonCanvas) => from_json_canvas(text, &words),
        // Without any line between its boxes it need not have a list of them.
        NotAMap::OtherData if end == "canvas" => from_json_canvas(text, &words),
        NotAMap::Other(Other::PlainText) if is_range(text) => {
            return read_table(text, &words).map(Held::Table);
        }
        NotAMap::Other(Other::PlainText)
            if matches!(end.as_str(), "md" | "markdown") || is_outline(text) =>
        {
            from_outline(text, &words)
        }
        why => Err(why),
    };
    map.map(Held::Map)
}

/// The bytes of a picture (PNG), which come as a text with a letter for each.
fn picture(text: &str) -> Option<Vec<u8>> {
    let letters = text.starts_with("\u{89}PNG").then(|| text.chars())?;
    letters.map(|letter| u8::try_from(u32::from(letter)).ok()).collect()
}

impl State {
    /// Opens a text that somebody chose, dropped or pasted; says plainly why not, if not.
    /// A copy of the map that is open may be meant to come back into it, and another map may be meant to be added to it:
    /// then that is asked first.
    pub(super) fn open_text(&mut self, text: &str, name: &str, keep: bool) {
        if !keep {
            return self.open_parsed(exchange::parse(text), text.len(), name, false);
        }
        match read_any(text, name) {
            Ok(Held::Map(import)) if self.is_copy(&import) => {
                self.merge_alone(name.to_owned(), import, text.len());
            }
            Ok(Held::Map(import)) if self.may_add(name) => {
                self.ask_where(import, text.len(), name);
            }
            Ok(Held::Map(import)) => self.open_parsed(Ok(import), text.len(), name, true),
            Ok(Held::Table(table)) => self.ask_columns(table, name, Lane::Parking),
            Err(why) => self.open_parsed(Err(why), text.len(), name, true),
        }
    }

    /// Only a map that is being looked at can be added to. Where there is nothing on it a file is simply opened.
    fn may_add(&self, name: &str) -> bool {
        let shown = self.view.page == Page::Map && !self.is_readonly();
        shown && (name.is_empty() || !self.map().is_empty())
    }

    /// Text of another program that was pasted onto the map. `false` where it is only lines.
    pub(super) fn paste_foreign(&mut self, text: &str, at: Option<&Place>) -> bool {
        if self.is_readonly() {
            return false;
        }
        let held = match is_range(text) && !is_chat(text) {
            true => read_table(text, &Words::all_english()).map(Held::Table),
            false => read_any(text, ""),
        };
        match held {
            // To most people points under a heading are lines. An outline of a map names lanes.
            Ok(Held::Map(import)) if names_lanes(&import) || text.trim_start().starts_with('{') => {
                self.ask_where(import, text.len(), "");
            }
            Ok(Held::Table(table)) => {
                self.ask_columns(table, "", at.map_or(Lane::Parking, |place| place.lane));
            }
            _ => return false,
        }
        true
    }

    /// Lines that were pasted onto nothing may lie out of sight.
    pub(super) fn say_parked(&mut self, many: usize) {
        if self.is_readonly() {
            return;
        }
        self.view.notices.retain(|notice| notice.message.key != "notice.pasted");
        self.notify(Tone::Plain, Message::new("paste.parked").with("n", many.to_string()));
    }

    /// Added to the map that is open, or a map of its own?
    fn ask_where(&mut self, import: Import, bytes: usize, name: &str) {
        self.show_pending(Overlay::Import);
        self.pending = Some(Rc::new(Incoming { name: name.to_owned(), import, bytes }));
    }

    pub(super) fn ask_columns(&mut self, table: Table, name: &str, lane: Lane) {
        // Asked before the page changes.
        let may_add = self.may_add(name);
        self.show_pending(Overlay::Import);
        let table = Table { lane, ..table };
        self.show_table(Importing { name: name.to_owned(), table, shown: Vec::new(), may_add });
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
        // In the order of the table, which is that of places in a lane, and of rows in a tray.
        crate::model::sort_by(&mut cards, |a, b| {
            let place = |card: &Card| match (card.place.x as i64, card.place.y as i64) {
                (x, y) if card.place.lane.is_tray() => (card.place.lane, y, x),
                (x, y) => (card.place.lane, x, y),
            };
            place(a).cmp(&place(b))
        });
        importing.shown = cards;
        self.pending = Some(Rc::new(importing));
        self.touch();
    }

    pub(super) fn import_step(&mut self, action: ImportAction) {
        if let Some(incoming) = self.pending.as_ref().and_then(|it| it.downcast_ref::<Incoming>()) {
            let incoming = incoming.clone();
            return self.import_map(incoming, action);
        }
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

    fn import_map(&mut self, incoming: Incoming, action: ImportAction) {
        let add = match action {
            ImportAction::Add => true,
            ImportAction::Open => false,
            _ => return,
        };
        let Incoming { name, import, bytes } = incoming;
        self.import_ends();
        match add {
            true => self.merge_map(or_pasted(name, "import.pasted"), import),
            false => self.open_parsed(Ok(import), bytes, &name, true),
        }
    }

    fn import_table(&mut self, importing: Importing, add: bool) {
        let Importing { name, table, may_add, .. } = importing;
        let name = or_pasted(name, if table.is_chat { "chat.pasted" } else { "table.pasted" });
        let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
        let title = if add { "" } else { stem };
        let import: Result<Import, NotAMap> = table.read(title, &Words::all_english());
        self.import_ends();
        match import {
            Ok(import) if add && may_add => self.merge_map(name, import),
            import => self.open_parsed(
                import,
                exchange::MAX_BYTES.min(table.rows.len() * 300),
                &name,
                true,
            ),
        }
    }

    fn import_ends(&mut self) {
        self.pending = None;
        self.view.overlay = Overlay::None;
        self.touch();
    }
}

fn or_pasted(name: String, pasted: &str) -> String {
    if name.is_empty() { Words::all_english().get(pasted).to_owned() } else { name }
}

fn names_lanes(import: &Import) -> bool {
    import.map.cards.values().any(|card| card.place.lane != Lane::Parking)
}
