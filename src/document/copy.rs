//! Copies of one map that went apart, as files, and come back: a whole history taken in at once. Whether two histories
//! belong together is looked at first, since merging those that do not would keep one side only (R9 of `SPEC.md`).

use yrs::branch::BranchID;
use yrs::types::SharedRef;
use yrs::{Map as _, MapRef, Out, ReadTxn, Transact};

use super::replica::{Clock, Replica};
use super::schema::Root;
use super::{Change, Refused};
use crate::model::MapId;

/// Why a copy was not merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotMerged {
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Something of one id was made in both, each for itself.
    #[error("the copy has another history")]
    NotKin,
}

impl Replica {
    /// The map of a history that somebody else kept. `client` must be one that no open replica writes as.
    ///
    /// # Errors
    /// [`Refused`] when the bytes are no sound history, or one too large.
    pub fn from_history(
        id: MapId,
        client: u64,
        clock: Clock,
        history: &[u8],
    ) -> Result<Self, Refused> {
        let mut replica = Self::new(id, client, clock);
        replica.apply_foreign(history)?;
        replica.sent.nothing = true;
        Ok(replica)
    }

    /// Takes in the whole history of a copy: everything that either side did since they parted. In whatever order
    /// several copies are merged, the map is the same.
    ///
    /// # Errors
    /// [`NotMerged`]; then nothing has changed.
    pub fn merge_history(&mut self, history: &[u8]) -> Result<Vec<Change>, NotMerged> {
        let clock: Clock = std::rc::Rc::new(|| 0);
        let other = Self::from_history(self.map().id.clone(), 0, clock, history)?;
        if !self.is_kin(&other) {
            return Err(NotMerged::NotKin);
        }
        Ok(self.apply_foreign(history)?)
    }

    /// Was there ever a card or a link of this id? Removed ones keep theirs.
    #[must_use]
    pub fn is_taken(&self, id: &str) -> bool {
        let txn = self.doc.transact();
        [Root::Cards, Root::Links].iter().any(|root| self.roots.get(*root).contains_key(&txn, id))
    }

    /// Was everything that both have made once, before they parted?
    fn is_kin(&self, other: &Self) -> bool {
        let (here, there) = (self.doc.transact(), other.doc.transact());
        let nested = [Root::Cards, Root::Links, Root::Sessions];
        nested.into_iter().all(|root| {
            let (ours, theirs) = (self.roots.get(root), other.roots.get(root));
            theirs.keys(&there).all(|key| match birth(&here, ours, key) {
                Some(born) => birth(&there, theirs, key) == Some(born),
                None => true,
            })
        })
    }
}

/// The operation that made what lies under a key; `None` where nothing nested lies there.
fn birth<T: ReadTxn>(txn: &T, root: &MapRef, key: &str) -> Option<BranchID> {
    match root.get(txn, key)? {
        Out::YMap(map) => Some(map.hook().id().clone()),
        _ => None,
    }
}
