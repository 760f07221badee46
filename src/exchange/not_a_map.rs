//! Why a text could not be read as a map, in words for people.

use std::fmt;

use super::MAX_BYTES;
use crate::words::Message;

/// The text is no map, and nothing in it can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAMap {
    /// Longer than [`MAX_BYTES`].
    TooBig {
        bytes: usize,
    },
    /// Far more values than a map has.
    TooMuch,
    Empty,
    /// It breaks off before the first card.
    CutShort,
    /// Neither a map nor any other data. Line and column count from 1.
    NotJson {
        line: usize,
        column: usize,
    },
    /// Data within data, too deep for anybody to have meant it.
    TooDeep,
    /// Recognised as something else.
    Other(Other),
    /// Data of some other sort.
    OtherData,
}

/// What else people have in their folders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Other {
    Binary,
    WebPage,
    PlainText,
    Excalidraw,
    JsonCanvas,
    GeoJson,
    Tldraw,
    Trello,
}

impl NotAMap {
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::TooBig { bytes } => Message::new("import.too_big")
                .with("size", bytes.div_ceil(1024 * 1024).to_string())
                .with("most", (MAX_BYTES / 1024 / 1024).to_string()),
            Self::TooMuch => Message::new("import.too_much"),
            Self::Empty => Message::new("import.empty"),
            Self::CutShort => Message::new("import.cut_short"),
            Self::NotJson { line, column } => Message::new("import.not_json")
                .with("line", line.to_string())
                .with("column", column.to_string()),
            Self::TooDeep => Message::new("import.too_deep"),
            Self::OtherData => Message::new("import.other_data"),
            Self::Other(other) => Message::new(other.key()),
        }
    }
}

impl Other {
    fn key(self) -> &'static str {
        match self {
            Self::Binary => "import.other.binary",
            Self::WebPage => "import.other.web_page",
            Self::PlainText => "import.other.plain_text",
            Self::Excalidraw => "import.other.excalidraw",
            Self::JsonCanvas => "import.other.json_canvas",
            Self::GeoJson => "import.other.geojson",
            Self::Tldraw => "import.other.tldraw",
            Self::Trello => "import.other.trello",
        }
    }
}

/// For developers; people are told [`NotAMap::message`] in their language. Without its words, which come late: this is
/// reached from the first part.
impl fmt::Display for NotAMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message().key)
    }
}

impl std::error::Error for NotAMap {}
