//! A page as Markdown, for mails, chats and wikis. What people wrote stays text: no letter of it becomes a mark, a
//! link or a picture.

use std::fmt::Write;

use crate::model::{Block, Cell, Line, Mark, Matrix, Run, Sheet};

/// The page as CommonMark with tables.
#[must_use]
pub fn markdown(sheet: &Sheet) -> String {
    let mut text = format!("# {}\n", plain(&sheet.title));
    if !sheet.under.is_empty() {
        let _ = write!(text, "\n{}\n", plain(&sheet.under));
    }
    for block in &sheet.blocks {
        text.push('\n');
        write_block(&mut text, block);
    }
    text
}

fn write_block(text: &mut String, block: &Block) {
    let _ = match block {
        Block::Heading(name) => writeln!(text, "## {}", plain(name)),
        Block::Part(name) => writeln!(text, "### {}", plain(name)),
        Block::Lead(runs) => writeln!(text, "> {}", runs.iter().map(run).collect::<String>()),
        Block::Text(said) => writeln!(text, "{}", line(said)),
        Block::List(lines) => lines.iter().try_for_each(|said| writeln!(text, "- {}", line(said))),
        Block::Figures(figures) => figures.iter().try_for_each(|figure| {
            writeln!(text, "- **{}** {}", plain(&figure.value), plain(&figure.label))
        }),
        Block::Matrix(matrix) => table(text, matrix),
        Block::Course(course) => {
            writeln!(text, "**{}:** {}", plain(&course.name), plain(&course.alt))
        }
    };
}

fn line(line: &Line) -> String {
    let rest = plain(&line.rest);
    let rest = if line.gap { format!("*{rest}*") } else { rest };
    match (line.lead.is_empty(), line.rest.is_empty()) {
        (true, _) => rest,
        (false, true) => format!("**{}**", plain(&line.lead)),
        (false, false) => format!("**{}**: {rest}", plain(&line.lead)),
    }
}

fn run(run: &Run) -> String {
    match run.mark {
        Mark::Plain => plain_within(&run.text),
        Mark::Said => format!("**{}**", plain(&run.text)),
        Mark::Blank => format!("\\_\\_\\_\\_ (*{}*)", plain(&run.text)),
    }
}

fn table(text: &mut String, matrix: &Matrix) -> std::fmt::Result {
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let head = std::iter::once(&matrix.corner).chain(&matrix.columns);
    text.push_str(&row(head.map(|name| plain(name)).collect()));
    text.push_str(&row(vec!["---".to_owned(); matrix.columns.len() + 1]));
    for (name, cells) in &matrix.rows {
        let said = cells.iter().map(|cell| match cell {
            Cell::Held(n) => format!("● {n}"),
            Cell::Open => "○".to_owned(),
            Cell::None => "·".to_owned(),
        });
        text.push_str(&row(std::iter::once(plain(name)).chain(said).collect()));
    }
    let [held, open, none] = &matrix.legend;
    write!(text, "\n● {} ○ {} · {}\n", plain(held), plain(open), plain(none))
}

/// Keeps two letters from being read as one word; it has no width of its own.
const KEEPS_APART: char = '\u{2060}';

/// It ends with the three letters that pages' addresses begin with.
fn is_web(out: &str) -> bool {
    let Some((before, end)) = out.len().checked_sub(3).and_then(|at| out.split_at_checked(at))
    else {
        return false;
    };
    end.eq_ignore_ascii_case("www") && !before.ends_with(char::is_alphanumeric)
}

/// A text on one line in which nothing means anything to Markdown.
pub(super) fn plain(text: &str) -> String {
    plain_within(text.trim())
}

/// What [`plain`] was given: marks without the backslashes before them, and nothing between letters that keeps them apart.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        match letters.peek() {
            Some(next) if c == '\\' && next.is_ascii_punctuation() => out.extend(letters.next()),
            _ if c == KEEPS_APART => {}
            _ => out.push(c),
        }
    }
    out
}

/// The same with the blanks around it, for a piece of a sentence.
fn plain_within(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut blank = false;
    for c in text.chars() {
        let is_blank = c.is_whitespace() || c.is_control();
        match c {
            _ if is_blank && !blank => out.push(' '),
            _ if is_blank => {}
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '#' | '|' | '~' => out.extend(['\\', c]),
            // The name of a letter ends with a semicolon: without one it is only a sign.
            '&' if text.contains(';') => out.extend(['\\', c]),
            // An address would become a link by itself, and a number or sign at the start a list.
            ':' if text.contains("//") => out.extend(['\\', ':']),
            // Chats and wikis make a person of a name behind this sign, or a mail address, and escaping does not keep them
            // from it; nor from making a link of what begins like a page. A mark without width does.
            '@' => out.extend(['@', KEEPS_APART]),
            '.' if is_web(&out) => out.extend([KEEPS_APART, '.']),
            '+' | '-' | '=' | '>' if out.trim().is_empty() => out.extend(['\\', c]),
            '.' | ')' if !out.is_empty() && out.bytes().all(|b| b.is_ascii_digit()) => {
                out.extend(['\\', c]);
            }
            c => out.push(c),
        }
        blank = is_blank;
    }
    out
}

// Native only: the generator of random cases is no dependency of the Wasm tests.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::model::Figure;
    use proptest::prelude::*;

    #[test]
    fn a_page_reads_as_people_write_it() {
        let sheet = Sheet {
            title: "Sixty *stores*".to_owned(),
            under: "22 Nov 2026".to_owned(),
            blocks: vec![
                Block::Figures(vec![Figure {
                    value: "50 %".to_owned(),
                    label: "covered".to_owned(),
                    percent: Some(50),
                }]),
                Block::Heading("Numbers".to_owned()),
                Block::List(vec![
                    Line::new("Sales", "no numbers yet").gap(true),
                    Line::new("Cost", ""),
                ]),
                Block::Matrix(Matrix {
                    name: "Who".to_owned(),
                    corner: "Priority".to_owned(),
                    columns: vec!["A|B".to_owned(), "C".to_owned()],
                    rows: vec![("Grow".to_owned(), vec![Cell::Held(2), Cell::Open])],
                    legend: ["held", "open", "none"].map(str::to_owned),
                }),
                Block::Lead(vec![
                    Run { text: "We’ll do ".to_owned(), mark: Mark::Plain },
                    Run { text: "which?".to_owned(), mark: Mark::Blank },
                ]),
            ],
        };
        let wanted = "# Sixty \\*stores\\*\n\n22 Nov 2026\n\n- **50 %** covered\n\n## Numbers\n\n- **Sales**: *no numbers yet*\n- **Cost**\n\n\
            | Priority | A\\|B | C |\n| --- | --- | --- |\n| Grow | ● 2 | ○ |\n\n● held ○ open · none\n\n> We’ll do \\_\\_\\_\\_ (*which?*)\n";
        assert_eq!(markdown(&sheet), wanted);
    }

    #[test]
    fn words_that_look_like_marks_stay_words() {
        assert_eq!(plain("1. first"), "1\\. first");
        assert_eq!(plain("- a\n# b"), "\\- a \\# b");
        assert_eq!(plain("see https://example.org"), "see https\\://example.org");
        assert_eq!(plain("<script>"), "\\<script>");
        assert_eq!(plain("ask @ann or a@b.example"), "ask @\u{2060}ann or a@\u{2060}b.example");
        assert_eq!(plain("on WWW.example.org, not awww."), "on WWW\u{2060}.example.org, not awww.");
    }

    proptest! {
        /// What a reader of Markdown sees is what was written, on one line, whatever it was.
        #[test]
        fn no_letter_is_lost_and_none_stands_bare(text in any::<String>()) {
            let written = plain(&text);
            let mut shown = String::new();
            let mut letters = written.chars();
            while let Some(c) = letters.next() {
                if c == '\\' { shown.extend(letters.next()) } else {
                    prop_assert!(!"`*_[]<#|~".contains(c), "{written:?}");
                    shown.push(c);
                }
            }
            prop_assert!(!written.replace("@\u{2060}", "").contains('@'), "{written:?}");
            let shown = shown.replace(KEEPS_APART, "");
            let text = text.replace(KEEPS_APART, "");
            let words = |text: &str| text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).map(str::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(words(&shown), words(&text));
            prop_assert!(!written.contains('\n'));
        }
    }
}
