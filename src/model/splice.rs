//! One text become another: the piece that was replaced, where a place in it has gone, and what somebody typed into
//! the text as it was, on the text as it is. Offsets count UTF-16 units, as browsers and the document do.

/// A larger piece that two texts do not share is not compared letter by letter.
const MOST_COMPARED: usize = 1 << 18;

/// Length in UTF-16 units.
#[must_use]
pub fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// A piece of text replaced.
#[derive(Debug, PartialEq, Eq)]
pub struct Splice<'a> {
    pub at: usize,
    pub remove: usize,
    pub insert: &'a str,
}

/// The texts between the beginning and the end that both share, and how long that beginning is in bytes.
fn unshared<'a, 'b>(from: &'a str, to: &'b str) -> (usize, &'a str, &'b str) {
    let same = |(a, b): &(char, char)| a == b;
    let head: usize =
        from.chars().zip(to.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (from, to) = (&from[head..], &to[head..]);
    let backwards = from.chars().rev().zip(to.chars().rev());
    let tail: usize = backwards.take_while(same).map(|(c, _)| c.len_utf8()).sum();
    (head, &from[..from.len() - tail], &to[..to.len() - tail])
}

/// The smallest single replacement that makes `to` of `from`.
#[must_use]
pub fn difference<'a>(from: &str, to: &'a str) -> Option<Splice<'a>> {
    let (head, removed, insert) = unshared(from, to);
    let is_change = !removed.is_empty() || !insert.is_empty();
    is_change.then(|| Splice { at: units(&from[..head]), remove: units(removed), insert })
}

/// Where the place `at` of `from` lies in `to`. What was put in right there lies behind it.
#[must_use]
pub fn carried(from: &str, to: &str, at: usize) -> usize {
    let (head, removed, inserted) = unshared(from, to);
    let (start, removed_units) = (units(&from[..head]), units(removed));
    if at <= start {
        at
    } else if at > start + removed_units {
        at - removed_units + units(inserted)
    } else {
        start + carried_inside(removed, inserted, at - start)
    }
}

/// Several pieces were put in and taken out around the place: it stays behind the last letter before it that is still
/// there.
fn carried_inside(from: &str, to: &str, at: usize) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    let wide = to.len() + 1;
    if from.iter().all(|letter| !to.contains(letter)) || from.len() * wide > MOST_COMPARED {
        return to.iter().map(|c| c.len_utf16()).sum();
    }
    // How many letters the rests of both share, in order.
    let mut shared = vec![0_u16; (from.len() + 1) * wide];
    for i in (0..from.len()).rev() {
        for j in (0..to.len()).rev() {
            shared[i * wide + j] = if from[i] == to[j] {
                shared[(i + 1) * wide + j + 1] + 1
            } else {
                shared[(i + 1) * wide + j].max(shared[i * wide + j + 1])
            };
        }
    }
    let (mut i, mut j, mut passed, mut behind) = (0, 0, 0, 0);
    while i < from.len() && passed + from[i].len_utf16() <= at {
        if j < to.len() && from[i] == to[j] {
            j += 1;
            behind = j;
        } else if j < to.len() && shared[i * wide + j + 1] > shared[(i + 1) * wide + j] {
            j += 1;
            continue;
        }
        passed += from[i].len_utf16();
        i += 1;
    }
    to[..behind].iter().map(|c| c.len_utf16()).sum()
}

/// What somebody typed who saw `base`, on the text as it is `now`.
#[must_use]
pub fn rebased(base: &str, typed: &str, now: &str) -> String {
    let Some(own) = difference(base, typed).filter(|_| base != now) else {
        return if base == now { typed.to_owned() } else { now.to_owned() };
    };
    let (from, to) = (carried(base, now, own.at), carried(base, now, own.at + own.remove));
    let before = byte_at(now, from);
    [&now[..before], own.insert, &now[byte_at(now, to).max(before)..]].concat()
}

fn byte_at(text: &str, at: usize) -> usize {
    let mut passed = 0;
    let found = text.char_indices().find(|(_, c)| {
        passed += c.len_utf16();
        passed > at
    });
    found.map_or(text.len(), |(byte, _)| byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_replacement_keeps_what_both_ends_share() {
        let splice = |from, to| difference(from, to).map(|s| (s.at, s.remove, s.insert));
        assert_eq!(splice("Grow sales", "Grow net sales"), Some((5, 0, "net ")));
        assert_eq!(splice("aaa", "aa"), Some((2, 1, "")));
        assert_eq!(splice("👩 a", "👩 b"), Some((3, 1, "b")));
        assert_eq!(splice("same", "same"), None);
    }

    /// Both texts with the caret as `|`.
    fn assert_carried(from: &str, to: &str) {
        let caret = |text: &str| units(text.split('|').next().expect("a text"));
        let (before, after) = (from.replace('|', ""), to.replace('|', ""));
        let at = carried(&before, &after, caret(from));
        assert_eq!(at, caret(to), "{from} → {to}");
    }

    #[test]
    fn a_caret_stays_among_its_letters_whatever_others_write_around_it() {
        assert_carried("Grow| sales", "Grow| net sales");
        assert_carried("Grow |sales", "Grow |net sales");
        assert_carried("Grow sales|", "Grow net sales|");
        assert_carried("|Grow", "|We grow");
        assert_carried("Mine|", "Mine| theirs");
        assert_carried("Mine|", "Theirs mine: Mine|");
        // Both ends at once, and a piece taken out from under it.
        assert_carried("ab|cd", "xab|ycd");
        assert_carried("1ab|cd2", "ab|xcd");
        assert_carried("👩ab|cd👩", "é👩ab|cdé");
        assert_carried("a long| text", "|");
        assert_carried("a cat|", "a dog|");
        let (long, other) = ("a".repeat(1_000), "b".repeat(1_000));
        assert_eq!(carried(&long, &other, 500), 1_000, "nothing to hold on to");
    }

    #[test]
    fn what_was_typed_into_an_older_text_lands_in_the_newer_one() {
        assert_eq!(rebased("Grow", "Grow x", "Grow"), "Grow x");
        assert_eq!(rebased("Grow", "Grow", "Grow y"), "Grow y");
        assert_eq!(
            rebased("Grow sales", "Grow net sales", "We: Grow sales!"),
            "We: Grow net sales!"
        );
        assert_eq!(rebased("Grow sales", "Grow", "Grow sales fast"), "Grow fast");
        assert_eq!(rebased("a👩b", "ab", "👩a👩b"), "👩ab");
    }
}
