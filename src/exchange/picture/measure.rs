//! How wide letters are, about: a picture is laid out where there is no screen to ask, and is shown in whatever font is there.
//! Rather too wide than too narrow.

/// The width of a text in units of its size; the classes are those of Segoe UI, the widest of the usual fonts.
fn letter(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '’' | '‘' | '|' | '!' => 0.28,
        ' ' | 'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '-' | '/' | '"' | '“' | '”' | '*' => {
            0.38
        }
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' | '…' => 0.93,
        'a'..='z' | '0'..='9' => 0.57,
        'A'..='Z' => 0.68,
        '\u{300}'..='\u{36F}' | '\u{200B}'..='\u{200F}' | '\u{FE00}'..='\u{FE0F}' => 0.0,
        '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' => 1.0,
        '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FF60}' => 1.0,
        c if u32::from(c) > 0xFFFF => 1.3,
        c if c.is_uppercase() => 0.7,
        _ => 0.6,
    }
}

/// In map units.
pub(super) fn width(text: &str, size: f64, bold: bool) -> f64 {
    let weight = if bold { 1.07 } else { 1.0 };
    text.chars().map(letter).sum::<f64>() * size * weight
}

/// The lines that a text takes, `most` of them; the last ends with an ellipsis where it goes on.
pub(super) fn lines(text: &str, size: f64, room: f64, most: usize) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut full = false;
    for word in text.split_whitespace() {
        let mut word = word.to_owned();
        let gap = if line.is_empty() { "" } else { " " };
        if width(&format!("{line}{gap}{word}"), size, false) <= room {
            line = format!("{line}{gap}{word}");
            continue;
        }
        if !line.is_empty() {
            all.push(std::mem::take(&mut line));
        }
        // A word wider than the card is broken wherever it must be.
        while width(&word, size, false) > room && all.len() <= most {
            let fits = fitting(&word, size, room).max(1);
            let at = word.char_indices().nth(fits).map_or(word.len(), |(at, _)| at);
            let rest = word.split_off(at);
            all.push(std::mem::replace(&mut word, rest));
        }
        line = word;
        full = all.len() > most;
        if full {
            break;
        }
    }
    if !line.is_empty() {
        all.push(line);
    }
    if all.len() > most || full {
        all.truncate(most);
        if let Some(last) = all.last_mut() {
            let fits = fitting(last, size, room - width("…", size, false));
            *last = last.chars().take(fits).collect::<String>().trim_end().to_owned() + "…";
        }
    }
    all
}

/// So many letters fit.
fn fitting(text: &str, size: f64, room: f64) -> usize {
    let mut used = 0.0;
    text.chars()
        .take_while(|c| {
            used += letter(*c) * size;
            used <= room
        })
        .count()
}

/// Does a text begin in writing that runs to the left?
pub(super) fn is_rtl(text: &str) -> bool {
    let is_right = |c: char| matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}');
    text.chars().find(|c| c.is_alphabetic()).is_some_and(is_right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_broken_between_words_and_says_where_it_goes_on() {
        assert_eq!(lines("Grow", 14.5, 190.0, 4), ["Grow"]);
        let long =
            "Leaders of sixty stores say what went wrong, and nobody is blamed for it any longer";
        let all = lines(long, 14.5, 190.0, 4);
        assert!(
            all.len() > 2 && all.iter().all(|line| width(line, 14.5, false) <= 190.0),
            "{all:?}"
        );
        assert_eq!(all.join(" "), long);
        let two = lines(long, 14.5, 190.0, 2);
        assert!(two.len() == 2 && two[1].ends_with('…') && !two[0].ends_with('…'), "{two:?}");
        let word = "x".repeat(2_000);
        let broken = lines(&word, 14.5, 190.0, 3);
        assert!(broken.len() == 3 && broken.iter().all(|line| width(line, 14.5, false) <= 190.0));
        assert!(lines("", 14.5, 190.0, 4).is_empty());
        assert!(is_rtl("שלום 1") && !is_rtl("1 a"));
    }
}
