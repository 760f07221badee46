//! Maps as files and pasted text: reading what others wrote, writing what everybody can read.
//! Foreign data is kept where it is readable and the rest is reported. Knows no document and no screen.

mod calendar;
mod formats;
mod frame;
mod hand_in;
mod history;
mod markdown;
mod not_a_map;
mod pairing;
mod paste;
mod picture;
mod qr;
mod read;
#[cfg(not(target_arch = "wasm32"))]
pub mod schema;
mod share_link;
mod take_home;
mod write;

use std::borrow::Cow;

use crate::crypto::has_join_link;
use read::{data, record_id};

use crate::model::text::{clean_prose, needs_cleaning};
use crate::model::{CardKind, Lane, LinkKind};
use crate::words::Words;

pub use calendar::calendar;
pub use formats::{
    Column, Extent, Table, cards_table, chat_table, from_json_canvas, from_outline, is_chat,
    is_outline, is_range, json_canvas, links_table, mermaid, outline, part, read_table,
};
pub use frame::BadLink;
pub use hand_in::{HandIn, Invitation, SealedHandIn, find_hand_ins, has_hand_in, has_invitation};
pub use history::{History, with_history};
pub use markdown::markdown;
pub use not_a_map::{NotAMap, Other};
pub use pairing::{find_pairings, has_pairing, pairing_text};
pub use paste::{fragment, lines, parse_fragment, title_and_notes, with_new_ids};
pub use picture::{
    FONTS, Picture, Shape, draw, map_in_png, map_in_svg, page_picture, pages, svg, with_map,
};
pub use qr::{QrPicture, qr_picture, read_qr};
pub use read::{Import, parse};
pub use share_link::{
    from_link, from_locked, has_locked, has_map, link_text, to_fragment, to_locked_fragment,
};
pub use take_home::take_home;
pub use write::canonical;

/// The format's name, under `format` in every file.
pub const FORMAT: &str = "alignment-map";
/// The version of the format that this program writes.
pub const VERSION: u32 = 1;
/// The longest text that is read, in bytes.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;
/// The most cards (stakeholders included) that are read from a file.
pub const MAX_CARDS: usize = 10_000;
/// The most links that are read from a file.
pub const MAX_LINKS: usize = 30_000;

/// Does this text hold something that was sent: a map, the way into a room, a question, or an answer to one?
#[must_use]
pub fn has_link(text: &str) -> bool {
    has_map(text) || has_join_link(text) || has_invitation(text) || has_hand_in(text)
}

/// What a lane, a kind of card and a link are called.
fn lane_name(words: &Words, lane: Lane) -> &'static str {
    words.find(&format!("lane.{}", lane.name())).unwrap_or(lane.name())
}

fn kind_name(words: &Words, kind: CardKind) -> &'static str {
    words.find(&format!("kind.{}", kind.name())).unwrap_or(kind.name())
}

fn link_name(words: &Words, kind: LinkKind) -> &'static str {
    words.find(&format!("link.{}", kind.name())).unwrap_or(kind.name())
}

/// As [`clean_prose`], without a copy where nothing needs cleaning: most notes are long and fine.
fn clean_notes(text: &str) -> Cow<'_, str> {
    if text.contains('\r') || needs_cleaning(text) {
        Cow::Owned(clean_prose(text))
    } else {
        Cow::Borrowed(text.trim_end())
    }
}

/// Keys of the file that are neither records nor values of the map.
mod key {
    pub const FORMAT: &str = "format";
    pub const VERSION: &str = "version";
    pub const FRAGMENT: &str = "fragment";
    pub const MERGE_STATE: &str = "merge_state";
    pub const ID: &str = "id";
    pub const TITLE: &str = "title";
    pub const NAME: &str = "name";
    pub const NOTES: &str = "notes";
    pub const KIND: &str = "kind";
    pub const LANE: &str = "lane";
    pub const POSITION: &str = "position";
    pub const FROM: &str = "from";
    pub const TO: &str = "to";
    pub const CARDS: &str = "cards";
    pub const LINKS: &str = "links";
    pub const STAKEHOLDERS: &str = "stakeholders";
    pub const SESSIONS: &str = "sessions";
    /// What the file called a kind that this version does not know.
    pub const ORIGINAL_KIND: &str = "original_kind";
    /// The single values of the map, in the order in which they are written.
    pub const VALUES: [&str; 3] = ["capacity_days", "skill_gaps", "settings"];
}
