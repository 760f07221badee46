//! A file that breaks off in the middle: the whole records before the break, made into a whole file again.

/// The text up to the last record that is whole, with its brackets closed.
/// `None` when it does not begin as an object, or nothing whole comes before the break.
pub(super) fn mended(text: &str) -> Option<String> {
    if !text.starts_with('{') {
        return None;
    }
    let mut open: Vec<u8> = Vec::new();
    let (mut in_text, mut escaped) = (false, false);
    let mut whole: Option<(usize, Vec<u8>)> = None;
    for (at, byte) in text.bytes().enumerate() {
        if in_text {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_text = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_text = true,
            b'{' => open.push(b'}'),
            b'[' => open.push(b']'),
            b'}' | b']' => {
                open.pop();
                // Only here and at the commas of the outermost object is everything before complete:
                // half a card is not a card.
                if open == b"}" || open == b"}]" {
                    whole = Some((at + 1, open.clone()));
                }
            }
            b',' if open == b"}" => whole = Some((at, open.clone())),
            _ => {}
        }
    }
    let (end, open) = whole?;
    let close: String = open.iter().rev().map(|c| char::from(*c)).collect();
    Some(format!("{}{close}", &text[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_whole_before_the_break_is_kept() {
        for (cut, kept) in [
            (
                r#"{"a": 1, "cards": [{"id": "x"}, {"id": "y"#,
                Some(r#"{"a": 1, "cards": [{"id": "x"}]}"#),
            ),
            (
                r#"{"a": 1, "cards": [{"t": "}]\""}], "lin"#,
                Some(r#"{"a": 1, "cards": [{"t": "}]\""}]}"#),
            ),
            (r#"{"a": 1, "cards": [{"id": {"b": []}"#, Some(r#"{"a": 1}"#)),
            (r#"{"a": "x"#, None),
            ("[1, 2", None),
            ("", None),
        ] {
            assert_eq!(mended(cut).as_deref(), kept, "{cut}");
        }
    }
}
