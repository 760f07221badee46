//! The facilitator's side of a round: what was handed in, who says the same, and what goes on the map. Until it is put
//! there nobody sees more of it than how much there is.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::crypto::OpeningKey;
use crate::model::{CardId, RoundId, Task, WriterId, Written, sort_by};

/// More people than a room holds: beyond it somebody makes them up.
const MOST_WRITERS: usize = 500;
const MOST_CARDS_EACH: usize = 200;

/// One question and what came back.
#[derive(Debug, Clone, PartialEq)]
pub struct Gathering {
    pub round: RoundId,
    pub key: OpeningKey,
    pub ask: Task,
    /// The cards that a vote is about: one for each option, or the one that the number is for.
    pub about: Vec<CardId>,
    pub prompt: String,
    /// Votes that were counted in the room and typed, for each choice.
    pub typed: Vec<u32>,
    /// Everybody may see the result; what comes later does not change it.
    pub revealed: bool,
    writers: Vec<Writer>,
}

/// Somebody who handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writer {
    pub id: WriterId,
    /// Empty for those who did not say.
    pub name: String,
    pub cards: Vec<Handed>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    pub number: u32,
    pub turn: u32,
    /// Empty: taken back.
    pub text: String,
    /// What it said when it was put on the map.
    pub placed: Option<String>,
}

/// What somebody says to a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidToDraft<'a> {
    pub draft: &'a CardId,
    pub voice: CardId,
    /// Empty for those who did not say.
    pub who: &'a str,
    pub verdict: String,
    pub words: String,
}

/// A card for the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCard {
    pub id: CardId,
    pub text: String,
    /// How many people wrote it.
    pub said_by: usize,
}

/// What putting it on the map does, and what it leaves out because it is there already.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Placement {
    pub new: Vec<NewCard>,
    /// Cards that their writers have changed since, and nobody else.
    pub changed: Vec<(CardId, String)>,
    /// Written by somebody else in the same words.
    pub same: usize,
    /// On the map already.
    pub known: usize,
}

impl Gathering {
    #[must_use]
    pub fn new(ask: Task, about: Vec<CardId>, prompt: String) -> Self {
        let (round, key) = (RoundId::random(), OpeningKey::random());
        let typed = vec![0; ask.choices()];
        let writers = Vec::new();
        Self { round, key, ask, about, prompt, typed, revealed: false, writers }
    }

    /// Puts back somebody who was kept.
    pub fn restore(&mut self, writer: Writer) {
        self.writers.retain(|known| known.id != writer.id);
        self.writers.push(writer);
    }

    /// Takes in what somebody handed in. Gives how many cards of it say something new; the same once more says none.
    pub fn take(&mut self, id: WriterId, turn: u32, name: &str, cards: Vec<Written>) -> usize {
        let at = self.writers.iter().position(|writer| writer.id == id);
        if at.is_none() && self.writers.len() >= MOST_WRITERS {
            return 0;
        }
        let at = at.unwrap_or_else(|| {
            self.writers.push(Writer { id, name: String::new(), cards: Vec::new() });
            self.writers.len() - 1
        });
        let writer = &mut self.writers[at];
        if !name.is_empty() {
            name.clone_into(&mut writer.name);
        }
        cards.into_iter().filter(|card| writer.take(turn, card)).count()
    }

    /// Has everything found its place that somebody handed in under these numbers?
    #[must_use]
    pub fn holds(&self, id: WriterId, numbers: &[u32]) -> bool {
        let has = |writer: &Writer, number| writer.cards.iter().any(|card| card.number == number);
        self.writer(id).is_some_and(|writer| numbers.iter().all(|number| has(writer, *number)))
    }

    pub fn writers(&self) -> impl Iterator<Item = &Writer> {
        self.writers.iter()
    }

    #[must_use]
    pub fn writer(&self, id: WriterId) -> Option<&Writer> {
        self.writers.iter().find(|writer| writer.id == id)
    }

    /// Cards that are in and not on the map.
    #[must_use]
    pub fn waiting(&self) -> usize {
        // A card that is taken back stays on the map; what is said no more of a draft goes from beside it.
        let says_other = |card: &&Handed| card.placed.as_deref().unwrap_or_default() != card.text;
        match self.ask {
            Task::Drafts(_) => {
                self.writers.iter().flat_map(|writer| &writer.cards).filter(says_other).count()
            }
            _ => self.writers.iter().map(Writer::waiting).sum(),
        }
    }

    /// Some of what came was put on the map already.
    #[must_use]
    pub fn some_are_placed(&self) -> bool {
        self.writers.iter().flat_map(|writer| &writer.cards).any(|card| card.placed.is_some())
    }

    /// What is to be put on a map where these cards lie, given as id, title, and whether it is of the kind that was
    /// asked for. Shuffled: the order tells nothing of who wrote what, or when it came.
    #[must_use]
    pub fn placement<'a>(
        &self,
        there: impl Iterator<Item = (&'a CardId, &'a str, bool)>,
    ) -> Placement {
        let mut placement = Placement::default();
        let (mut titles, mut on_map) = (HashMap::<_, Option<usize>>::new(), HashMap::new());
        // Who wrote each of the new ones: the same words twice from one person are one voice.
        let mut voices: Vec<Vec<WriterId>> = Vec::new();
        for (id, title, of_kind) in there {
            if of_kind {
                titles.insert(same_words(title), None);
            }
            on_map.insert(id, title);
        }
        // In an order that is everywhere the same, so that everybody puts the same cards there.
        let unplaced =
            self.unplaced().map(|(id, card)| (self.card_id(id, card.number, 0), id, card));
        let mut unplaced: Vec<_> = unplaced.collect();
        sort_by(&mut unplaced, |a, b| a.0.cmp(&b.0));
        for (own, writer, card) in unplaced {
            let untouched = card.placed.as_deref() == on_map.get(&own).copied();
            // Words that were changed on the map are somebody's: they stay, and the new ones come beside them.
            if card.placed.is_some() && untouched {
                placement.changed.push((own, card.text.clone()));
                continue;
            }
            match titles.get(&same_words(&card.text)) {
                Some(None) => placement.known += 1,
                Some(Some(at)) => {
                    let new: &mut NewCard = &mut placement.new[*at];
                    if !voices[*at].contains(&writer) {
                        voices[*at].push(writer);
                        new.said_by += 1;
                    }
                    // Everywhere the same spelling; a capital comes before a small letter.
                    if card.text < new.text {
                        new.text.clone_from(&card.text);
                    }
                    placement.same += 1;
                }
                None => {
                    let turn = if on_map.contains_key(&own) { card.turn } else { 0 };
                    let id = self.card_id(writer, card.number, turn);
                    titles.insert(same_words(&card.text), Some(placement.new.len()));
                    placement.new.push(NewCard { id, text: card.text.clone(), said_by: 1 });
                    voices.push(vec![writer]);
                }
            }
        }
        sort_by(&mut placement.new, |a, b| a.id.cmp(&b.id));
        placement
    }

    /// Everything that is in is on the map now.
    pub fn placed(&mut self) {
        for card in self.writers.iter_mut().flat_map(|writer| &mut writer.cards) {
            card.placed = Some(card.text.clone());
        }
    }

    fn unplaced(&self) -> impl Iterator<Item = (WriterId, &Handed)> {
        self.writers.iter().flat_map(|writer| {
            let waiting = writer.cards.iter().filter(|card| card.waits());
            waiting.map(|card| (writer.id, card))
        })
    }

    /// What every writer says to the drafts that this is about, by a number that stands for the writer and one draft alone, so that nobody is
    /// followed by it from one to the next. What was taken back says nothing.
    pub fn said_to_drafts(&self) -> impl Iterator<Item = SaidToDraft<'_>> {
        let said = |writer: &'_ Writer, number: u32| {
            let card = writer.cards.iter().find(|card| card.number == number);
            card.map(|card| card.text.clone())
        };
        let about = (0_u32..).zip(&self.about);
        about.flat_map(move |(at, draft)| {
            self.writers.iter().filter_map(move |writer| {
                let verdict = said(writer, at)?;
                let words = said(writer, Task::words_about(at)).unwrap_or_default();
                let voice = self.card_id(writer.id, at, 0);
                Some(SaidToDraft { draft, voice, who: &writer.name, verdict, words })
            })
        })
    }

    /// The same for whoever puts it on the map, so that two who do put one card there; it does not tell the writer.
    fn card_id(&self, writer: WriterId, number: u32, turn: u32) -> CardId {
        let mut hash = Sha256::new_with_prefix(b"alignment-canvas hand-in card 1");
        hash.update(self.round.bytes());
        hash.update(writer.bytes());
        hash.update(number.to_le_bytes());
        hash.update(turn.to_le_bytes());
        let hash: [u8; 32] = hash.finalize().into();
        let (first, _) = hash.split_first_chunk().expect("32 bytes are more than 16");
        CardId::from_bits(u128::from_le_bytes(*first))
    }
}

impl Writer {
    /// Does this card say anything new?
    fn take(&mut self, turn: u32, Written { number, text }: &Written) -> bool {
        let full = self.cards.len() >= MOST_CARDS_EACH;
        match self.cards.iter_mut().find(|card| card.number == *number) {
            Some(card) if card.turn > turn => false,
            Some(card) => {
                let is_news = card.text != *text;
                (card.turn, card.text) = (turn, text.clone());
                is_news
            }
            None if full => false,
            // Taken back before it came: an older answer may still be on its way.
            None => {
                let (number, text) = (*number, text.clone());
                let is_news = !text.is_empty();
                self.cards.push(Handed { number, turn, text, placed: None });
                is_news
            }
        }
    }

    #[must_use]
    pub fn waiting(&self) -> usize {
        self.cards.iter().filter(|card| card.waits()).count()
    }

    /// Cards that are not taken back.
    #[must_use]
    pub fn held(&self) -> usize {
        self.cards.iter().filter(|card| !card.text.is_empty()).count()
    }
}

impl Handed {
    fn waits(&self) -> bool {
        !self.text.is_empty() && self.placed.as_ref() != Some(&self.text)
    }
}

/// Two texts say the same when they differ in nothing but case, punctuation and space.
fn same_words(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let plain = words.map(str::to_lowercase).collect::<Vec<_>>().join(" ");
    // Signs alone, or an alphabet that has no letters in this sense, are compared as they are.
    if plain.is_empty() { text.trim().to_owned() } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facilitation::Writing;
    use crate::model::CardKind;

    fn gathering() -> Gathering {
        Gathering::new(Task::Cards(CardKind::Priority), Vec::new(), "What matters most?".to_owned())
    }

    /// Somebody writes these and hands them in.
    fn hand_in(gathering: &mut Gathering, writing: &mut Writing) -> usize {
        let cards = writing.hand_in();
        gathering.take(writing.writer, writing.turn, &writing.name, cards)
    }

    fn somebody(texts: &[&str]) -> Writing {
        let mut writing = Writing::new();
        for text in texts {
            writing.add((*text).to_owned());
        }
        writing
    }

    fn new_titles(placement: &Placement) -> Vec<&str> {
        let mut titles: Vec<_> = placement.new.iter().map(|card| card.text.as_str()).collect();
        titles.sort_unstable();
        titles
    }

    #[test]
    fn the_same_handed_in_twice_is_there_once_and_a_change_replaces_it() {
        let mut gathering = gathering();
        let mut ann = somebody(&["Grow", "Hire"]);
        let first = ann.hand_in();
        assert_eq!(gathering.take(ann.writer, ann.turn, "Ann", first.clone()), 2);
        assert_eq!(gathering.take(ann.writer, ann.turn, "Ann", first.clone()), 0);
        ann.cards[0].text = "Grow in the north".to_owned();
        ann.remove(ann.cards[1].number);
        assert_eq!(hand_in(&mut gathering, &mut ann), 2);
        // The older one comes once more, late, from further up in the chat.
        assert_eq!(gathering.take(ann.writer, 1, "Ann", first), 0);
        assert_eq!(gathering.waiting(), 1);
        assert_eq!(new_titles(&gathering.placement(std::iter::empty())), ["Grow in the north"]);
    }

    #[test]
    fn what_was_taken_back_stays_so_in_whatever_order_answers_are_read() {
        let mut gathering = gathering();
        let mut ann = somebody(&["Grow", "Hire"]);
        let first = ann.hand_in();
        ann.remove(ann.cards[0].number);
        let second = ann.hand_in();
        assert_eq!(gathering.take(ann.writer, 2, "", second), 1);
        assert_eq!(gathering.take(ann.writer, 1, "", first), 0);
        assert_eq!(new_titles(&gathering.placement(std::iter::empty())), ["Hire"]);
    }

    #[test]
    fn the_same_words_from_several_people_are_one_card_and_what_is_on_the_map_is_not_put_there_again()
     {
        let mut gathering = gathering();
        for texts in [
            &["Grow in the North!", "Safety"][..],
            &["grow in the north"],
            &["Win back customers", "GROW  in the north."],
        ] {
            hand_in(&mut gathering, &mut somebody(texts));
        }
        let there = CardId::random();
        let placement = gathering.placement([(&there, "safety", true)].into_iter());
        assert_eq!((placement.same, placement.known), (2, 1));
        let said: Vec<_> = placement.new.iter().map(|card| card.said_by).collect();
        assert!(said == [1, 3] || said == [3, 1], "{said:?}");
    }

    #[test]
    fn what_comes_after_the_reveal_slides_in_and_no_word_that_somebody_changed_on_the_map_is_touched()
     {
        let mut gathering = gathering();
        let mut ann = somebody(&["Grow", "Hire"]);
        hand_in(&mut gathering, &mut ann);
        let first = gathering.placement(std::iter::empty());
        assert!(!gathering.some_are_placed());
        gathering.placed();
        assert_eq!(gathering.waiting(), 0);

        assert!(gathering.some_are_placed());

        ann.cards[0].text = "Grow in the north".to_owned();
        ann.cards[1].text = "Hire in the south".to_owned();
        hand_in(&mut gathering, &mut ann);
        assert_eq!(gathering.waiting(), 2);
        // Somebody has rewritten one of the two cards on the map meanwhile.
        let on_map: Vec<_> = first
            .new
            .iter()
            .map(|card| {
                (&card.id, if card.text == "Hire" { "Hire for good" } else { "Grow" }, true)
            })
            .collect();
        let second = gathering.placement(on_map.into_iter());
        let grow = first.new.iter().find(|card| card.text == "Grow").expect("it was placed");
        assert_eq!(second.changed, [(grow.id.clone(), "Grow in the north".to_owned())]);
        assert_eq!(new_titles(&second), ["Hire in the south"]);
        assert!(first.new.iter().all(|card| card.id != second.new[0].id));
    }

    #[test]
    fn two_facilitators_put_the_same_cards_there() {
        let mut one = gathering();
        let mut other = one.clone();
        let (mut ann, mut ben) = (somebody(&["A", "B"]), somebody(&["C", "b!"]));
        let (a, b) = (ann.hand_in(), ben.hand_in());
        one.take(ann.writer, 1, "", a.clone());
        one.take(ben.writer, 1, "", b.clone());
        other.take(ben.writer, 1, "", b);
        other.take(ann.writer, 1, "", a);
        assert_eq!(one.placement(std::iter::empty()), other.placement(std::iter::empty()));
    }

    #[test]
    fn a_flood_has_an_end() {
        let mut gathering = gathering();
        let many = (0..1_000).map(|number| Written { number, text: number.to_string() });
        assert_eq!(gathering.take(WriterId::random(), 1, "", many.collect()), MOST_CARDS_EACH);
        assert!(gathering.holds(gathering.writers[0].id, &[0, 199]));
        assert!(!gathering.holds(gathering.writers[0].id, &[0, 200]), "one was left out");
        for _ in 0..2 * MOST_WRITERS {
            let card = Written { number: 1, text: "x".to_owned() };
            gathering.take(WriterId::random(), 1, "", vec![card]);
        }
        assert_eq!(gathering.writers().count(), MOST_WRITERS);
    }
}
