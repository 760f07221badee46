//! Damaged canvases, tables, outlines and pictures: nothing makes reading fall over, whatever is read is a sound map, and
//! none of it takes long.

mod seeds;

use std::time::Instant;

use alignment_canvas::exchange::{
    Column, Extent, Import, MAX_CARDS, NotAMap, canonical, cards_table, draw, from_json_canvas,
    from_outline, json_canvas, link_text, map_in_png, map_in_svg, outline, parse, read_table, svg,
};
use alignment_canvas::model::Map;
use alignment_canvas::words::Words;

use seeds::seeds;

const EXAMPLES: [&str; 2] = [
    include_str!("../examples/sixty-stores.json"),
    include_str!("../examples/first-conversation.json"),
];
const FOREIGN: [&str; 4] = [
    include_str!("exchange_files/board.canvas"),
    include_str!("exchange_files/tasks.csv"),
    include_str!("exchange_files/range.tsv"),
    include_str!("exchange_files/notes.md"),
];
/// For each test, unoptimized and on a busy machine; quiet they take a third of it.
const MOST: std::time::Duration = std::time::Duration::from_secs(60);
const ROUNDS: u64 = 500;

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

/// Bytes flipped, cut out, doubled, or the end torn off.
fn damaged(text: &str, chance: &mut Chance) -> Vec<u8> {
    const ODD: [&str; 14] = [
        "\"", "{", "]", ",", ";", "\t", "\r\n", "\\", "\u{0}", "\u{202E}", "&#0;", "]]>", "=1+1",
        "é",
    ];
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=chance.below(4) {
        let at = chance.below(bytes.len());
        let end = (at + chance.below(80)).min(bytes.len());
        match chance.below(5) {
            0 => bytes[at] = chance.below(256) as u8,
            1 => drop(bytes.drain(at..end)),
            2 => {
                let copy = bytes[at..end].to_vec();
                let to = chance.below(bytes.len());
                bytes.splice(to..to, copy);
            }
            3 => drop(bytes.splice(at..at, ODD[chance.below(ODD.len())].bytes())),
            _ => bytes.truncate(at),
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

fn expect_sound(import: &Import, seed: u64) {
    let map = &import.map;
    assert!(map.cards.size() <= MAX_CARDS && import.warnings.len() <= 52, "seed {seed}");
    for link in map.links.values() {
        let kind = |id| map.card(id).unwrap_or_else(|| panic!("seed {seed}: a loose end")).kind;
        assert!(link.kind.allows(kind(&link.from), kind(&link.to)), "seed {seed}");
    }
    let text = canonical(map);
    let again = parse(&text).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
    assert_eq!(canonical(&again.map), text, "seed {seed}");
}

/// Everything that reads, on one text.
fn read_all(bytes: &[u8], chance: &mut Chance, words: &Words) -> Vec<Result<Import, NotAMap>> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let inside = map_in_svg(&text).or_else(|| map_in_png(bytes));
    let mut all = vec![from_json_canvas(&text, words), from_outline(&text, words)];
    all.extend(inside.map(|map| parse(&map)));
    let table = read_table(&text, words).map(|mut table| {
        let columns = Column::all();
        for column in &mut table.columns {
            if chance.below(3) == 0 {
                *column = columns[chance.below(columns.len())];
            }
        }
        table.has_head ^= chance.below(4) == 0;
        table
    });
    all.push(table.and_then(|table| table.read("T", words)));
    all
}

#[test]
fn whatever_is_damaged_is_read_as_a_sound_map_or_refused() {
    let words = Words::all_english();
    let maps: Vec<Map> = EXAMPLES.iter().map(|text| parse(text).expect("ours").map).collect();
    let mut texts: Vec<String> = FOREIGN.iter().map(|text| (*text).to_owned()).collect();
    for map in &maps {
        let picture = draw(map, &Extent::Whole, &words);
        texts.extend([
            json_canvas(map, &words),
            cards_table(map, &words),
            outline(map, &words),
            svg(&picture, Some(&link_text(map)), &|_| String::new()),
        ]);
    }
    let (mut tried, mut accepted) = (0, 0);
    for seed in seeds(ROUNDS) {
        let mut chance = Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let bytes = damaged(&texts[chance.below(texts.len())], &mut chance);
        for read in read_all(&bytes, &mut chance, &words) {
            tried += 1;
            match read {
                Ok(import) => {
                    accepted += 1;
                    expect_sound(&import, seed);
                }
                Err(why) => assert!(!why.message().text(&words).is_empty(), "seed {seed}"),
            }
        }
    }
    println!("{tried} tried, {accepted} accepted, no panic");
    assert!(accepted > tried / 4, "most damage is small");
}

#[test]
fn huge_and_hostile_files_are_bounded() {
    let words = Words::all_english();
    let start = Instant::now();
    let rows = format!("Title,Lane\n{}", "Grow,Priorities\n".repeat(40_000));
    let table = read_table(&rows, &words).expect("a table");
    assert_eq!((table.rows.len(), table.beyond), (MAX_CARDS + 1, 40_000 - MAX_CARDS));
    let import = table.read("", &words).expect("a map");
    assert_eq!(import.map.cards.size(), MAX_CARDS);
    let told: Vec<_> = import.warnings.iter().map(|warning| warning.text(&words)).collect();
    assert!(told.iter().any(|told| told.contains("30000 were left out")), "{told:?}");

    let wide = format!("{}\n{}", "a,".repeat(200_000), "b,".repeat(200_000));
    let table = read_table(&wide, &words).expect("a table");
    assert!(table.columns.len() <= 200);
    assert!(table.read("", &words).is_ok());
    let quote = format!("\"{}", "x".repeat(2_000_000));
    assert!(read_table(&quote, &words).expect("one cell").read("", &words).is_ok());
    let deep = format!("{{\"nodes\": {}", "[".repeat(100_000));
    assert!(from_json_canvas(&deep, &words).is_err());
    let many = format!("{{\"nodes\": [{}1], \"edges\": []}}", "1,".repeat(2_000_001));
    assert_eq!(from_json_canvas(&many, &words), Err(NotAMap::TooMuch));
    let points = "- x\n".repeat(50_000);
    assert_eq!(from_outline(&points, &words).expect("an outline").map.cards.size(), MAX_CARDS);
    let big = "x".repeat(alignment_canvas::exchange::MAX_BYTES + 1);
    assert!(matches!(read_table(&big, &words), Err(NotAMap::TooBig { .. })));
    assert!(matches!(from_outline(&big, &words), Err(NotAMap::TooBig { .. })));
    assert!(matches!(from_json_canvas(&big, &words), Err(NotAMap::TooBig { .. })));
    assert_eq!(read_table(" \n,,\n", &words).map(|table| table.rows.len()), Err(NotAMap::Empty));
    println!("all of it took {} ms", start.elapsed().as_millis());
    assert!(start.elapsed() < MOST, "none of it takes long");
}

#[test]
fn what_stands_at_every_card_is_cut_so_that_a_small_file_does_not_become_a_large_one() {
    let (words, start) = (Words::all_english(), Instant::now());
    let long = "l".repeat(1_000_000);
    let table = format!("Title,{long}\n{}", "Card,x\n".repeat(2_000));
    let table = read_table(&table, &words).expect("a table").read("", &words).expect("a map");
    let outline = format!("# {long}\n{}", "- point\n".repeat(2_000));
    let outline = from_outline(&outline, &words).expect("an outline");
    let told = format!("- point\n{}", "  said\n".repeat(200_000));
    let told = from_outline(&told, &words).expect("an outline");
    for import in [table, outline, told] {
        let letters = canonical(&import.map).len();
        assert!(letters < 8_000_000, "{letters} letters");
    }
    assert!(start.elapsed() < MOST, "none of it takes long");
}
