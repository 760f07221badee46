//! Stands before the library: an update goes in only when a sound replica could have written it and all it
//! builds on is known. Raw updates can make the library panic, hang or tie its own memory in knots.

use std::collections::BTreeMap;

use super::Refused;
use super::ledger::{Entered, Index, Ledger, index};
use super::wire::{Block, Content, Limits, Section, Update, parse};
use crate::model::sort_by;

#[derive(Default)]
pub(super) struct Validator {
    ledger: Ledger,
}

impl Validator {
    /// Enters an update that the library is about to take in. `own` may not speak in it: a replica knows
    /// everything it did itself.
    ///
    /// # Errors
    /// [`Refused`]; then nothing was entered, and the library must not see these bytes.
    pub(super) fn admit(
        &mut self,
        bytes: &[u8],
        own: Option<u64>,
        limits: Limits,
    ) -> Result<(), Refused> {
        let update = parse(bytes, limits)?;
        let new: usize = update.sections.iter().map(|section| section.blocks.len()).sum();
        if self.ledger.entries().saturating_add(new) > limits.entries {
            return Err(Refused::TooLarge);
        }
        let bookmark = self.ledger.open(limits.keys);
        let admitted = self.enter(&update, own, limits.work);
        if admitted.is_err() {
            self.ledger.take_back(&bookmark);
        }
        admitted
    }

    /// One past the last known operation of a client.
    pub(super) fn clock(&self, client: u64) -> u32 {
        self.ledger.clock(client)
    }

    fn enter(&mut self, update: &Update<'_>, own: Option<u64>, work: u64) -> Result<(), Refused> {
        let mut entry = Entry {
            ledger: &mut self.ledger,
            ends: update.sections.iter().map(|s| ((s.client, 0), end(s))).collect(),
            waiting: BTreeMap::new(),
            next: vec![None; update.sections.len()],
            open: update.sections.len(),
            work,
        };
        let mut cursors: Vec<_> = update.sections.iter().map(|s| (0, s.clock)).collect();
        let mut ready: Vec<usize> = (0..update.sections.len()).collect();
        for section in &update.sections {
            let known = entry.ledger.clock(section.client);
            if section.clock > known {
                return Err(Refused::Gap);
            }
            if Some(section.client) == own && end(section) > known {
                return Err(Refused::NotAnUpdate);
            }
        }
        while let Some(i) = ready.pop() {
            entry.advance(i, &update.sections[i], &mut cursors[i], &mut ready)?;
        }
        if entry.open > 0 {
            // Operations that wait for each other in a circle.
            return Err(Refused::NotAnUpdate);
        }
        entry.check_deletions(&update.deletions)?;
        entry.check_joins(update)
    }
}

fn end(section: &Section<'_>) -> u32 {
    section.clock + section.blocks.iter().map(|block| block.len).sum::<u32>()
}

/// An update being entered, each client's operations in order, those of different clients as they need
/// each other.
struct Entry<'a> {
    ledger: &'a mut Ledger,
    /// Each client's, under its clock 0.
    ends: Index,
    /// The section that waits for an operation, and the one that waits for the same as another section.
    waiting: Index,
    next: Vec<Option<u32>>,
    /// Sections that are not through.
    open: usize,
    work: u64,
}

impl Entry<'_> {
    fn advance(
        &mut self,
        i: usize,
        section: &Section<'_>,
        (next, clock): &mut (usize, u32),
        ready: &mut Vec<usize>,
    ) -> Result<(), Refused> {
        let client = section.client;
        while let Some(block) = section.blocks.get(*next) {
            if *clock + block.len > self.ledger.clock(client) {
                match self.ledger.enter(client, *clock, block)? {
                    Entered::Yes => self.check_work()?,
                    Entered::Waits(id) => {
                        // Either it comes with this update, or it has to be asked for.
                        if self.ends.get(&(id.0, 0)).is_none_or(|end| *end <= id.1) {
                            return Err(Refused::Gap);
                        }
                        self.next[i] = self.waiting.insert(id, index(i));
                        break;
                    }
                }
            }
            *next += 1;
            *clock += block.len;
        }
        if *next == section.blocks.len() {
            self.open -= 1;
        }
        let known = self.ledger.clock(client);
        while let Some((id, _)) = self.waiting.range((client, 0)..(client, known)).next() {
            let id = *id;
            let mut waiting = self.waiting.remove(&id);
            while let Some(i) = waiting {
                ready.push(i as usize);
                waiting = self.next[i as usize].take();
            }
        }
        Ok(())
    }

    fn check_work(&self) -> Result<(), Refused> {
        if self.ledger.work() <= self.work { Ok(()) } else { Err(Refused::TooLarge) }
    }

    fn check_deletions(&mut self, deletions: &[(u64, u32, u32)]) -> Result<(), Refused> {
        for (client, clock, len) in deletions {
            if clock + len > self.ledger.clock(*client) {
                return Err(Refused::Gap);
            }
            self.ledger.cut_work((*client, *clock));
            self.ledger.cut_work((*client, clock + len));
            self.check_work()?;
        }
        Ok(())
    }

    /// The library joins neighbours that belong together, moving all that lies behind them each time.
    /// Sound replicas have joined them before they send them.
    fn check_joins(&mut self, update: &Update<'_>) -> Result<(), Refused> {
        let mut deletions = update.deletions.clone();
        sort_by(&mut deletions, Ord::cmp);
        let deleted = |client, clock| {
            let i = deletions.partition_point(|(c, start, _)| (*c, *start) <= (client, clock));
            i > 0 && deletions[i - 1].0 == client && clock < deletions[i - 1].1 + deletions[i - 1].2
        };
        for section in &update.sections {
            let (mut clock, mut chain) = (section.clock, 0);
            for (i, pair) in section.blocks.windows(2).enumerate() {
                clock += pair[0].len;
                let join = joins(section.client, clock, &pair[0], &pair[1])
                    && deleted(section.client, clock - 1) == deleted(section.client, clock);
                chain = if join { chain + u64::from(pair[0].len) } else { 0 };
                if join {
                    self.ledger.join_work(chain, (section.blocks.len() - i) as u64);
                }
            }
            self.check_work()?;
        }
        Ok(())
    }
}

/// Would the library make one block of these two, the second starting at `clock`?
fn joins(client: u64, clock: u32, first: &Block<'_>, second: &Block<'_>) -> bool {
    let follows = second.left == Some((client, clock - 1)) && first.right == second.right;
    match (first.content, second.content) {
        (Content::Gone, Content::Gone) => true,
        (Content::Type(_), Content::Type(_)) => false,
        (a, b) => a == b && follows,
    }
}
