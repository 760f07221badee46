//! One person's copy of a map. Commands go in by one gate, updates of others by another; changes come
//! out. Knows no screen, no storage and no network: they carry its bytes.

use std::cell::RefCell;
use std::mem::take;
use std::rc::Rc;

use yrs::types::{Event, PathSegment};
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{
    ClientID, DeepObservable, Doc, IdSet, OffsetKind, Options, Origin, ReadTxn, StateVector,
    Transact, Update, WriteTxn,
};

use super::genesis::genesis;
use super::plan::Plan;
use super::schema::{Root, Roots};
use super::undo::History;
use super::view::{Touched, View};
use super::write::carry_out;
use super::{Change, Command, CommandError, Refused};
use crate::model::{Map, MapId};

/// Milliseconds, from any moment on. Asked for the cadence of typing only.
pub type Clock = Rc<dyn Fn() -> u64>;

/// Marks transactions that carry what others did: undo leaves them alone.
const FOREIGN: &str = "foreign";

pub struct Replica {
    doc: Doc,
    roots: Roots,
    view: View,
    history: History,
    noted: Rc<RefCell<Noted>>,
    sent: Sent,
}

/// What observers put down while a transaction is open; everything else waits until it is closed.
#[derive(Default)]
struct Noted {
    touched: Touched,
    /// What this person removed since the last [`Replica::take_update`].
    removed: IdSet,
}

/// How much of this person's own history others have been given.
struct Sent {
    /// Operations of ours up to here.
    clock: u32,
    /// The author of a genesis that nobody has been given yet.
    genesis: Option<ClientID>,
}

impl Replica {
    /// An empty map. `client` is fresh for every page load and below 2^53: two replicas with one client
    /// id would corrupt each other.
    #[must_use]
    pub fn new(id: MapId, client: u64, clock: Clock) -> Self {
        let client = ClientID::new(client & ((1 << 53) - 1));
        let options = Options { offset_kind: OffsetKind::Utf16, ..Options::with_client_id(client) };
        let doc = Doc::with_options(options);
        let roots = Roots::of(&doc);
        let noted = Rc::new(RefCell::new(Noted::default()));
        observe(&doc, &roots, &noted);
        let history = History::new(&doc, &roots, clock);
        let sent = Sent { clock: 0, genesis: None };
        Self { doc, roots, view: View::empty(id), history, noted, sent }
    }

    /// A map that came as plain content. Everybody who opens the same content gets the same history.
    #[must_use]
    pub fn from_map(map: &Map, client: u64, clock: Clock) -> Self {
        let (author, update) = genesis(map);
        let mut replica = Self::new(map.id.clone(), client, clock);
        if replica.integrate(&update).is_ok() && update.len() > 2 {
            replica.sent.genesis = Some(ClientID::new(author));
        }
        replica
    }

    /// The history that [`Self::from_map`] starts with.
    #[must_use]
    pub fn genesis_update(map: &Map) -> Vec<u8> {
        genesis(map).1
    }

    /// A map from its log, in any order. An entry that cannot be applied even after all the others is
    /// returned with its place in the log.
    pub fn from_updates<'a>(
        id: MapId,
        client: u64,
        clock: Clock,
        updates: impl IntoIterator<Item = &'a [u8]>,
    ) -> (Self, Vec<(usize, Refused)>) {
        let mut replica = Self::new(id, client, clock);
        let mut waiting: Vec<_> = updates.into_iter().enumerate().collect();
        loop {
            let before = waiting.len();
            let mut refused = Vec::new();
            waiting.retain(|(i, update)| match replica.integrate(update) {
                Ok(_) => false,
                Err(why) => {
                    refused.push((*i, why));
                    true
                }
            });
            if waiting.is_empty() || waiting.len() == before {
                return (replica, refused);
            }
        }
    }

    #[must_use]
    pub fn map(&self) -> &Map {
        self.view.map()
    }

    /// Carries out all commands as one step of undo, or none of them.
    ///
    /// # Errors
    /// The first command that the map (as the commands before it leave it) does not allow.
    pub fn commit(&mut self, commands: Vec<Command>) -> Result<Vec<Change>, CommandError> {
        let typing = History::typing(&commands);
        let ops = Plan::of(&self.doc.transact(), &self.roots, &self.view, commands)?;
        if ops.is_empty() {
            return Ok(Vec::new());
        }
        self.history.before_commit(typing);
        {
            let mut txn = self.doc.transact_mut_with(History::LOCAL);
            for op in ops {
                carry_out(&mut txn, &self.roots, op);
            }
        }
        Ok(self.refresh())
    }

    /// Takes in what somebody else did.
    ///
    /// # Errors
    /// [`Refused`] when the bytes are no sound update or build on something that has not arrived; then
    /// nothing has changed.
    pub fn apply_foreign(&mut self, update: &[u8]) -> Result<Vec<Change>, Refused> {
        self.integrate(update)
    }

    fn integrate(&mut self, update: &[u8]) -> Result<Vec<Change>, Refused> {
        let update = Update::decode_v1(update).map_err(|_| Refused::NotAnUpdate)?;
        let known = self.doc.transact().state_vector();
        let gap = update.state_vector_lower().iter().any(|(c, clock)| *clock > known.get(c));
        if gap {
            return Err(Refused::Gap);
        }
        let applied = {
            let mut txn = self.doc.transact_mut_with(FOREIGN);
            let applied = txn.apply_update(update);
            // What waits for something unknown would never be encoded again without trouble.
            txn.prune_pending();
            applied
        };
        let changes = self.refresh();
        applied.map(|()| changes).map_err(|_| Refused::NotAnUpdate)
    }

    /// Takes back this person's last step. What others did since stays.
    pub fn undo(&mut self) -> Vec<Change> {
        self.history.undo();
        self.refresh()
    }

    pub fn redo(&mut self) -> Vec<Change> {
        self.history.redo();
        self.refresh()
    }

    #[must_use]
    pub fn can_undo(&self) -> bool {
        self.history.can_undo()
    }

    #[must_use]
    pub fn can_redo(&self) -> bool {
        self.history.can_redo()
    }

    /// What is typed from now on is a new step, however soon it comes.
    pub fn end_undo_step(&mut self) {
        self.history.end_step();
    }

    /// Everything done here since the last call (undo and genesis included) as one update, to be kept and
    /// sent. `None` when there is nothing.
    pub fn take_update(&mut self) -> Option<Vec<u8>> {
        let removed = take(&mut self.noted.borrow_mut().removed);
        let txn = self.doc.transact();
        let mut known = StateVector::default();
        let own = self.doc.client_id();
        let all = txn.state_vector();
        for (client, clock) in all.iter() {
            if *client == own {
                known.set_max(own, self.sent.clock);
            } else if self.sent.genesis != Some(*client) {
                known.set_max(*client, *clock);
            }
        }
        let clock = all.get(&own);
        if clock == self.sent.clock && self.sent.genesis.is_none() && removed.is_empty() {
            return None;
        }
        self.sent = Sent { clock, genesis: None };
        let mut update = txn.encode_diff_v1(&known);
        // The encoder adds every removal there ever was; ours are enough.
        let all_removed = txn.snapshot().delete_set.encode_v1().len();
        update.truncate(update.len() - all_removed);
        update.extend(removed.encode_v1());
        Some(update)
    }

    /// The whole document as one update.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        self.doc.transact().encode_diff_v1(&StateVector::default())
    }

    /// What this replica knows, for [`Self::diff`] of another.
    #[must_use]
    pub fn state_vector(&self) -> Vec<u8> {
        self.doc.transact().state_vector().encode_v1()
    }

    /// What the owner of this state vector does not know.
    ///
    /// # Errors
    /// [`Refused`] when the bytes are no state vector.
    pub fn diff(&self, state_vector: &[u8]) -> Result<Vec<u8>, Refused> {
        let known = StateVector::decode_v1(state_vector).map_err(|_| Refused::NotAnUpdate)?;
        Ok(self.doc.transact().encode_diff_v1(&known))
    }

    fn refresh(&mut self) -> Vec<Change> {
        let touched = take(&mut self.noted.borrow_mut().touched);
        if touched.is_empty() {
            return Vec::new();
        }
        self.view.refresh(&self.doc.transact(), &self.roots, &touched)
    }
}

fn observe(doc: &Doc, roots: &Roots, noted: &Rc<RefCell<Noted>>) {
    for root in Root::all() {
        let noted = Rc::clone(noted);
        roots.get(root).observe_deep(root.name(), move |txn, events| {
            let touched = &mut noted.borrow_mut().touched;
            for event in events.iter() {
                let path = match event {
                    Event::Map(event) => event.path(),
                    Event::Text(event) => event.path(),
                    Event::Array(event) => event.path(),
                    _ => continue,
                };
                match (path.front(), event) {
                    (Some(PathSegment::Key(key)), _) => {
                        touched.insert((root, key.clone()));
                    }
                    (None, Event::Map(event)) => {
                        touched.extend(event.keys(txn).keys().map(|key| (root, key.clone())));
                    }
                    _ => {}
                }
            }
        });
    }
    let noted = Rc::clone(noted);
    let foreign = Origin::from(FOREIGN);
    doc.observe_after_transaction("sent", move |txn| {
        if txn.origin() != Some(&foreign) {
            noted.borrow_mut().removed.merge_with(txn.delete_set().clone());
        }
    })
    .expect("no transaction is open while the replica is made");
}
