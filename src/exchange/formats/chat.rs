//! The chat of a call, as people copy it out of Teams, Zoom, WhatsApp or a plain log: who said what, and when. It becomes a
//! table, so that a person sees what comes of it. Who said something is left out unless somebody wants it.

use super::table::{Column, Table};
use crate::exchange::MAX_CARDS;
use crate::model::Lane;
use crate::words::Words;

/// Longer than this is no name.
const NAME: usize = 60;

/// Does a text look like a chat: lines that begin with a time and a name?
#[must_use]
pub fn is_chat(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).take(200);
    lines.next().is_some_and(|line| begins(line).is_some())
        && lines.any(|line| begins(line).is_some())
}

/// What was said, one message a row: its first line, what follows, and who it was.
#[must_use]
pub fn chat_table(text: &str, words: &Words) -> Table {
    let head = ["chat.said", "field.notes", "chat.who"].map(|key| words.get(key).to_owned());
    let (mut rows, mut beyond) = (vec![head.to_vec()], 0);
    let mut said: Option<[String; 3]> = None;
    let mut take = |said: Option<[String; 3]>| {
        if let Some(said) = said.filter(|[title, ..]| !title.is_empty()) {
            let said = said.map(|part| part.trim_end().to_owned());
            if rows.len() <= MAX_CARDS { rows.push(said.to_vec()) } else { beyond += 1 }
        }
    };
    for line in text.lines() {
        if let Some((who, rest)) = begins(line) {
            take(said.replace([rest.to_owned(), String::new(), who.to_owned()]));
        } else if let Some([title, notes, _]) = &mut said {
            let line = line.trim();
            if title.is_empty() {
                title.push_str(line);
            } else if !line.is_empty() || !notes.is_empty() {
                notes.push_str(line);
                notes.push('\n');
            }
        }
    }
    take(said);
    let columns = vec![Column::Title, Column::Notes, Column::Leave];
    Table { rows, has_head: true, columns, lane: Lane::Parking, beyond }
}

/// Who begins to say something in a line, and what of it stands there. `[09:14] Ann: Hello`, `09:14:02 From Ann to
/// Everyone: Hello`, `22/11/2026, 09:14 - Ann: Hello`, `[11/22 9:14 AM] Ann`.
fn begins(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches(['\u{FEFF}', '\u{200E}', ' ', '\t', '>']);
    let (stamp, rest, in_brackets) = match line.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map(|(stamp, rest)| (stamp, rest, true))?,
        None => {
            let end = after_time(line)?;
            (&line[..end], &line[end..], false)
        }
    };
    (after_time(stamp)? == stamp.len()).then_some(())?;
    let rest = rest.trim_start().trim_start_matches(['-', '–']).trim_start();
    let rest = rest.strip_prefix("From ").unwrap_or(rest).trim_start();
    let (who, said) = match rest.split_once(':') {
        Some((who, said)) => (who, said.trim()),
        // Without anything behind it, only brackets tell a name from words.
        None => (rest, in_brackets.then_some("")?),
    };
    let who =
        ["  to ", " to ", "  To "].iter().find_map(|to| who.split_once(to)).map_or(who, |it| it.0);
    let who = who.trim();
    let is_name = who.chars().any(char::is_alphabetic) && who.len() <= NAME;
    is_name.then_some((who, said))
}

/// Where a time ends with which a text begins, behind a date or alone: digits with colons between them.
fn after_time(text: &str) -> Option<usize> {
    let belongs = |c: char| c.is_ascii_digit() || ":./-, \u{202F}".contains(c);
    let mut end = text.find(|c| !belongs(c)).unwrap_or(text.len());
    for half in ["AM", "PM", "am", "pm", "a.m.", "p.m."] {
        if text[end..].starts_with(half) {
            end += half.len();
            break;
        }
    }
    let stamp = text[..end].trim_end_matches(['-', ' ', ',', '\u{202F}']);
    let digits = |part: &str| part.chars().next_back().is_some_and(|c| c.is_ascii_digit());
    let is_time = stamp.split_once(':').is_some_and(|(hour, minutes)| {
        digits(hour) && minutes.starts_with(|c: char| c.is_ascii_digit())
    });
    (is_time && stamp.starts_with(|c: char| c.is_ascii_digit())).then_some(stamp.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<Vec<String>> {
        let table = chat_table(text, &Words::all_english());
        table.rows[1..].to_vec()
    }

    #[test]
    fn messages_are_found_in_what_people_copy_out_of_their_calls() {
        for (text, wanted) in [
            (
                "[09:14] Ann Lee: Grow: in the north\n[09:15] Ben: Fewer returns",
                [["Grow: in the north", "", "Ann Lee"], ["Fewer returns", "", "Ben"]],
            ),
            (
                "09:14:02 From Ann Lee to Everyone:\n\tGrow\n\n09:15:40 From Ben : Save\n",
                [["Grow", "", "Ann Lee"], ["Save", "", "Ben"]],
            ),
            (
                "22/11/2026, 09:14 - Ann: Grow\nin the north\n22/11/2026, 09:15 - Ben: Save",
                [["Grow", "in the north", "Ann"], ["Save", "", "Ben"]],
            ),
            (
                "[11/22/2026 9:14 AM] Ann Lee\nGrow\n[11/22/2026 9:15 AM] Ben\nSave",
                [["Grow", "", "Ann Lee"], ["Save", "", "Ben"]],
            ),
            (
                "\u{200E}[22.11.26, 09:14:03] Ann: Grow\n\u{200E}[22.11.26, 09:15:03] Ben: Save",
                [["Grow", "", "Ann"], ["Save", "", "Ben"]],
            ),
            ("9:14 AM Ann: Grow\n9:15 p.m. Ben: Save", [["Grow", "", "Ann"], ["Save", "", "Ben"]]),
        ] {
            assert!(is_chat(text), "{text}");
            assert_eq!(said(text), wanted, "{text}");
        }
    }

    #[test]
    fn an_agenda_a_list_and_prose_are_no_chat() {
        for text in [
            "09:00 Welcome\n09:15 Priorities\n",
            "1. Grow\n2. Save",
            "Ann: Grow\nBen: Save",
            "[ ] Call Ann: today\n[x] Call Ben: now",
            "2026: a good year\n2027: a better one",
            "09:14 Ann: only one line",
            "[1:2]\n[3:4]",
            "",
        ] {
            assert!(!is_chat(text), "{text}");
        }
    }
}
