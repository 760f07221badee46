//! Real updates, spoiled at random, and made-up ones that look real: most are refused, and what gets in
//! must leave a replica that works. Rules R16 and R18 of the spec.

use super::super::wire::{self, Id, Limits, parse, parse_state_vector};
use super::forge::{Content, Forged, Letter, Parent};
use super::fuzz::seeds;
use super::random::{Dice, act};
use super::*;

/// Histories to start from, with the updates that came next.
struct Corpus {
    base: Vec<u8>,
    next: Vec<Vec<u8>>,
}

fn corpus(seed: u64) -> Corpus {
    let mut dice = Dice::new(seed);
    let mut a = Replica::from_map(&genesis::rich(), 1, still());
    let mut b = Replica::from_map(&genesis::rich(), 2, still());
    for _ in 0..12 {
        act(&mut dice, &mut a);
        act(&mut dice, &mut b);
    }
    meet(&mut [&mut a, &mut b]);
    let base = a.encode();
    let next = (0..8).filter_map(|_| {
        for _ in 0..3 {
            act(&mut dice, &mut a);
        }
        a.take_update()
    });
    Corpus { base, next: next.collect() }
}

fn mutate_bytes(dice: &mut Dice, bytes: &mut Vec<u8>, other: &[u8]) {
    if bytes.is_empty() {
        return;
    }
    for _ in 0..=dice.below(3) {
        let at = dice.below(bytes.len());
        match dice.below(8) {
            0 | 1 => bytes[at] ^= 1 << dice.below(8),
            2 => bytes[at] = dice.roll() as u8,
            3 => bytes[at] = bytes[at].wrapping_add(1),
            4 => bytes.insert(at, dice.roll() as u8),
            5 if bytes.len() > 1 => drop(bytes.remove(at)),
            6 => {
                let from = dice.below(other.len());
                let len = dice.below(24).min(other.len() - from).min(bytes.len() - at);
                bytes[at..at + len].copy_from_slice(&other[from..from + len]);
            }
            _ if dice.one_in(4) => bytes.truncate(at.max(1)),
            _ if dice.one_in(4) => bytes.extend_from_slice(other),
            _ => bytes[at] = bytes[at].wrapping_sub(1),
        }
    }
}

fn content_like(dice: &mut Dice, kind: wire::Content, len: u32) -> Content {
    match kind {
        wire::Content::Gone => Content::Gone(len),
        wire::Content::Deleted => Content::Deleted(len),
        wire::Content::Letters if len > 1 && dice.one_in(3) => {
            Content::Letters("👩".to_owned() + &"y".repeat(len as usize - 2))
        }
        wire::Content::Letters => Content::Letters("x".repeat(len as usize)),
        wire::Content::Values => Content::Values((0..len).map(i64::from).collect()),
        wire::Content::Type(kind) => Content::Type(kind as u8),
    }
}

fn any_content(dice: &mut Dice) -> Content {
    let len = dice.below(4) as u32 + 1;
    match dice.below(6) {
        0 => Content::Gone(len),
        1 => Content::Deleted(len),
        2 | 3 => content_like(dice, wire::Content::Letters, len),
        4 => Content::Values((0..len).map(i64::from).collect()),
        _ => Content::Type(dice.below(3) as u8),
    }
}

/// The update as a letter that can be changed field by field, with letters and values made anew.
fn reread(dice: &mut Dice, bytes: &[u8]) -> Letter {
    let update = parse(bytes, Limits::KEPT).expect("a real update");
    let mut letter = Letter::default();
    for section in &update.sections {
        let blocks = section.blocks.iter().map(|block| Forged {
            left: block.left,
            right: block.right,
            parent: match block.parent {
                wire::Parent::Nested(id) => Parent::Nested(id),
                wire::Parent::Root(name) => Parent::Root(name.into()),
                wire::Parent::OfNeighbour => Parent::Root(String::new()),
            },
            key: block.key.map(str::to_owned),
            content: content_like(dice, block.content, block.len),
        });
        letter.sections.push((section.client, section.clock, blocks.collect()));
    }
    for (client, clock, len) in update.deletions {
        match letter.removals.last_mut() {
            Some((last, ranges)) if *last == client => ranges.push((clock, len)),
            _ => letter.removals.push((client, vec![(clock, len)])),
        }
    }
    letter
}

/// Operations that are known, most of them real neighbours of each other.
struct Known {
    clocks: Vec<(u64, u32)>,
    /// First operation and length of stretches of letters, of values under one key, and of types.
    letters: Vec<(Id, u32)>,
    values: Vec<(Id, u32)>,
    types: Vec<Id>,
}

impl Known {
    fn of(replica: &Replica) -> Self {
        let bytes = replica.encode();
        let update = parse(&bytes, Limits::KEPT).expect("a sound update");
        let clocks = parse_state_vector(&replica.state_vector()).expect("sound");
        let mut known = Self { clocks, letters: vec![], values: vec![], types: vec![] };
        for section in &update.sections {
            let mut clock = section.clock;
            for block in &section.blocks {
                let id = (section.client, clock);
                match block.content {
                    wire::Content::Letters => known.letters.push((id, block.len)),
                    wire::Content::Values => known.values.push((id, block.len)),
                    wire::Content::Type(_) => known.types.push(id),
                    _ => {}
                }
                clock += block.len;
            }
        }
        known
    }

    fn any(&self, dice: &mut Dice) -> Id {
        let (client, clock) = *dice.pick(&self.clocks);
        (client, dice.below(clock as usize + 1) as u32)
    }

    fn within(dice: &mut Dice, all: &[(Id, u32)]) -> Option<Id> {
        let &((client, clock), len) = all.get(dice.below(all.len()))?;
        Some((client, clock + dice.below(len as usize) as u32))
    }
}

fn mutate_fields(dice: &mut Dice, letter: &mut Letter, known: &Known) {
    for _ in 0..=dice.below(2) {
        if letter.sections.is_empty() || dice.one_in(5) {
            mutate_removals(dice, letter, known);
            continue;
        }
        let i = dice.below(letter.sections.len());
        let (client, clock, blocks) = &mut letter.sections[i];
        let j = dice.below(blocks.len());
        match dice.below(12) {
            0 => *clock = clock.wrapping_add(1) >> dice.below(2),
            1 => *client = known.any(dice).0,
            2 => drop(blocks.remove(j)),
            3 => blocks.insert(j, blocks[j].clone()),
            4 => blocks[j].content = any_content(dice),
            5 => blocks[j].left = Some(known.any(dice)).filter(|_| !dice.one_in(3)),
            6 => blocks[j].right = Some(known.any(dice)).filter(|_| !dice.one_in(3)),
            7 => {
                let block = &mut blocks[j];
                std::mem::swap(&mut block.left, &mut block.right);
            }
            8 => blocks[j].left = Known::within(dice, &known.letters),
            9 => blocks[j].right = Known::within(dice, &known.letters),
            10 => blocks[j].parent = Parent::Nested(known.any(dice)),
            _ => blocks[j].key = Some((*dice.pick(&["kind", "title", "gone", "x"])).to_owned()),
        }
        if blocks.is_empty() {
            letter.sections.remove(i);
        }
    }
}

fn mutate_removals(dice: &mut Dice, letter: &mut Letter, known: &Known) {
    let (client, end) = *dice.pick(&known.clocks);
    let mut clock = dice.below(end as usize + 1) as u32;
    let mut ranges = Vec::new();
    for _ in 0..=dice.below(4) {
        let len = dice.below(6) as u32 + 1;
        if clock + len > end {
            break;
        }
        ranges.push((clock, len));
        clock += len + dice.below(5) as u32;
    }
    letter.removals.retain(|(other, _)| *other != client);
    letter.removals.push((client, ranges));
}

/// Made up from nothing, but with neighbours that lie in one sequence, so that much of it gets in.
fn invent(dice: &mut Dice, known: &Known) -> Letter {
    let mut letter = Letter::default();
    let author = *dice.pick(&[1, 2, 66, 67, 68]);
    let mut clock = known.clocks.iter().find(|(c, _)| *c == author).map_or(0, |(_, clock)| *clock);
    let start = clock;
    let mut blocks: Vec<Forged> = Vec::new();
    for _ in 0..=dice.below(8) {
        let parent =
            Parent::Root((*dice.pick(&["cards", "links", "meta", "values", "new"])).into());
        let key = Some((*dice.pick(&["p", "o", "title", "x"])).to_owned());
        let mut block = Forged { left: None, right: None, parent, key, content: any_content(dice) };
        match dice.below(8) {
            0..=3 => {
                block.left = Known::within(dice, &known.letters);
                let stretch = known.letters.iter().find(|((c, k), len)| {
                    block.left.is_some_and(|(client, l)| *c == client && *k <= l && l < k + len)
                });
                if let (Some(stretch), true) = (stretch, dice.one_in(2)) {
                    block.right = Known::within(dice, &[*stretch]);
                }
                if dice.one_in(6) {
                    block.left = None;
                }
                block.content = content_like(dice, wire::Content::Letters, 3);
            }
            4 => {
                block.left = Known::within(dice, &known.values);
                block.content = Content::Values(vec![1; if dice.one_in(4) { 2 } else { 1 }]);
            }
            5 | 6 if !known.types.is_empty() => {
                block.parent = Parent::Nested(*dice.pick(&known.types));
                if dice.one_in(2) {
                    block.key = None;
                    block.content = content_like(dice, wire::Content::Letters, 2);
                }
            }
            _ => {}
        }
        if !blocks.is_empty() && dice.one_in(3) {
            block.left = Some((author, clock - 1));
        }
        clock += block.content.len();
        blocks.push(block);
    }
    letter.sections.push((author, start, blocks));
    if dice.one_in(3) {
        mutate_removals(dice, &mut letter, known);
    }
    letter
}

/// The map with the letters of each text in alphabetical order. Who puts a letter left of what it claims to
/// lie right of can make replicas disagree about the order of letters, and about nothing else.
fn unordered(map: &Map) -> Map {
    let sorted = |text: &str| {
        let mut letters: Vec<_> = text.chars().collect();
        letters.sort_unstable();
        letters.into_iter().collect::<String>()
    };
    let mut map = map.clone();
    let cards: Vec<_> = map.cards.values().cloned().collect();
    for card in cards {
        let (title, notes) = (sorted(&card.title), sorted(&card.notes));
        map.cards.insert_mut(card.id.clone(), Rc::new(Card { title, notes, ..(*card).clone() }));
    }
    map
}

#[derive(Default)]
struct Tally {
    tried: u64,
    accepted: u64,
}

/// One replica that hears real, spoiled and invented updates in turn, and works on in between.
fn story(seed: u64, corpora: &[Corpus], tally: &mut Tally) {
    let mut dice = Dice::new(seed);
    let corpus = dice.pick(corpora);
    let (mut a, refused) = Replica::from_updates(map_id(), 9, still(), [corpus.base.as_slice()]);
    assert_eq!(refused, []);
    for next in &corpus.next {
        let known = Known::of(&a);
        for _ in 0..3 {
            let mut bytes = next.clone();
            match dice.below(4) {
                0 => {
                    let other = dice.pick(&corpus.next);
                    mutate_bytes(&mut dice, &mut bytes, other);
                }
                1 | 2 => {
                    let mut letter = reread(&mut dice, next);
                    mutate_fields(&mut dice, &mut letter, &known);
                    bytes = letter.spell();
                }
                _ => bytes = invent(&mut dice, &known).spell(),
            }
            if bytes != *next {
                tally.tried += 1;
                tally.accepted += u64::from(a.apply_foreign(&bytes).is_ok());
            }
        }
        if dice.one_in(2) {
            // What was let in may contradict the real one, so that may be refused by now.
            let _late = a.apply_foreign(next);
        }
        act(&mut dice, &mut a);
    }
    let bytes = a.encode();
    let (b, refused) = Replica::from_updates(map_id(), 10, still(), [bytes.as_slice()]);
    assert_eq!(refused, [], "what a replica writes, every replica takes");
    assert_eq!(unordered(a.map()), unordered(b.map()));
    if dice.one_in(4) {
        hostile::works_on(&mut a);
    }
}

#[test]
fn r16_spoiled_updates_never_break_a_replica() {
    let corpora: Vec<_> = (0..20).map(corpus).collect();
    let mut tally = Tally::default();
    for seed in seeds(60) {
        let told = std::panic::catch_unwind(|| {
            let mut tally = Tally::default();
            story(seed, &corpora, &mut tally);
            tally
        });
        match told {
            Ok(one) => {
                tally.tried += one.tried;
                tally.accepted += one.accepted;
            }
            Err(panic) => {
                eprintln!("the story with seed {seed} went wrong");
                std::panic::resume_unwind(panic);
            }
        }
    }
    let Tally { tried, accepted } = tally;
    println!("spoiled updates tried: {tried}, accepted: {accepted}, panics: 0");
    assert!(accepted * 20 > tried, "too few get in to learn anything");
}

/// Whoever holds a link to look may ask from a state that nobody was ever in.
#[test]
fn r16_spoiled_state_vectors_are_answered_with_what_is_sound_or_not_at_all() {
    let corpora: Vec<_> = (0..20).map(corpus).collect();
    let mut tally = Tally::default();
    for seed in seeds(60) {
        let mut dice = Dice::new(seed);
        let corpus = dice.pick(&corpora);
        let read = || Replica::from_updates(map_id(), 9, still(), [corpus.base.as_slice()]).0;
        let (mut a, mut behind) = (read(), read());
        let sound = a.state_vector();
        for next in &corpus.next {
            a.apply_foreign(next).expect("it came next");
        }
        for _ in 0..40 {
            let mut bytes = sound.clone();
            mutate_bytes(&mut dice, &mut bytes, &corpus.base);
            if bytes == sound {
                continue;
            }
            tally.tried += 1;
            let _known = a.is_known_to(&bytes);
            if let Ok(difference) = a.diff(&bytes) {
                tally.accepted += 1;
                let taken = behind.apply_foreign(&difference);
                assert!(matches!(taken, Ok(_) | Err(Refused::Gap)), "seed {seed}: {taken:?}");
            }
        }
        let rest = a.diff(&behind.state_vector()).expect("a sound state");
        behind.apply_foreign(&rest).expect("a sound difference");
        assert_eq!(a.map(), behind.map(), "seed {seed}");
    }
    let Tally { tried, accepted } = tally;
    println!("spoiled state vectors tried: {tried}, accepted: {accepted}, panics: 0");
    assert!(accepted * 20 > tried && accepted < tried, "{accepted} of {tried}");
}
