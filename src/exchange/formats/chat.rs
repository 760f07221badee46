//! The chat of a call, as people copy it out of Teams, Zoom, Slack, WhatsApp or a plain log: who said what, and when. It becomes
//! a table, so that a person sees what comes of it. Who said something is left out unless somebody wants it.

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
        looks: Looks,
        /// Nobody plans for such a time: agendas have round ones.
        is_odd: bool,
    },
    /// Nobody says anything: somebody joined, or the program speaks.
    Nobody,
}

/// What tells a line of a chat from one of an agenda, which has times and names too.
#[derive(Clone, Copy, PartialEq)]
enum Looks {
    Plain,
    /// As chats look, and some agendas: a dash, seconds, the half of the day.
    Alike,
    /// Only chats look so.
    Sure,
}

/// Does a text look like a chat: lines that begin with a time and a name?
#[must_use]
pub fn is_chat(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(200).collect();
    if lines.is_empty() || stamped(&lines, 0).is_none() {
        return false;
    }
    let (mut names, mut count, mut sure, mut alike, mut odd) = (Vec::new(), 0, false, false, false);
    for at in 0..lines.len() {
        if let Some((Stamped::Says { who, looks, is_odd, .. }, _)) = stamped(&lines, at) {
            count += 1;
            sure |= looks == Looks::Sure;
            odd |= is_odd;
            if !who.is_empty() {
                alike |= looks == Looks::Alike || names.contains(&who);
                names.push(who);
            }
        }
    }
    let looks_so = sure || alike && odd;
    count > 1 && looks_so && messages(&lines).iter().any(|[title, ..]| !title.is_empty())
}

/// What was said, one message a row: its first line, what follows, and who it was.
#[must_use]
pub fn chat_table(text: &str, words: &Words) -> Table {
    let head = ["chat.said", "field.notes", "chat.who"].map(|key| words.get(key).to_owned());
    let (mut rows, mut beyond) = (vec![head.to_vec()], 0);
    let lines: Vec<&str> = text.lines().collect();
    for said in messages(&lines).into_iter().filter(|[title, ..]| !title.is_empty()) {
        let said = said.map(|part| part.trim_end().to_owned());
        if rows.len() <= MAX_CARDS { rows.push(said.to_vec()) } else { beyond += 1 }
    }
    let columns = vec![Column::Title, Column::Notes, Column::Leave];
    Table { rows, has_head: true, columns, lane: Lane::Parking, beyond, is_chat: true }
}

/// The first line of every message, what follows, and who it was.
fn messages(lines: &[&str]) -> Vec<[String; 3]> {
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
    let (mut at, mut last) = (0, "");
    while at < lines.len() {
        let (stamped, taken) = match stamped(lines, at) {
            Some((stamped, taken)) => (Some(stamped), taken),
            None => (None, 1),
        };
        match stamped {
            Some(Stamped::Says { who, said, bare, .. }) => {
                let who = if who.is_empty() && said.is_empty() { last } else { who };
                last = who;
                end(open.replace(([said.to_owned(), String::new(), who.to_owned()], bare)));
            }
            Some(Stamped::Nobody) => end(open.take()),
            None => {
                let line = lines[at].trim();
                match &mut open {
                    Some(([title, ..], _)) if title.is_empty() => title.push_str(line),
                    Some(([_, notes, _], _)) if !line.is_empty() || !notes.is_empty() => {
                        notes.push_str(line);
                        notes.push('\n');
                    }
                    _ => {}
                }
            }
        }
        at += taken;
    }
    end(open);
    all
}

/// Who begins to say something in a line, and how many lines that takes.
fn stamped<'a>(lines: &[&'a str], at: usize) -> Option<(Stamped<'a>, usize)> {
    let says = |who, bare, stamp: &str| Stamped::Says {
        who,
        said: "",
        bare,
        looks: Looks::Alike,
        is_odd: is_odd(stamp),
    };
    let line = lines[at].trim();
    // The same one goes on, in Slack.
    let alone = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')).unwrap_or(line);
    if is_time(alone) {
        return Some((says("", Some(line), alone), 1));
    }
    if let Some(stamped) = begins(lines[at]) {
        return Some((stamped, 1));
    }
    // `Ann Lee [9:14 AM]`, as it was there.
    if let Some((who, stamp)) = line.strip_suffix(']').and_then(|line| line.rsplit_once('['))
        && is_time(stamp)
    {
        return Some((says(name(who)?, Some(line), stamp), 1));
    }
    // `Ann Lee` over `  9:14 AM`, as it is now.
    let below = lines.get(at + 1)?;
    let stamp = below.trim();
    let who = name(line).filter(|_| below.starts_with(char::is_whitespace) && is_time(stamp))?;
    Some((says(who, Some(line), stamp), 2))
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
    is_time(stamp).then_some(())?;
    let rest = rest.trim_start();
    let words = rest.trim_start_matches(['-', '–']).trim_start();
    let has_dash = words.len() < rest.len();
    let after_from = words.strip_prefix("From ").map(str::trim_start);
    let has_date = stamp
        .split_once(':')
        .is_some_and(|(first, _)| first.contains(|c: char| !c.is_ascii_digit()));
    let looks = if in_brackets || after_from.is_some() || has_dash && has_date {
        Looks::Sure
    } else if has_dash
        || stamp.matches(':').count() > 1
        || !stamp.ends_with(|c: char| c.is_ascii_digit())
    {
        Looks::Alike
    } else {
        Looks::Plain
    };
    let words = after_from.unwrap_or(words).trim_end();
    let (who, said) = match words.split_once(':') {
        // The end of a span of time, as agendas have them.
        Some((until, minutes)) if until.ends_with(digit) && minutes.starts_with(digit) => {
            (None, None)
        }
        Some((who, said)) => (name(who), Some(said.trim())),
        // Without anything behind it, only brackets tell a name from words.
        None => (name(words).filter(|_| in_brackets), None),
    };
    let has_words = words.contains(char::is_alphabetic);
    let is_odd = is_odd(stamp);
    match who {
        Some(who) => {
            let bare = said.is_none().then_some(words);
            let said = said.unwrap_or_default();
            Some(Stamped::Says { who, said, bare, looks, is_odd })
        }
        None if in_brackets && has_words => {
            Some(Stamped::Says { who: "", said: words, bare: None, looks, is_odd })
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
    let (hour, minutes) = stamp.split_once(':')?;
    // From one time to another: nobody speaks as long as that.
    let is_span = minutes.split_once('-').is_some_and(|(_, until)| until.contains(':'));
    let is_time = hour.ends_with(digit) && minutes.starts_with(digit) && stamp.starts_with(digit);
    (is_time && !is_span).then_some(stamp.len())
}

fn is_time(text: &str) -> bool {
    after_time(text) == Some(text.len())
}

fn digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// Not at full five minutes.
fn is_odd(stamp: &str) -> bool {
    let digits = |part: &str| -> u32 {
        part.chars().map_while(|c| c.to_digit(10)).fold(0, |n, digit| (n * 10 + digit) % 1_000)
    };
    let mut parts = stamp.split(':').skip(1).map(digits);
    parts.next().is_some_and(|minutes| minutes % 5 != 0)
        || parts.next().is_some_and(|seconds| seconds != 0)
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
            // Teams, of one message each.
            (
                "[11/22 9:14 AM] Lee, Ann\nGrow\n\n[11/22 9:20 AM] Ben (Guest)\nSave",
                [["Grow", "", "Lee, Ann"], ["Save", "", "Ben (Guest)"]],
            ),
            // Zoom, as its file has it now.
            (
                "2026-11-22 09:15:00 From Ann Lee to Everyone:\n\tGrow\n\tin the north\n2026-11-22 09:20:00 From Ben to Everyone:\n\tSave",
                [["Grow", "in the north", "Ann Lee"], ["Save", "", "Ben"]],
            ),
            // WhatsApp, at full five minutes.
            (
                "11/22/26, 9:15\u{202F}AM - Ann: Grow\n11/22/26, 9:20\u{202F}AM - Ben: Save",
                [["Grow", "", "Ann"], ["Save", "", "Ben"]],
            ),
            // Slack, before and now.
            (
                "Ann Lee [9:14 AM]\nGrow\nin the north\n\nBen [9:20 AM]\nSave",
                [["Grow", "in the north", "Ann Lee"], ["Save", "", "Ben"]],
            ),
            (
                "Ann Lee\n  9:14 AM\nGrow\n9:15\nSave\n",
                [["Grow", "", "Ann Lee"], ["Save", "", "Ann Lee"]],
            ),
        ] {
            assert!(is_chat(text), "{text}");
            assert_eq!(said(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_time_that_somebody_says_is_kept() {
        let text = "[09:14] Ann: When?\n[09:15] Ben: At\n10:30\n[09:16] Ann: Good";
        let kept = said(text).concat().join(" ");
        assert!(is_chat(text) && kept.contains("10:30") && kept.contains("Good"), "{kept}");
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
            "09:00 - Welcome: Ann\n09:15 - Priorities: Ben\n10:00 - Break: all\n11:30 - Break: all\n",
            "09:00 Break: coffee\n12:00 Break: lunch\n",
            "09:00:00 Welcome: Ann\n09:15:00 Priorities: Ben\n",
            "9:00 AM Welcome: Ann\n9:15 AM Priorities: Ben\n",
            "09:00 - 09:12 Welcome: Ann\n09:12 - 09:25 Priorities: Ben\n",
            "09:00-09:12 Welcome: Ann\n09:12-09:25 Priorities: Ben\n",
            "09:00 – 09:12 Welcome: Ann\n09:12 – 09:25 Priorities: Ben\n",
            "09:01 to 09:12 Welcome: Ann\n09:12 to 09:25 Priorities: Ben\n09:12 to 09:25 Priorities: Cleo\n",
            "Welcome\n09:00\nAnn\nPriorities\n09:15\nBen\n",
            "Welcome [09:00]\nPriorities [09:15]\n",
            "[1:2]\n[3:4]",
            "",
        ] {
            assert!(!is_chat(text), "{text}");
        }
    }
}
