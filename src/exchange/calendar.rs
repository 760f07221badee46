//! Days for a calendar: an `.ics` file (RFC 5545) with whole-day entries, as every calendar program takes them in. Read again,
//! an entry replaces itself: its name stays the same.

use crate::model::{CalendarDay, Date};

/// Longer lines are folded, counted in bytes without the line's end.
const MOST_BYTES: usize = 75;

/// The file. `now_ms`: when it is made, in milliseconds since 1970.
#[must_use]
pub fn calendar(days: &[CalendarDay], now_ms: u64) -> String {
    let mut file = String::new();
    let mut line = |text: &str| fold(text, &mut file);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//Alignment Canvas//EN");
    line("CALSCALE:GREGORIAN");
    let stamp = stamp(now_ms);
    for day in days {
        line("BEGIN:VEVENT");
        line(&format!("UID:{}@alignment-canvas", plain(&day.name)));
        line(&format!("DTSTAMP:{stamp}"));
        line(&format!("DTSTART;VALUE=DATE:{}", digits(day.date)));
        line(&format!("DTEND;VALUE=DATE:{}", digits(day.date.plus_days(1))));
        line(&format!("SUMMARY:{}", escaped(&day.summary)));
        if !day.notes.is_empty() {
            line(&format!("DESCRIPTION:{}", escaped(&day.notes)));
        }
        line("TRANSP:TRANSPARENT");
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    file
}

fn digits(date: Date) -> String {
    date.to_string().replace('-', "")
}

fn stamp(now_ms: u64) -> String {
    const DAY_S: u64 = 86_400;
    let seconds = now_ms / 1000;
    let day = i32::try_from(seconds / DAY_S).ok().and_then(Date::from_day_number);
    let of_day = seconds % DAY_S;
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    let day = day.map_or_else(|| "19700101".to_owned(), digits);
    format!("{day}T{hour:02}{minute:02}{second:02}Z")
}

/// Letters that need no care in a name.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}

fn escaped(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").chars() {
        match letter {
            '\\' | ';' | ',' => said.extend(['\\', letter]),
            '\n' | '\r' => said.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => said.push(letter),
        }
    }
    said
}

/// A line, cut where it is too long, never within a letter.
fn fold(text: &str, file: &mut String) {
    let mut used = 0;
    for letter in text.chars() {
        if used + letter.len_utf8() > MOST_BYTES {
            file.push_str("\r\n ");
            used = 1;
        }
        file.push(letter);
        used += letter.len_utf8();
    }
    file.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(summary: &str, notes: &str) -> CalendarDay {
        CalendarDay {
            name: "k1".into(),
            date: Date::parse("2026-12-31").expect("a day"),
            summary: summary.into(),
            notes: notes.into(),
        }
    }

    /// What a calendar reads: folded lines put together again.
    fn unfolded(file: &str) -> Vec<String> {
        file.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_day_is_an_entry_from_its_beginning_to_the_next() {
        let file = calendar(&[day("Name leads", "")], 1_795_347_723_000);
        assert_eq!(
            unfolded(&file),
            [
                "BEGIN:VCALENDAR",
                "VERSION:2.0",
                "PRODID:-//Alignment Canvas//EN",
                "CALSCALE:GREGORIAN",
                "BEGIN:VEVENT",
                "UID:k1@alignment-canvas",
                "DTSTAMP:20261122T114203Z",
                "DTSTART;VALUE=DATE:20261231",
                "DTEND;VALUE=DATE:20270101",
                "SUMMARY:Name leads",
                "TRANSP:TRANSPARENT",
                "END:VEVENT",
                "END:VCALENDAR",
            ]
        );
        assert!(file.lines().count() == 13 && file.ends_with("\r\n") && !file.contains("\n\n"));
    }

    #[test]
    fn what_people_wrote_cannot_end_its_line() {
        let file = calendar(&[day("A; b, c\\d\nEND:VEVENT\r\nX:1\u{7}", "e\rf")], 0);
        assert!(file.contains("SUMMARY:A\\; b\\, c\\\\d\\nEND:VEVENT\\nX:1\r\n"), "{file}");
        assert!(file.contains("DESCRIPTION:e\\nf\r\n"), "{file}");
        assert_eq!(file.matches("\r\nEND:VEVENT\r\n").count(), 1);
    }

    #[test]
    fn long_lines_are_folded_at_75_bytes_between_letters() {
        let text = "Führungskräfte sagen, was 変わる🙂 ".repeat(20);
        let file = calendar(&[day(&text, "")], 0);
        assert!(file.split("\r\n").all(|line| line.len() <= MOST_BYTES));
        let said = format!("SUMMARY:{}", escaped(&text));
        assert!(unfolded(&file).contains(&said), "put together again it is what it was");
    }
}
