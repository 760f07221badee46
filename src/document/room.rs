//! What a room needs of a replica beside differences: news of what is done here, updates that speak for one
//! person only, and whether two copies know the same.

use std::rc::Rc;

use yrs::updates::decoder::Decode;
use yrs::updates::encoder::{Encoder, EncoderV1};
use yrs::{ClientID, Doc, ID, IdSet, Options, ReadTxn, Snapshot, StateVector, Transact, Update};

use super::replica::{Replica, Sent};
use super::wire::{Limits, Section, parse, parse_state_vector};
use super::{Change, Refused};
use crate::model::{Map, sort_by};

impl Replica {
    /// What is done from now on is news. What there is already goes by differences.
    pub fn open_news(&mut self) {
        self.noted.borrow_mut().removed_news = Some(IdSet::default());
        if let Some((_, told)) = self.since(&Sent::default(), &IdSet::default()) {
            self.told = told;
        }
    }

    pub fn close_news(&mut self) {
        self.noted.borrow_mut().removed_news = None;
    }

    /// What was done here since the last call, as one update. Independent of [`Self::take_update`].
    pub fn take_news(&mut self) -> Option<Vec<u8>> {
        let removed = self.noted.borrow_mut().removed_news.as_mut().map(std::mem::take)?;
        let (update, told) = self.since(&self.told, &removed)?;
        self.told = told;
        Some(update)
    }

    /// Does another replica look at this update at all, or is it too large for what comes over a network?
    #[must_use]
    pub fn is_read_elsewhere(update: &[u8]) -> bool {
        // So few bytes hold less of everything than is allowed.
        const SURELY: usize = 400_000;
        update.len() <= SURELY || parse(update, Limits::FOREIGN).is_ok()
    }

    /// Takes in what one client did, and no other.
    ///
    /// # Errors
    /// As [`Self::apply_foreign`]; also when anybody else speaks in it.
    pub fn apply_from(&mut self, client: u64, update: &[u8]) -> Result<Vec<Change>, Refused> {
        let parsed = parse(update, Limits::FOREIGN)?;
        if parsed.sections.iter().any(|section| section.client != client) {
            return Err(Refused::NotAnUpdate);
        }
        self.apply_foreign(update)
    }

    /// Does this replica build on the history that begins with a genesis by this author?
    #[must_use]
    pub fn descends_from(&self, author: u64) -> bool {
        let author = ClientID::new(author);
        author.get() == 0 || self.doc.transact().state_vector().get(&author) > 0
    }

    /// Does the owner of this state vector know all that was written here? What was only taken out is not looked at.
    #[must_use]
    pub fn is_known_to(&self, state_vector: &[u8]) -> bool {
        let Ok(known) = parse_state_vector(state_vector) else { return false };
        let own = self.doc.transact().state_vector();
        own.iter().all(|(client, clock)| {
            known.iter().any(|(known, up_to)| *known == client.get() && up_to >= clock)
        })
    }

    /// Does the owner of this state vector know all that this update writes? False where it writes nothing: a state vector does
    /// not tell what is known to be taken out.
    #[must_use]
    pub fn brings_nothing_to(state_vector: &[u8], update: &[u8]) -> bool {
        let update = parse(update, Limits::FOREIGN);
        let (Ok(known), Ok(update)) = (parse_state_vector(state_vector), update) else {
            return false;
        };
        let is_known = |section: &Section<'_>| {
            let end = section.clock + section.blocks.iter().map(|block| block.len).sum::<u32>();
            known.iter().any(|(client, up_to)| *client == section.client && *up_to >= end)
        };
        !update.sections.is_empty() && update.sections.iter().all(is_known)
    }

    /// The map as the owner of this state vector may have it: without what they do not know. A state vector does not tell what
    /// they know to be taken out or written over; all is, or all but what was done here a moment ago.
    #[must_use]
    pub fn as_known_to(&self, state_vector: &[u8]) -> Vec<Map> {
        let noted = self.noted.borrow();
        let unsaid = noted.removed_news.iter().chain([&noted.removed]);
        let unsaid = unsaid.filter(|removed| !removed.is_empty());
        let recent: Vec<IdSet> = unsaid.cloned().chain([IdSet::default()]).collect();
        recent.iter().filter_map(|recent| self.rewound(state_vector, recent)).collect()
    }

    fn rewound(&self, state_vector: &[u8], recent: &IdSet) -> Option<Map> {
        let known = parse_state_vector(state_vector).ok()?;
        let all = self.encode();
        // The library looks back in a document only where nothing is thrown away.
        let options = Options { skip_gc: true, ..Options::with_client_id(self.doc.client_id()) };
        let doc = Doc::with_options(options);
        let mut txn = doc.transact_mut();
        txn.apply_update(Update::decode_v1(&all).ok()?).ok()?;
        let own = txn.state_vector();
        let mut until = StateVector::default();
        for (client, clock) in known {
            let client = ClientID::new(client);
            let clock = clock.min(own.get(&client));
            if clock > 0 {
                until.set_max(client, clock);
            }
        }
        let mut removed = IdSet::default();
        for (client, clock, len) in parse(&all, Limits::KEPT).ok()?.deletions {
            let client = ClientID::new(client);
            let len = len.min(until.get(&client).saturating_sub(clock));
            if len > 0 {
                removed.insert(ID::new(client, clock), len);
            }
        }
        removed.diff_with(recent);
        let mut encoder = EncoderV1::new();
        txn.encode_state_from_snapshot(&Snapshot::new(until, removed), &mut encoder).ok()?;
        let (id, bytes) = (self.map().id.clone(), encoder.to_vec());
        let (there, refused) = Self::from_updates(id, 1, Rc::new(|| 0), [bytes.as_slice()]);
        refused.is_empty().then(|| there.map().clone())
    }

    /// Nothing was ever done in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.doc.transact().state_vector().iter().next().is_none()
    }

    /// All operations and removals that this replica knows of, by name, in a fixed order: equal for two that
    /// know the same. (A state vector alone says nothing of removals, and an encoded document has no fixed
    /// order.)
    #[must_use]
    pub fn knowledge(&self) -> Vec<u8> {
        let state_vector = self.state_vector();
        let mut known = parse_state_vector(&state_vector).unwrap_or_default();
        sort_by(&mut known, Ord::cmp);
        let mut bytes = Vec::with_capacity(12 * known.len());
        for (client, clock) in known {
            bytes.extend(client.to_le_bytes());
            bytes.extend(clock.to_le_bytes());
        }
        let removals = self.doc.transact().encode_diff_v1(&self.doc.transact().state_vector());
        let mut removed = parse(&removals, Limits::KEPT).map(|it| it.deletions).unwrap_or_default();
        sort_by(&mut removed, Ord::cmp);
        let mut open: Option<(u64, u32, u32)> = None;
        for (client, clock, len) in removed {
            match &mut open {
                Some((c, start, length)) if *c == client && *start + *length == clock => {
                    *length += len;
                }
                _ => {
                    open.into_iter().for_each(|it| push(&mut bytes, it));
                    open = Some((client, clock, len));
                }
            }
        }
        open.into_iter().for_each(|it| push(&mut bytes, it));
        bytes
    }
}

fn push(bytes: &mut Vec<u8>, (client, clock, len): (u64, u32, u32)) {
    bytes.extend(client.to_le_bytes());
    bytes.extend(clock.to_le_bytes());
    bytes.extend(len.to_le_bytes());
}
