//! Words as people typed them, without the characters that no screen should obey.

/// Control characters, and the marks that switch the direction of everything after them.
/// The plain marks U+200E and U+200F stay: right-to-left writing needs them.
fn is_unsafe(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{2028}' | '\u{2029}')
}

/// Does the text hold characters that [`clean_prose`] takes out?
#[must_use]
pub fn needs_cleaning(text: &str) -> bool {
    text.chars().any(|c| is_unsafe(c) && c != '\r')
}

/// One line: unsafe characters gone, every run of white space one space, none at the ends.
#[must_use]
pub fn clean_line(text: &str) -> String {
    let safe = text.replace(['\u{2028}', '\u{2029}'], " ");
    let safe: String = safe.chars().filter(|c| !is_unsafe(*c) || *c == '\r').collect();
    safe.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Several lines: unsafe characters gone, line ends `\n`, no white space at the end.
#[must_use]
pub fn clean_prose(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let safe: String = text.chars().filter(|c| !is_unsafe(*c)).collect();
    safe.trim_end().to_owned()
}

/// What a person types right now: unsafe characters gone, line ends `\n`, white space left alone.
#[must_use]
pub fn clean_typing(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").chars().filter(|c| !is_unsafe(*c)).collect()
}

/// FNV-1a over the parts, as hexadecimal. It guards against change by accident, not on purpose.
#[must_use]
pub fn fingerprint(parts: &[&str]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        // A byte that no text holds keeps "ab", "c" from reading like "a", "bc".
        for byte in part.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsafe_characters_go_and_other_scripts_stay() {
        assert_eq!(clean_line(" a\u{202E}b\u{0} \r\n c\t"), "ab c");
        assert_eq!(clean_prose("one\r\ntwo\u{7}\n"), "one\ntwo");
        for kept in ["שלום\u{200F} עולם", "日本語", "e\u{301}", "👩‍🏫"] {
            assert_eq!(clean_line(kept), kept);
        }
        assert!(needs_cleaning("a\u{2066}b") && !needs_cleaning("a\r\nb"));
    }
}
