//! Scripts as a release sends them: without comments and indentation, for which nobody waits on a slow line.

use anyhow::{Result, ensure};

/// The same script without the lines that are nothing but a comment, and without indentation.
///
/// # Errors
/// This reads lines, not JavaScript. Where a text goes over several lines, one of them might only look like a comment; and
/// behind the end of a comment there might be something. Such scripts are refused.
pub fn lean(script: &str) -> Result<String> {
    let mut short = String::with_capacity(script.len());
    let mut in_comment = false;
    for line in script.lines().map(str::trim) {
        if in_comment || line.starts_with("/*") {
            let end = line.find("*/");
            ensure!(end.is_none_or(|end| end + 2 == line.len()), "behind a comment: {line}");
            in_comment = end.is_none();
        } else if !line.is_empty() && !line.starts_with("//") {
            ensure!(line.matches('`').count() % 2 == 0, "a text of several lines: {line}");
            short.push_str(line);
            short.push('\n');
        }
    }
    ensure!(!in_comment, "a comment without an end");
    Ok(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_go_and_everything_else_stays() {
        let script = "/**\n * Says `hi`.\n */\nexport function say() { // aloud\n    // why\n\n    \
                      return `https://${host}` /* there */;\n}\n/* one line */\n";
        let lean = lean(script).unwrap();
        let left = "export function say() { // aloud\nreturn `https://${host}` /* there */;\n}\n";
        assert_eq!(lean, left);
    }

    #[test]
    fn what_only_a_parser_could_tell_is_refused() {
        for bad in ["a = `one\n// no comment`;", "/* a */ b();", "/* a\n*/ b();", "/* a"] {
            assert!(lean(bad).is_err(), "{bad}");
        }
    }
}
