//! Files and texts that somebody could give to the canvas and better had not: what becomes of each is written down beside
//! them, and nothing that is made of them by chance makes any reader fall over.
//!
//! `tests/corpus` has a folder for each reader. What it says of each file stands in `tests/corpus/expected.txt`, one a line;
//! `UPDATE_CORPUS=1` writes that anew, to be looked at before it is kept. A file that made a reader fall over belongs there.

mod seeds;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use alignment_canvas::crypto::JoinLink;
use alignment_canvas::exchange::{
    Import, Invitation, MAX_BYTES, MAX_CARDS, NotAMap, canonical, chat_table, find_hand_ins,
    find_pairings, from_json_canvas, from_link, from_locked, from_outline, is_chat, is_outline,
    is_range, lines, map_in_png, map_in_svg, parse, parse_fragment, read_qr, read_table,
};
use alignment_canvas::sync::pairing::Code;
use alignment_canvas::words::{Message, Words};
use flate2::read::ZlibDecoder;
use seeds::seeds;

/// For each test, unoptimized and on a busy machine.
const MOST: Duration = Duration::from_secs(120);

/// What a reader makes of a file.
enum Outcome {
    Map(Import),
    Refused(Message),
    /// Nothing of the sort is in it, or so many things are.
    Found(usize),
}

type Reader = fn(&[u8], &Words) -> Outcome;

/// By the name of their folder.
const READERS: [(&str, Reader); 12] = [
    ("map", |bytes, _| map(parse(&text(bytes)))),
    ("take-home", |bytes, _| map(parse(&text(bytes)))),
    ("canvas", |bytes, words| map(from_json_canvas(&text(bytes), words))),
    ("table", |bytes, words| {
        map(read_table(&text(bytes), words).and_then(|table| table.read("", words)))
    }),
    ("outline", |bytes, words| map(from_outline(&text(bytes), words))),
    ("svg", |bytes, _| inside(map_in_svg(&text(bytes)))),
    ("png", |bytes, _| inside(map_in_png(bytes))),
    ("link", |bytes, _| match from_link(&text(bytes)) {
        Ok(packed) => inside(unpacked(&packed)),
        Err(why) => Outcome::Refused(why.message()),
    }),
    ("locked", |bytes, _| told(from_locked(&text(bytes)).map_err(|why| why.message()))),
    ("question", |bytes, _| told(Invitation::read(&text(bytes)).map_err(|why| why.message()))),
    ("join", |bytes, _| told(JoinLink::from_text(&text(bytes)).map_err(|why| why.message()))),
    ("pairing", |bytes, _| {
        let codes = find_pairings(&text(bytes)).into_iter();
        Outcome::Found(
            codes.filter_map(Result::ok).filter(|code| Code::read(code, "room").is_ok()).count(),
        )
    }),
];

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn map(read: Result<Import, NotAMap>) -> Outcome {
    read.map_or_else(|why| Outcome::Refused(why.message()), Outcome::Map)
}

fn inside(read: Option<String>) -> Outcome {
    read.map_or(Outcome::Found(0), |text| map(parse(&text)))
}

fn told<T>(read: Result<T, Message>) -> Outcome {
    read.map_or_else(Outcome::Refused, |_| Outcome::Found(1))
}

/// No more than a map may have, as in the browser.
fn unpacked(packed: &[u8]) -> Option<String> {
    let mut text = String::new();
    let most = MAX_BYTES as u64 + 1;
    ZlibDecoder::new(packed).take(most).read_to_string(&mut text).ok()?;
    (text.len() <= MAX_BYTES).then_some(text)
}

/// The files of a folder of the corpus, by name.
fn corpus(folder: &str) -> Vec<(String, Vec<u8>)> {
    let path = root().join(folder);
    let entries = fs::read_dir(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    let mut files: Vec<_> = entries
        .map(|entry| {
            let entry = entry.expect("a file");
            let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
            (name, fs::read(entry.path()).expect("it can be read"))
        })
        .collect();
    files.sort();
    files
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// What became of it, in one line.
fn said(read: &Outcome, words: &Words) -> String {
    match read {
        Outcome::Map(import) => {
            let (cards, links) = (import.map.cards.size(), import.map.links.size());
            let odd: Vec<&str> = import.warnings.iter().map(|warning| warning.key).collect();
            let odd = if odd.is_empty() { String::new() } else { format!("; {}", odd.join(" ")) };
            format!("{cards} cards, {links} links{odd}")
        }
        Outcome::Refused(why) => {
            assert_ne!(why.text(words), why.key, "a sentence for people");
            why.key.to_owned()
        }
        Outcome::Found(n) => format!("{n} found"),
    }
}

#[track_caller]
fn expect_sound(import: &Import, words: &Words, what: &str) {
    let map = &import.map;
    assert!(map.cards.size() <= MAX_CARDS && import.warnings.len() <= 52, "{what}");
    for warning in &import.warnings {
        assert_ne!(warning.text(words), warning.key, "{what}: a sentence for people");
    }
    for link in map.links.values() {
        let kind = |id| map.card(id).unwrap_or_else(|| panic!("{what}: a loose end")).kind;
        assert!(link.kind.allows(kind(&link.from), kind(&link.to)), "{what}");
    }
    let text = canonical(map);
    let again = parse(&text).unwrap_or_else(|why| panic!("{what}: {why}"));
    assert_eq!(canonical(&again.map), text, "{what}");
}

#[test]
fn what_becomes_of_each_kept_file_is_as_written_down() {
    let (words, start) = (Words::all_english(), Instant::now());
    let mut all = BTreeMap::new();
    for (folder, read) in READERS {
        for (name, bytes) in corpus(folder) {
            let read = read(&bytes, &words);
            if let Outcome::Map(import) = &read {
                expect_sound(import, &words, &name);
            }
            all.insert(name, said(&read, &words));
        }
    }
    for (name, bytes) in corpus("hand-in") {
        let found = find_hand_ins(&text(&bytes));
        let good = found.iter().filter(|it| it.is_ok()).count();
        all.insert(name, format!("{good} found, {} refused", found.len() - good));
    }
    let lines: String = all.iter().map(|(name, said)| format!("{name}: {said}\n")).collect();
    let path = root().join("expected.txt");
    if std::env::var_os("UPDATE_CORPUS").is_some() {
        fs::write(&path, &lines).expect("it can be written");
    }
    let expected = fs::read_to_string(&path).expect("it is kept");
    for (line, wanted) in lines.lines().zip(expected.lines()) {
        assert_eq!(line, wanted);
    }
    assert_eq!(lines.lines().count(), expected.lines().count(), "every file is in the list");
    assert!(start.elapsed() < MOST, "none of it takes long");
}

/// A small xorshift generator: the seed in a failure's message makes it again.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % n.max(1)
    }
}

/// Bytes changed, cut out or doubled, the end torn off, or a piece of another file put in.
fn damaged(bytes: &[u8], other: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=chance.below(4) {
        let at = chance.below(bytes.len());
        let end = (at + chance.below(80)).min(bytes.len());
        match chance.below(6) {
            0 if at < bytes.len() => bytes[at] = chance.below(256) as u8,
            1 => drop(bytes.drain(at..end)),
            2 => {
                let copy = bytes[at..end].to_vec();
                let to = chance.below(bytes.len() + 1);
                bytes.splice(to..to, copy);
            }
            3 => bytes.truncate(at),
            _ => {
                let from = chance.below(other.len());
                let piece = &other[from..(from + chance.below(200)).min(other.len())];
                drop(bytes.splice(at..at, piece.iter().copied()));
            }
        }
    }
    bytes
}

#[test]
fn nothing_that_chance_makes_of_them_makes_any_reader_fall_over() {
    const ROUNDS: u64 = 4;
    let (words, start) = (Words::all_english(), Instant::now());
    let folders = READERS.iter().map(|(folder, _)| *folder).chain(["hand-in"]);
    let files: Vec<(String, Vec<u8>)> = folders.flat_map(corpus).collect();
    let (mut tried, mut maps) = (0, 0);
    for round in seeds(ROUNDS) {
        for (at, (name, bytes)) in files.iter().enumerate() {
            let seed = round
                .wrapping_mul(1_000)
                .wrapping_add(at as u64)
                .wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let mut chance = Chance(seed);
            let other = &files[chance.below(files.len())].1;
            let damaged = damaged(bytes, other, &mut chance);
            let what = format!("{name} in round {round}");
            // Whatever it was, somebody may take it for anything.
            for (_, read) in READERS {
                tried += 1;
                if let Outcome::Map(import) = read(&damaged, &words) {
                    maps += 1;
                    expect_sound(&import, &words, &what);
                }
            }
            let text = text(&damaged);
            assert!(lines(&text).len() <= 500, "{what}");
            _ = (is_range(&text), is_outline(&text), parse_fragment(&text), find_hand_ins(&text));
            let chat = chat_table(&text, &words).read("", &words);
            assert!(chat.is_ok() || !is_chat(&text), "{what}: {chat:?}");
            let side = damaged.len().isqrt();
            _ = read_qr(side, side, &damaged[..side * side]);
        }
    }
    println!("{tried} tried, {maps} became maps, in {} ms", start.elapsed().as_millis());
    assert!(maps > tried / 20, "some of it is still read");
    assert!(start.elapsed() < MOST, "none of it takes long");
}
