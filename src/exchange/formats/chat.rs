//! The chat of a call, as people copy it out of Teams, Zoom, WhatsApp or a plain log: who said what, and when. It becomes a
//! table, so that a person sees what comes of it. Who said something is left out unless somebody wants it.

use super::table::{Column, Table};
use crate::exchange::MAX_CARDS;
use crate::model::Lane;
use crate::words::Words;

/// Longer than this is no name.
const NAME: usize = 60;

/// A line of a chat that begins with a time.
enum Stamped<'a> {
    Says {
        who: &'a str,
        said: &'a str,
        /// Nothing but brackets tells the name from words: all that stands there.
        bare: Option<&'a str>,
        /// More than the time shows that this is a chat: an agenda has times too.
        is_sure: bool,
    },
    /// Nobody says anything: somebody joined, or the program speaks.
    Nobody,
}

/// Does a text look like a chat: lines that begin with a time and a name?
#[must_use]
pub fn is_chat(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(200).collect();
    if lines.first().is_none_or(|line| begins(line).is_none()) {
        return false;
    }
    let (mut names, mut sure, mut count) = (Vec::new(), false, 0);
    for line in &lines {
        if let Some(Stamped::Says { who, is_sure, .. }) = begins(line) {
            count += 1;
            sure |= is_sure || names.contains(&who);
            names.push(who);
        }
    }
    count > 1 && sure && messages(&lines.join("\n")).iter().any(|[title, ..]| !title.is_empty())
}

/// What was said, one message a row: its first line, what follows, and who it was.
#[must_use]
pub fn chat_table(text: &str, words: &Words) -> Table {
    let head = ["chat.said", "field.notes", "chat.who"].map(|key| words.get(key).to_owned());
    let (mut rows, mut beyond) = (vec![head.to_vec()], 0);
    for said in messages(text).into_iter().filter(|[title, ..]| !title.is_empty()) {
        let said = said.map(|part| part.trim_end().to_owned());
        if rows.len() <= MAX_CARDS { rows.push(said.to_vec()) } else { beyond += 1 }
    }
    let columns = vec![Column::Title, Column::Notes, Column::Leave];
    Table { rows, has_head: true, columns, lane: Lane::Parking, beyond }
}

/// The first line of every message, what follows, and who it was.
fn messages(text: &str) -> Vec<[String; 3]> {
    let mut all = Vec::new();
    let mut open: Option<([String; 3], Option<&str>)> = None;
    let mut end = |open: Option<([String; 3], Option<&str>)>| match open {
        // No words follow, so it was no name.
        Some(([title, notes, _], Some(words))) if title.is_empty() => {
            all.push([words.to_owned(), notes, String::new()]);
        }
        Some((said, _)) => all.push(said),
        None => {}
    };
    for line in text.lines() {
        match begins(line) {
            Some(Stamped::Says { who, said, bare, .. }) => {
                end(open.replace(([said.to_owned(), String::new(), who.to_owned()], bare)));
            }
            Some(Stamped::Nobody) => end(open.take()),
            None => {
                let Some(([title, notes, _], _)) = &mut open else { continue };
                let line = line.trim();
                if title.is_empty() {
                    title.push_str(line);
                } else if !line.is_empty() || !notes.is_empty() {
                    notes.push_str(line);
                    notes.push('\n');
                }
            }
        }
    }
    end(open);
    all
}

/// Who begins to say something in a line, and what of it stands there. `[09:14] Ann: Hello`, `09:14:02 From Ann to
/// Everyone: Hello`, `22/11/2026, 09:14 - Ann: Hello`, `[11/22 9:14 AM] Ann`.
fn begins(line: &str) -> Option<Stamped<'_>> {
    let line = line.trim_start_matches(['\u{FEFF}', '\u{200E}', ' ', '\t', '>']);
    let (stamp, rest, in_brackets) = match line.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map(|(stamp, rest)| (stamp, rest, true))?,
        None => {
            let end = after_time(line)?;
            (&line[..end], &line[end..], false)
        }
    };
    (after_time(stamp)? == stamp.len()).then_some(())?;
    let rest = rest.trim_start();
    let words = rest.trim_start_matches(['-', '–']).trim_start();
    let after_from = words.strip_prefix("From ").map(str::trim_start);
    let is_sure = in_brackets
        || words.len() < rest.len()
        || after_from.is_some()
        || stamp.matches(':').count() > 1
        || !stamp.ends_with(|c: char| c.is_ascii_digit());
    let has_date = stamp
        .split_once(':')
        .is_some_and(|(first, _)| first.contains(|c: char| !c.is_ascii_digit()));
    let words = after_from.unwrap_or(words).trim_end();
    let (who, said) = match words.split_once(':') {
        Some((who, said)) => (name(who), Some(said.trim())),
        // Without anything behind it, only brackets tell a name from words.
        None => (name(words).filter(|_| in_brackets), None),
    };
    let has_words = words.contains(char::is_alphabetic);
    match who {
        Some(who) => {
            let bare = said.is_none().then_some(words);
            Some(Stamped::Says { who, said: said.unwrap_or_default(), bare, is_sure })
        }
        None if in_brackets && has_words => {
            Some(Stamped::Says { who: "", said: words, bare: None, is_sure })
        }
        None if in_brackets || has_date => Some(Stamped::Nobody),
        None => None,
    }
}

/// A name, without to whom that one spoke.
fn name(text: &str) -> Option<&str> {
    let to = [" to ", "  To "].iter().find_map(|to| text.split_once(to));
    let who = to.map_or(text, |(who, _)| who).trim();
    let is_name =
        who.contains(char::is_alphabetic) && !who.contains('\t') && who.chars().count() <= NAME;
    is_name.then_some(who)
}

/// Where a time ends with which a text begins, behind a date or alone: digits with colons between them.
fn after_time(text: &str) -> Option<usize> {
    let belongs = |c: char| c.is_ascii_digit() || ":./-, \u{202F}".contains(c);
    let mut end = text.find(|c| !belongs(c)).unwrap_or(text.len());
    for half in ["AM", "PM", "am", "pm", "a.m.", "p.m."] {
        // "AMINA" is a name.
        let rest = text[end..].strip_prefix(half);
        if rest.is_some_and(|rest| !rest.starts_with(char::is_alphabetic)) {
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
            (
                "[09:14] Grow in the north\n[09:15] Save money",
                [["Grow in the north", "", ""], ["Save money", "", ""]],
            ),
            (
                "22/11/2026, 09:10 - Messages are encrypted.\n22/11/2026, 09:14 - Ann: Grow\n\
                 22/11/2026, 09:14 - Ann added Cleo\n22/11/2026, 09:15 - Ben: Save",
                [["Grow", "", "Ann"], ["Save", "", "Ben"]],
            ),
            (
                "09:14 AMINA: Grow\n09:15 AMINA: Save",
                [["Grow", "", "AMINA"], ["Save", "", "AMINA"]],
            ),
            (
                "09:14:00 Александра Константиновна Рождественская: Grow\n09:15:00 Ben: Save",
                [["Grow", "", "Александра Константиновна Рождественская"], ["Save", "", "Ben"]],
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
            "09:00 Welcome: Ann\n09:15 Priorities: Ben\n",
            "09:00:00\tWelcome\tAnn: x\n09:15:00\tPriorities\tBen: y\n",
            "09:14 Ann:\n09:15 Ann:\n",
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
