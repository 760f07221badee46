//! Damaged files: nothing that anybody does to an example makes reading fall over, and whatever is read is a map.

mod seeds;

use alignment_canvas::exchange::{MAX_CARDS, canonical, lines, parse};
use alignment_canvas::model::Map;
use alignment_canvas::words::Words;
use serde_json::{Value as Json, json};

use seeds::seeds;

const EXAMPLES: [&str; 4] = [
    include_str!("../examples/structured-shadowing.json"),
    include_str!("../examples/retailer-safety-videos.json"),
    include_str!("../examples/sixty-stores.json"),
    include_str!("../examples/first-conversation.json"),
];
const ROUNDS: u64 = 1_500;

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

#[test]
fn a_damaged_file_is_read_as_a_sound_map_or_refused() {
    let (mut accepted, mut told) = (0, 0);
    let words = Words::all_english();
    let seeds = seeds(ROUNDS);
    let tried = seeds.end - seeds.start;
    for seed in seeds {
        let mut chance = Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let example = EXAMPLES[chance.below(EXAMPLES.len())];
        let text = if seed % 2 == 0 {
            damaged_text(example, &mut chance)
        } else {
            damaged_data(example, &mut chance)
        };
        _ = lines(&text);
        match parse(&text) {
            Ok(import) => {
                accepted += 1;
                told += import.warnings.len();
                assert!(import.warnings.len() <= 50, "seed {seed}");
                for warning in &import.warnings {
                    let said = warning.text(&words);
                    assert_ne!(said, warning.key, "seed {seed}");
                }
                expect_sound(&import.map, seed);
            }
            Err(why) => assert!(!why.message().text(&words).is_empty(), "seed {seed}"),
        }
    }
    println!("{tried} tried, {accepted} accepted, {told} warnings");
    assert!(accepted > tried / 4, "most damage is small");
}

fn expect_sound(map: &Map, seed: u64) {
    assert!(map.cards.size() <= MAX_CARDS, "seed {seed}");
    for link in map.links.values() {
        let kind = |id| map.card(id).unwrap_or_else(|| panic!("seed {seed}: a loose end")).kind;
        assert!(link.kind.allows(kind(&link.from), kind(&link.to)), "seed {seed}");
        assert_ne!(link.from, link.to, "seed {seed}");
    }
    let text = canonical(map);
    let again = parse(&text).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
    assert_eq!(again.warnings, [], "seed {seed}");
    assert_eq!(canonical(&again.map), text, "seed {seed}");
}

/// Bytes flipped, cut out, doubled, or the end torn off.
fn damaged_text(example: &str, chance: &mut Chance) -> String {
    const ODD: [&str; 12] =
        ["\"", "{", "]", ",", "\\", "\u{0}", "\u{202E}", "null", "1e999", "-", "\\ud800", "é"];
    let mut bytes = example.as_bytes().to_vec();
    for _ in 0..=chance.below(3) {
        let at = chance.below(bytes.len());
        let end = (at + chance.below(60)).min(bytes.len());
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
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Sound JSON with wrong values in odd places.
fn damaged_data(example: &str, chance: &mut Chance) -> String {
    let mut json: Json = serde_json::from_str(example).expect("an example");
    for _ in 0..=chance.below(6) {
        let value = odd_value(chance);
        let places = count(&json);
        let mut left = chance.below(places);
        let how = chance.below(4);
        change(&mut json, &mut left, how, &value);
    }
    json.to_string()
}

fn odd_value(chance: &mut Chance) -> Json {
    let all = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!("p1"),
        json!("a b\u{202E}\u{0}"),
        json!("x".repeat(30_000)),
        json!([]),
        json!([[[{}]]]),
        json!({ "id": "p1", "kind": "priority" }),
        json!({ "x": -5e9, "y": "1" }),
        json!("2026-02-30"),
        json!("stakeholder"),
        json!("conflicts_with"),
    ];
    all[chance.below(all.len())].clone()
}

fn count(json: &Json) -> usize {
    1 + match json {
        Json::Array(items) => items.iter().map(count).sum(),
        Json::Object(items) => items.values().map(count).sum::<usize>(),
        _ => 0,
    }
}

/// Goes to the place that is `left` places away and changes what stands there.
fn change(json: &mut Json, left: &mut usize, how: usize, value: &Json) {
    if *left == 0 {
        match (how, &mut *json) {
            (0, Json::Array(items)) if !items.is_empty() => items.push(items[0].clone()),
            (1, Json::Array(items)) => drop(items.pop()),
            (0, Json::Object(items)) => drop(items.insert("unknown".to_owned(), value.clone())),
            (1, Json::Object(items)) => drop(items.remove("id")),
            _ => *json = value.clone(),
        }
        *left = usize::MAX;
        return;
    }
    *left -= 1;
    let children: Vec<&mut Json> = match json {
        Json::Array(items) => items.iter_mut().collect(),
        Json::Object(items) => items.values_mut().collect(),
        _ => Vec::new(),
    };
    for child in children {
        let size = count(child);
        if *left < size {
            change(child, left, how, value);
            return;
        }
        *left -= size;
    }
}
