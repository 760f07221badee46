//! Whoever has to approve of the product reads what a browser keeps of what is private: the document tells all of it.

use super::Effect;

const DOCUMENT: &str = include_str!("../../../docs/data-protection.md");

/// # Panics
/// When this keeps a row of which the document says nothing.
pub fn is_known(effect: &Effect) {
    match effect {
        Effect::KeepPrivate { key, .. } | Effect::SwapPrivate { key, .. } => is_known_row(key),
        Effect::Succeed(next) => next.notes.iter().for_each(|(key, _)| is_known_row(key)),
        _ => {}
    }
}

fn is_known_row(key: &str) {
    let beginning = key.split_inclusive('.').next().unwrap_or_default();
    let said = DOCUMENT.contains(&format!("\n| `{beginning}` |"));
    assert!(said, "docs/data-protection.md says nothing of rows that begin with {beginning}");
}
