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

use super::genesis::Genesis;
use super::plan::{Op, Plan};
use super::schema::{Root, Roots};
use super::undo::{History, Step, Typing, remember_letters};
use super::validator::Validator;
use super::view::{Touched, View};
use super::wire::{Limits, parse, parse_state_vector};
use super::write::{types_letters, write_letters, write_values};
use super::{Change, Command, CommandError, Refused};
use crate::model::{Map, MapId};

/// Milliseconds, from any moment on. Asked for the cadence of typing only.
pub type Clock = Rc<dyn Fn() -> u64>;

/// Marks transactions that carry what others did: undo leaves them alone.
const FOREIGN: &str = "foreign";
/// Marks transactions in which this person does anything but typing.
const VALUES: &str = "values";

pub struct Replica {
    pub(super) doc: Doc,
    pub(super) roots: Roots,
    view: View,
    history: History,
    validator: Validator,
    pub(super) noted: Rc<RefCell<Noted>>,
    pub(super) sent: Sent,
    /// For [`Self::take_news`].
    pub(super) told: Sent,
}

/// What observers put down while a transaction is open; everything else waits until it is closed.
#[derive(Default)]
pub(super) struct Noted {
    touched: Touched,
    /// What this person removed since the last [`Replica::take_update`].
    pub(super) removed: IdSet,
    /// And since the last [`Replica::take_news`], once somebody listens.
    pub(super) removed_news: Option<IdSet>,
}

/// How much of this person's own history others have been given.
#[derive(Default)]
pub(super) struct Sent {
    /// Operations of ours up to here.
    clock: u32,
    /// The author of a genesis that nobody has been given yet.
    genesis: Option<ClientID>,
    /// Nobody has been given anything yet, of others' work neither.
    pub(super) nothing: bool,
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
        let history = History::new(clock);
        let (sent, told) = (Sent::default(), Sent::default());
        let view = View::empty(id);
        Self { doc, roots, view, history, validator: Validator::default(), noted, sent, told }
    }

    /// A map that came as plain content. Everybody who opens the same content gets the same history.
    #[must_use]
    pub fn from_map(map: &Map, client: u64, clock: Clock) -> Self {
        Self::from_genesis(map.id.clone(), &Genesis::of(map), client, clock)
    }

    /// The second half of [`Self::from_map`], for those who do not want to wait for both at once.
    #[must_use]
    pub fn from_genesis(id: MapId, genesis: &Genesis, client: u64, clock: Clock) -> Self {
        let mut replica = Self::new(id, client, clock);
        let update = &genesis.update;
        if replica.integrate(update, Limits::KEPT).is_ok() && update.len() > 2 {
            replica.sent.genesis = Some(ClientID::new(genesis.author));
        }
        replica
    }

    /// The history that [`Self::from_map`] starts with.
    #[must_use]
    pub fn genesis_update(map: &Map) -> Vec<u8> {
        Genesis::of(map).update
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
            waiting.retain(|(i, update)| match replica.integrate(update, Limits::KEPT) {
                Ok(_) => false,
                Err(why) => {
                    refused.push((*i, why));
                    true
                }
            });
            if waiting.is_empty() || waiting.len() == before {
                replica.sent.clock =
                    replica.doc.transact().state_vector().get(&replica.doc.client_id());
                return (replica, refused);
            }
        }
    }

    /// What this page writes into the map as.
    #[must_use]
    pub fn client(&self) -> u64 {
        self.doc.client_id().get()
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
        self.carry_out(commands, true)
    }

    /// As [`Self::commit`], for what is no work of a person: undo passes it over.
    ///
    /// # Errors
    /// As there.
    pub fn note(&mut self, commands: Vec<Command>) -> Result<Vec<Change>, CommandError> {
        self.carry_out(commands, false)
    }

    fn carry_out(
        &mut self,
        commands: Vec<Command>,
        is_step: bool,
    ) -> Result<Vec<Change>, CommandError> {
        let typing = History::typing(&commands);
        let ops = Plan::of(&self.doc.transact(), &self.roots, &self.view, commands)?;
        Ok(self.write(&ops, typing, is_step))
    }

    pub(super) fn write(
        &mut self,
        ops: &[Op],
        typing: Option<Typing>,
        is_step: bool,
    ) -> Vec<Change> {
        if ops.is_empty() {
            return Vec::new();
        }
        let values = write_values(&mut self.doc.transact_mut_with(VALUES), &self.roots, ops);
        let letters = ops.iter().any(types_letters).then(|| {
            remember_letters(&self.doc, &self.roots, |txn| write_letters(txn, &self.roots, ops))
        });
        let step = Step { values, letters: letters.flatten() };
        if is_step {
            self.history.add(step, typing, &self.doc, &self.roots);
        }
        self.refresh()
    }

    /// Takes in what somebody else did.
    ///
    /// # Errors
    /// [`Refused`] when the bytes are no sound update or build on something that has not arrived; then
    /// nothing has changed.
    pub fn apply_foreign(&mut self, update: &[u8]) -> Result<Vec<Change>, Refused> {
        self.integrate(update, Limits::FOREIGN)
    }

    /// Takes in what this browser kept, by whatever tab.
    ///
    /// # Errors
    /// As [`Self::apply_foreign`], but nothing is too large that was ever written here.
    pub fn apply_kept(&mut self, update: &[u8]) -> Result<Vec<Change>, Refused> {
        self.integrate(update, Limits::KEPT)
    }

    fn integrate(&mut self, bytes: &[u8], limits: Limits) -> Result<Vec<Change>, Refused> {
        self.enter_own()?;
        let own = (limits.guarded).then(|| self.doc.client_id().get());
        self.validator.admit(bytes, own, limits)?;
        let sound = self.take_in(bytes);
        let changes = self.refresh();
        debug_assert!(sound, "the validator let {bytes:?} in");
        if sound {
            return Ok(changes);
        }
        // Should the library ever take in less than the ledger says, the ledger is written anew.
        self.validator = Validator::default();
        self.validator.admit(&self.encode(), None, Limits::KEPT)?;
        Err(Refused::NotAnUpdate)
    }

    /// Hands the bytes to the library. False when it could not make sense of all of them.
    fn take_in(&mut self, bytes: &[u8]) -> bool {
        let Ok(update) = Update::decode_v1(bytes) else { return false };
        let mut txn = self.doc.transact_mut_with(FOREIGN);
        let applied = txn.apply_update(update).is_ok();
        // What waits for something unknown would make the library panic when it is encoded.
        let pending = txn.prune_pending();
        applied && pending.is_none()
    }

    /// Lets the validator know what was done here, so that others may build on it.
    fn enter_own(&mut self) -> Result<(), Refused> {
        let txn = self.doc.transact();
        let own = self.doc.client_id();
        let state = txn.state_vector();
        let known = self.validator.clock(own.get());
        if state.get(&own) == known {
            return Ok(());
        }
        let mut all = StateVector::default();
        for (client, clock) in state.iter() {
            all.set_max(*client, if *client == own { known } else { *clock });
        }
        let entered = self.validator.admit(&txn.encode_diff_v1(&all), None, Limits::KEPT);
        debug_assert!(entered.is_ok(), "a replica writes what no replica lets in");
        entered
    }

    /// Takes back this person's last step of which anything is left. What others did since stays.
    pub fn undo(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        while changes.is_empty() && self.history.undo(&self.doc, &self.roots) {
            changes = self.refresh();
        }
        changes
    }

    pub fn redo(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        while changes.is_empty() && self.history.redo(&self.doc, &self.roots) {
            changes = self.refresh();
        }
        changes
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

    /// Everything done here since the last call (undo and genesis included) as one update, to be kept.
    /// `None` when there is nothing.
    pub fn take_update(&mut self) -> Option<Vec<u8>> {
        let removed = take(&mut self.noted.borrow_mut().removed);
        let (update, sent) = self.since(&self.sent, &removed)?;
        self.sent = sent;
        Some(update)
    }

    /// What was done here since then, and until when. `None` when nothing was.
    pub(super) fn since(&self, sent: &Sent, removed: &IdSet) -> Option<(Vec<u8>, Sent)> {
        let txn = self.doc.transact();
        if sent.nothing {
            let clock = txn.state_vector().get(&self.doc.client_id());
            return Some((self.encode(), Sent { clock, ..Sent::default() }));
        }
        let mut known = StateVector::default();
        let own = self.doc.client_id();
        let all = txn.state_vector();
        for (client, clock) in all.iter() {
            if *client == own {
                known.set_max(own, sent.clock);
            } else if sent.genesis != Some(*client) {
                known.set_max(*client, *clock);
            }
        }
        let clock = all.get(&own);
        if clock == sent.clock && sent.genesis.is_none() && removed.is_empty() {
            return None;
        }
        let mut update = txn.encode_diff_v1(&known);
        // The encoder adds every removal there ever was; ours are enough.
        if let Ok(parsed) = parse(&update, Limits::KEPT) {
            let deletions = parsed.deletions_at;
            update.truncate(deletions);
            update.extend(removed.encode_v1());
        }
        Some((update, Sent { clock, ..Sent::default() }))
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

    /// As [`Self::state_vector`], in at most so many bytes. Where more are needed those of whom least is known are left out:
    /// what they did is then heard again, which changes nothing.
    #[must_use]
    pub fn state_vector_within(&self, most: usize) -> Vec<u8> {
        let all = self.doc.transact().state_vector();
        let bytes = all.encode_v1();
        if bytes.len() <= most {
            return bytes;
        }
        let mut known: Vec<_> = all.iter().map(|(client, clock)| (*clock, *client)).collect();
        known.sort_unstable_by(|a, b| b.cmp(a));
        // A count of five bytes at most, then a name of eight and a number of five for each.
        known.truncate(most.saturating_sub(5) / 13);
        let mut short = StateVector::default();
        for (clock, client) in known {
            short.set_max(client, clock);
        }
        short.encode_v1()
    }

    /// What the owner of this state vector does not know.
    ///
    /// # Errors
    /// [`Refused`] when the bytes are no state vector.
    pub fn diff(&self, state_vector: &[u8]) -> Result<Vec<u8>, Refused> {
        let mut known = StateVector::default();
        for (client, clock) in parse_state_vector(state_vector)? {
            known.set_max(ClientID::new(client), clock);
        }
        Ok(self.doc.transact().encode_diff_v1(&known))
    }

    fn refresh(&mut self) -> Vec<Change> {
        let touched = take(&mut self.noted.borrow_mut().touched);
        if touched.is_empty() {
            return Vec::new();
        }
        self.view.refresh(&self.doc.transact(), &self.roots, touched)
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
                        touched.push((root, key.clone()));
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
            let mut noted = noted.borrow_mut();
            noted.removed.merge_with(txn.delete_set().clone());
            if let Some(news) = &mut noted.removed_news {
                news.merge_with(txn.delete_set().clone());
            }
        }
    })
    .expect("no transaction is open while the replica is made");
}
