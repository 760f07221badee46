//! Chance that can be repeated, and people who click about at random.

use super::*;
use serde_json::json;

/// A small generator of numbers (SplitMix64): the same seed gives the same story everywhere.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(super) fn below(&mut self, n: usize) -> usize {
        (self.roll() % n.max(1) as u64) as usize
    }

    pub(super) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub(super) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

const WORDS: [&str; 8] = ["a", "Grow ", "👩‍🏫", "x\ny", "שלום", "", "\u{202E}z", "two words"];

/// One command that may well not fit.
pub(super) fn command(dice: &mut Dice, replica: &Replica) -> Command {
    let mut cards: Vec<_> = replica.map().cards.keys().cloned().collect();
    // Sometimes a card that is gone or never was.
    cards.push(card_id(&format!("c{}", dice.below(30))));
    let mut links: Vec<_> = replica.map().links.keys().cloned().collect();
    links.push(link_id(&format!("l{}", dice.below(30))));
    let id = dice.pick(&cards).clone();
    let link = dice.pick(&links).clone();
    let field = *dice.pick(&[TextField::Title, TextField::Notes]);
    let text = (0..dice.below(4)).map(|_| *dice.pick(&WORDS)).collect::<String>();
    let kind = *dice.pick(&CardKind::ALL);
    match dice.below(24) {
        0..=3 => {
            let new = format!("{:x}", dice.roll());
            let mut new = card(&new, kind, &text);
            new.place = place(dice);
            Command::AddCard(new)
        }
        4..=9 => Command::TypeText {
            id,
            field,
            at: dice.below(12) as u32,
            remove: dice.below(3) as u32,
            insert: text,
        },
        10 => Command::SetText { id, field, text },
        11 | 12 => set_any(dice, id),
        13 => Command::ChangeKind { id, kind },
        14 | 15 => Command::PlaceCard { id, place: place(dice) },
        16 => Command::RemoveCard { id },
        17 | 18 => {
            let (from, to) = (id, dice.pick(&cards).clone());
            let kind = *dice.pick(&LinkKind::ALL);
            let id = link_id(&format!("{:x}", dice.roll()));
            Command::AddLink(Link { id, kind, from, to, fields: Fields::default() })
        }
        19 => Command::TurnLink { id: link, kind: LinkKind::ConflictsWith },
        20 => Command::RemoveLink { id: link },
        21 => Command::SetLinkField {
            id: link,
            key: "strength".into(),
            value: dice.one_in(2).then_some(Value::Number(3.0)),
        },
        22 => record(dice),
        _ => Command::SetMapTitle { text },
    }
}

fn place(dice: &mut Dice) -> Place {
    Place::new(*dice.pick(&Lane::ALL), dice.below(900) as f64 / 4.0, dice.below(500) as f64)
}

fn set_any(dice: &mut Dice, id: CardId) -> Command {
    let fields: [(&str, Value); 4] = [
        ("rank", Value::Number(dice.below(5) as f64)),
        ("side", Value::Choice("learning")),
        ("confirmed_by", Value::List(vec!["ann".into()])),
        ("votes", Value::Number(2.0)),
    ];
    let (key, value) = dice.pick(&fields).clone();
    Command::SetField { id, key: key.into(), value: (!dice.one_in(4)).then_some(value) }
}

fn record(dice: &mut Dice) -> Command {
    let id = format!("r{}", dice.below(3));
    let value = (!dice.one_in(3)).then(|| json!({ "n": dice.below(9), "deep": [{ "x": null }] }));
    match dice.below(3) {
        0 => Command::SetRecord { list: "answers".into(), id, value },
        1 => Command::SetValue { key: id, value },
        _ => {
            let raw = value.as_ref().and_then(Json::as_object);
            let fields =
                raw.map(|raw| Fields::read([].iter(), raw.iter().map(|(k, v)| (k.as_str(), v))).0);
            Command::SetSession { id, fields }
        }
    }
}

/// Does something: most often one or several commands, sometimes undo or redo.
pub(super) fn act(dice: &mut Dice, replica: &mut Replica) {
    match dice.below(12) {
        0 => drop(replica.undo()),
        1 => drop(replica.redo()),
        2 => replica.end_undo_step(),
        _ => {
            let commands = (0..=dice.below(2)).map(|_| command(dice, replica)).collect();
            // What does not fit is refused, and that is part of the story.
            let _refused = replica.commit(commands);
        }
    }
}
