//! Votes: some of several things, or a number from 0 to 5. Nobody sees a count before it is shown to all, and everybody
//! can find the own vote in it afterwards, by a receipt that tells nobody else whose it is.

use sha2::{Digest, Sha256};

use super::gather::{Gathering, Writer};
use crate::model::{RoundId, Task, WriterId, sort_by};

/// The result of a vote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Votes for each option, or for each number from 0 on; with those counted in the room.
    pub counts: Vec<u32>,
    /// Every vote that was handed in and counts, sorted by receipt.
    pub receipts: Vec<Receipt>,
    /// Handed in and not counted: more dots than there were, or no number of the scale.
    pub spoiled: usize,
}

/// One person's vote, for checking the count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub code: String,
    /// Options or numbers that it counts for.
    pub choices: Vec<usize>,
}

impl Gathering {
    /// The count as it is now. `None` where people write.
    #[must_use]
    pub fn tally(&self) -> Option<Tally> {
        let choices = self.ask.choices();
        if choices == 0 {
            return None;
        }
        let mut tally = Tally { counts: self.typed.clone(), ..Tally::default() };
        tally.counts.resize(choices, 0);
        for writer in self.writers() {
            match self.ask.chosen(writer) {
                Some(chosen) => {
                    for choice in &chosen {
                        tally.counts[*choice] += 1;
                    }
                    let code = receipt(self.round, writer.id);
                    tally.receipts.push(Receipt { code, choices: chosen });
                }
                None => tally.spoiled += 1,
            }
        }
        sort_by(&mut tally.receipts, |a, b| a.code.cmp(&b.code));
        Some(tally)
    }
}

impl Tally {
    /// The middle of all numbers given, the lower one of two; `None` where there is none.
    #[must_use]
    pub fn median(&self) -> Option<usize> {
        let all: u32 = self.counts.iter().sum();
        let mut before = 0;
        self.counts.iter().position(|count| {
            before += count;
            all > 0 && 2 * before >= all
        })
    }

    /// How many gave 2 or less: they speak first (fist of five).
    #[must_use]
    pub fn low(&self) -> u32 {
        self.counts.iter().take(3).sum()
    }
}

impl Task {
    /// What a vote counts for; `None` for one that breaks the rules.
    fn chosen(&self, writer: &Writer) -> Option<Vec<usize>> {
        let said = writer.cards.iter().filter(|card| !card.text.is_empty());
        match self {
            Self::Cards(_) | Self::Drafts(_) => None,
            Self::Pick { options, dots } => {
                let picked: Option<Vec<_>> = said
                    .map(|card| {
                        let option = usize::try_from(card.number).ok()?;
                        (option < options.len() && card.text == "1").then_some(option)
                    })
                    .collect();
                picked.filter(|picked| picked.len() <= usize::from(*dots))
            }
            Self::Scale => {
                let numbers: Vec<_> = said.map(|card| card.text.parse::<u8>()).collect();
                match numbers[..] {
                    [] => Some(Vec::new()),
                    [Ok(number)] if number <= Self::HIGHEST => Some(vec![usize::from(number)]),
                    _ => None,
                }
            }
        }
    }
}

/// Five letters or digits that look like no other: the same on the voter's device and in the list. Two of 60 people
/// have the same in one of 19,000 rounds.
#[must_use]
pub fn receipt(round: RoundId, writer: WriterId) -> String {
    const SIGNS: &[u8; 32] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ#";
    let mut hash = Sha256::new_with_prefix(b"alignment-canvas receipt 1");
    hash.update(round.bytes());
    hash.update(writer.bytes());
    let hash: [u8; 32] = hash.finalize().into();
    hash[..5].iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Written;

    fn asked(ask: Task) -> Gathering {
        Gathering::new(ask, Vec::new(), "Which of these?".to_owned())
    }

    fn pick(dots: u8) -> Gathering {
        asked(Task::Pick { options: ["A", "B", "C"].map(str::to_owned).to_vec(), dots })
    }

    fn votes(gathering: &mut Gathering, votes: &[(u32, &str)]) -> WriterId {
        let writer = WriterId::random();
        let cards = votes
            .iter()
            .map(|(number, text)| Written { number: *number, text: (*text).to_owned() });
        gathering.take(writer, 1, "", cards.collect());
        writer
    }

    #[test]
    fn dots_are_counted_the_last_vote_holds_and_too_many_count_for_nothing() {
        let mut round = pick(2);
        let ann = votes(&mut round, &[(0, "1"), (2, "1")]);
        votes(&mut round, &[(2, "1")]);
        votes(&mut round, &[(0, "1"), (1, "1"), (2, "1")]);
        votes(&mut round, &[(7, "1")]);
        votes(&mut round, &[(1, "1000000")]);
        let tally = round.tally().expect("a vote");
        assert_eq!((&tally.counts[..], tally.spoiled), (&[1, 0, 2][..], 3));
        round.take(
            ann,
            2,
            "",
            vec![
                Written { number: 0, text: String::new() },
                Written { number: 1, text: "1".into() },
            ],
        );
        let tally = round.tally().expect("a vote");
        assert_eq!(tally.counts, [0, 1, 2]);
        let mine = receipt(round.round, ann);
        let mine = tally.receipts.iter().find(|vote| vote.code == mine).expect("my vote is in it");
        assert_eq!(mine.choices, [2, 1]);
    }

    #[test]
    fn numbers_and_what_was_counted_in_the_room_make_one_result() {
        let mut round = asked(Task::Scale);
        for number in ["5", "5", "4", "0"] {
            votes(&mut round, &[(0, number)]);
        }
        votes(&mut round, &[(0, "6")]);
        votes(&mut round, &[(0, "1"), (1, "1")]);
        round.typed = vec![0, 0, 1, 2, 0, 0];
        let tally = round.tally().expect("a vote");
        assert_eq!((&tally.counts[..], tally.spoiled), (&[1, 0, 1, 2, 1, 2][..], 2));
        assert_eq!((tally.median(), tally.low()), (Some(3), 2));
        assert_eq!(asked(Task::Scale).tally().expect("a vote").median(), None);
    }

    #[test]
    fn where_people_write_there_is_nothing_to_count() {
        assert_eq!(asked(Task::Cards(crate::model::CardKind::Priority)).tally(), None);
    }
}
