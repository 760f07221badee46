//! Words between what is typed, what the document holds and what is shown. Knows no document.

use super::TextField;
pub(super) use crate::model::splice::{difference, units};
use crate::model::text::{clean_typing, needs_cleaning};
use crate::model::{MAX_NOTES, MAX_TITLE};

impl TextField {
    /// In UTF-16 units.
    pub(super) fn limit(self) -> usize {
        match self {
            Self::Title => MAX_TITLE,
            Self::Notes => MAX_NOTES,
        }
    }

    /// What a person types, as this field keeps it.
    pub(super) fn clean(self, text: &str) -> String {
        let text = clean_typing(text);
        match self {
            Self::Title => text.replace('\n', " "),
            Self::Notes => text,
        }
    }

    /// What is shown of what the document holds. A peer may have put anything there, so it is cleaned
    /// again, character by character: that way [`Self::raw_offset`] finds back.
    pub(super) fn show(self, raw: &str) -> String {
        if self.is_clean(raw) {
            return raw.to_owned();
        }
        let mut shown = String::with_capacity(raw.len().min(self.limit()));
        let mut units = 0;
        for c in raw.chars() {
            if let Some(c) = self.show_char(c) {
                units += c.len_utf16();
                if units > self.limit() {
                    break;
                }
                shown.push(c);
            }
        }
        shown
    }

    fn is_clean(self, raw: &str) -> bool {
        let has_breaks = raw.contains('\r') || (self == Self::Title && raw.contains('\n'));
        units(raw) <= self.limit() && !has_breaks && !needs_cleaning(raw)
    }

    fn show_char(self, c: char) -> Option<char> {
        if c.is_ascii_graphic() || c == ' ' {
            return Some(c);
        }
        self.clean(c.encode_utf8(&mut [0; 4])).chars().next()
    }

    /// Where in `raw` the unit lies that is shown at `at`. Never inside of a character; cut to the end.
    pub(super) fn raw_offset(self, raw: &str, at: usize) -> usize {
        let clean = self.is_clean(raw);
        let (mut shown, mut offset) = (0, 0);
        for c in raw.chars() {
            let len =
                if clean { c.len_utf16() } else { self.show_char(c).map_or(0, char::len_utf16) };
            if shown + len > at {
                break;
            }
            shown += len;
            offset += c.len_utf16();
        }
        offset
    }
}

/// The longest beginning of `text` that fits into `room` units, without cutting a character in two.
pub(super) fn fit(text: &str, room: usize) -> &str {
    let mut used = 0;
    for (i, c) in text.char_indices() {
        used += c.len_utf16();
        if used > room {
            return &text[..i];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_and_what_is_held_find_each_other() {
        let raw = "a\u{202E}b\r\n👩c";
        let notes = TextField::Notes;
        assert_eq!(notes.show(raw), "ab\n\n👩c");
        assert_eq!(TextField::Title.show(raw), "ab  👩c");
        assert_eq!(notes.raw_offset(raw, 1), 2, "an offset lies behind what is not shown");
        assert_eq!(notes.raw_offset(raw, 5), 5, "never inside of a character");
        assert_eq!(notes.raw_offset(raw, 99), 8);
        assert_eq!(TextField::Title.show(&"x".repeat(2_000)).len(), MAX_TITLE);
        assert_eq!(fit("a👩b", 2), "a");
    }
}
