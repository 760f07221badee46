//! What is known of every operation in the document: which sequence it belongs to and whether anything
//! can lie inside of it. The library does not let itself be asked, and it trusts what it is given; so an
//! update is held against this book first. Knows the schema of no map, only what a sound history is.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Refused;
use super::wire::{Block, Content, Id, Kind, Parent};
use crate::model::Sorted;

/// Types lie inside of each other at most this deep; ours need three levels.
const MAX_NESTING: u8 = 8;
/// Root maps, ours and those of versions to come.
const MAX_ROOTS: usize = 64;
/// One step of the search for a place among rivals, in bytes moved.
const STEP: u64 = 1_000;
/// One entry in a client's list of operations, in bytes.
const ENTRY: u64 = 24;

/// Numbers of what is known by a pair of numbers: one kind of tree, because each kind costs kilobytes of code.
pub(super) type Index = BTreeMap<Id, u32>;

/// A chain of rivals and successors: all letters of one text, or all values a key ever had.
type SequenceId = u32;
/// Whatever lay here was swept away together with the type it lay in.
const NOWHERE: SequenceId = u32::MAX;
const NO_NAME: u32 = u32::MAX;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Nothing,
    Leaf,
    Type(u32),
}

/// Consecutive operations of one client in one sequence.
#[derive(Debug, Clone, Copy)]
struct Run {
    clock: u32,
    len: u32,
    sequence: SequenceId,
    holds: Holds,
}

impl Run {
    fn end(&self) -> u32 {
        self.clock + self.len
    }
}

#[derive(Debug, Clone, Copy)]
struct Type {
    kind: Kind,
    depth: u8,
    keys: usize,
}

#[derive(Debug, Clone, Copy)]
struct Sequence {
    /// The type it lies in.
    within: u32,
    blocks: u32,
    /// For letters the first one, for values the last one, as far as that is certain.
    edge: Option<Id>,
}

/// How to take back one entry.
enum Entry {
    Run { client: usize, runs: usize, last_len: u32 },
    Sequence(SequenceId, Sequence),
    Follower(Id, Option<Option<Id>>),
    Root(Rc<str>),
    Name(Rc<str>),
    Place(Id),
}

/// What became of an operation that was to be entered.
pub(super) enum Entered {
    Yes,
    /// It needs this one, which is not known yet.
    Waits(Id),
}

#[derive(Default)]
pub(super) struct Ledger {
    /// Where in `runs` a client's are, under its clock 0.
    clients: Index,
    runs: Vec<Vec<Run>>,
    types: Vec<Type>,
    sequences: Vec<Sequence>,
    roots: Sorted<Rc<str>, u32>,
    names: BTreeMap<Rc<str>, u32>,
    /// Sequences by the type they lie in and their name.
    places: Index,
    /// Where in `neighbours` stands what lies right after a letter: another one, or (where people typed at
    /// once) something uncertain.
    followers: Index,
    neighbours: Vec<Option<Id>>,
    journal: Vec<Entry>,
    /// Work estimated since the journal was opened.
    work: u64,
    /// Keys that one map may have.
    most_keys: usize,
}

/// Where to go back to.
pub(super) struct Bookmark {
    types: usize,
    sequences: usize,
    neighbours: usize,
}

impl Ledger {
    pub(super) fn open(&mut self, most_keys: usize) -> Bookmark {
        self.journal.clear();
        self.work = 0;
        self.most_keys = most_keys;
        Bookmark {
            types: self.types.len(),
            sequences: self.sequences.len(),
            neighbours: self.neighbours.len(),
        }
    }

    pub(super) fn work(&self) -> u64 {
        self.work
    }

    pub(super) fn take_back(&mut self, bookmark: &Bookmark) {
        while let Some(entry) = self.journal.pop() {
            match entry {
                Entry::Run { client, runs, last_len } => {
                    let all = &mut self.runs[client];
                    all.truncate(runs);
                    if let Some(last) = all.last_mut() {
                        last.len = last_len;
                    }
                }
                Entry::Sequence(id, old) => self.sequences[id as usize] = old,
                Entry::Follower(id, Some(old)) => self.set_follower(id, old),
                Entry::Follower(id, None) => drop(self.followers.remove(&id)),
                Entry::Root(name) => self.roots.remove(&name),
                Entry::Name(name) => drop(self.names.remove(&name)),
                Entry::Place(place) => {
                    self.types[place.0 as usize].keys -= 1;
                    self.places.remove(&place);
                }
            }
        }
        self.types.truncate(bookmark.types);
        self.sequences.truncate(bookmark.sequences);
        self.neighbours.truncate(bookmark.neighbours);
    }

    /// One past the last known operation of a client.
    pub(super) fn clock(&self, client: u64) -> u32 {
        self.runs_of(client).last().map_or(0, Run::end)
    }

    /// How many stretches of operations there are.
    pub(super) fn entries(&self) -> usize {
        self.runs.iter().map(Vec::len).sum()
    }

    fn runs_of(&self, client: u64) -> &[Run] {
        self.clients.get(&(client, 0)).map_or(&[], |i| &self.runs[*i as usize])
    }

    fn run(&self, id: Id) -> Option<Run> {
        let runs = self.runs_of(id.0);
        let i = runs.partition_point(|run| run.end() <= id.1);
        runs.get(i).copied()
    }

    /// Enters what is new of a block that starts at `clock`.
    pub(super) fn enter(
        &mut self,
        client: u64,
        clock: u32,
        block: &Block<'_>,
    ) -> Result<Entered, Refused> {
        let start = self.clock(client);
        let nested = match block.parent {
            Parent::Nested(id) => Some(id),
            _ => None,
        };
        for id in [block.left, block.right, nested].into_iter().flatten() {
            if id.0 == client && id.1 >= clock {
                return Err(Refused::NotAnUpdate);
            }
            if id.1 >= self.clock(id.0) {
                return Ok(Entered::Waits(id));
            }
        }
        let new = Run {
            clock: start,
            len: clock + block.len - start,
            sequence: NOWHERE,
            holds: Holds::Nothing,
        };
        if block.content == Content::Gone {
            self.push(client, new, true);
            return Ok(Entered::Yes);
        }
        // Of a block that is known in part, the rest follows its known part, whatever else it says.
        let left = if start > clock { Some((client, start - 1)) } else { block.left };
        let sequence = self.sequence_of(left, block)?;
        let holds = self.check_content(sequence, block)?;
        let continues = left.is_some() && left == start.checked_sub(1).map(|prev| (client, prev));
        self.split_work(left, block.right);
        self.follow(sequence, (client, start), new.len, left, block.right);
        self.push(client, Run { sequence, holds, ..new }, continues);
        Ok(Entered::Yes)
    }

    /// All that a block names must lie in one sequence; otherwise the library would tie two together.
    fn sequence_of(&mut self, left: Option<Id>, block: &Block<'_>) -> Result<SequenceId, Refused> {
        let named = match block.parent {
            Parent::OfNeighbour => NOWHERE,
            Parent::Root(name) => {
                let root = self.root(name)?;
                self.place(root, block.key)?
            }
            Parent::Nested(id) => match self.run(id).map(|run| run.holds) {
                Some(Holds::Type(within)) => self.place(within, block.key)?,
                Some(Holds::Nothing) => NOWHERE,
                _ => return Err(Refused::NotAnUpdate),
            },
        };
        let beside =
            |id: Option<Id>| id.and_then(|id| self.run(id)).map_or(NOWHERE, |run| run.sequence);
        if left != block.left && beside(left) == NOWHERE && named != NOWHERE {
            // Of this block we know the beginning only as swept away; who sends us the rest alone will be
            // understood, and so will whoever we send it to.
            return Err(Refused::Gap);
        }
        let mut sequence = NOWHERE;
        for one in [named, beside(left), beside(block.right)] {
            if sequence == NOWHERE {
                sequence = one;
            } else if one != NOWHERE && one != sequence {
                return Err(Refused::NotAnUpdate);
            }
        }
        Ok(sequence)
    }

    fn check_content(&mut self, sequence: SequenceId, block: &Block<'_>) -> Result<Holds, Refused> {
        if sequence == NOWHERE {
            return Ok(Holds::Nothing);
        }
        let Type { kind, depth, .. } =
            self.types[self.sequences[sequence as usize].within as usize];
        let fits = match block.content {
            Content::Letters => kind == Kind::Text,
            Content::Values | Content::Type(_) => kind != Kind::Text,
            Content::Deleted | Content::Gone => true,
        };
        // Values follow each other under a key; one that claims to lie before another would be the last one
        // for some replicas and not for others. Several in one block could be cut in two, and the library
        // would keep the first part alive beyond the map it lies in, pointing at freed memory.
        let several = block.content == Content::Values && block.len > 1;
        if !fits || (kind == Kind::Map && (block.right.is_some() || several)) {
            return Err(Refused::NotAnUpdate);
        }
        match block.content {
            Content::Type(_) if depth >= MAX_NESTING => Err(Refused::NotAnUpdate),
            Content::Type(kind) => {
                self.types.push(Type { kind, depth: depth + 1, keys: 0 });
                Ok(Holds::Type(index(self.types.len() - 1)))
            }
            Content::Letters | Content::Values => Ok(Holds::Leaf),
            Content::Deleted | Content::Gone => Ok(Holds::Nothing),
        }
    }

    fn push(&mut self, client: u64, new: Run, continues: bool) {
        let within = self
            .sequences
            .get(new.sequence as usize)
            .map(|seq| self.types[seq.within as usize].kind);
        let client = *self.clients.entry((client, 0)).or_insert_with(|| {
            self.runs.push(Vec::new());
            index(self.runs.len() - 1)
        }) as usize;
        let runs = &mut self.runs[client];
        let last_len = runs.last().map_or(0, |run| run.len);
        self.journal.push(Entry::Run { client, runs: runs.len(), last_len });
        if let Some(last) = runs.last_mut() {
            let same = last.sequence == new.sequence && last.holds == new.holds;
            let joins = continues || within == Some(Kind::Map);
            if same && joins && !matches!(new.holds, Holds::Type(_)) {
                last.len += new.len;
                return;
            }
        }
        runs.push(new);
    }

    fn root(&mut self, name: &str) -> Result<u32, Refused> {
        if let Some(root) = self.roots.get(name) {
            return Ok(*root);
        }
        if self.roots.len() >= MAX_ROOTS {
            return Err(Refused::NotAnUpdate);
        }
        let (root, name) = (index(self.types.len()), Rc::<str>::from(name));
        self.types.push(Type { kind: Kind::Map, depth: 0, keys: 0 });
        self.journal.push(Entry::Root(Rc::clone(&name)));
        self.roots.insert(name, root);
        Ok(root)
    }

    fn place(&mut self, within: u32, key: Option<&str>) -> Result<SequenceId, Refused> {
        if (self.types[within as usize].kind == Kind::Map) != key.is_some() {
            return Err(Refused::NotAnUpdate);
        }
        let name = key.map_or(NO_NAME, |key| self.name(key));
        let place = (u64::from(within), name);
        if let Some(sequence) = self.places.get(&place) {
            return Ok(*sequence);
        }
        if self.types[within as usize].keys >= self.most_keys {
            return Err(Refused::TooLarge);
        }
        self.types[within as usize].keys += 1;
        let sequence = index(self.sequences.len());
        self.sequences.push(Sequence { within, blocks: 0, edge: None });
        self.journal.push(Entry::Place(place));
        self.places.insert(place, sequence);
        Ok(sequence)
    }

    fn name(&mut self, key: &str) -> u32 {
        if let Some(name) = self.names.get(key) {
            return *name;
        }
        let (name, key) = (index(self.names.len()), Rc::<str>::from(key));
        self.journal.push(Entry::Name(Rc::clone(&key)));
        self.names.insert(key, name);
        name
    }

    /// Estimates the search for a place among rivals, and remembers what makes the next estimate right.
    /// A newcomer that says truly what lies to its right needs no search.
    fn follow(
        &mut self,
        sequence: SequenceId,
        new: Id,
        len: u32,
        left: Option<Id>,
        right: Option<Id>,
    ) {
        let Some(&old) = self.sequences.get(sequence as usize) else { return };
        let last = (new.0, new.1 + len - 1);
        let mut seq = Sequence { blocks: old.blocks + 1, ..old };
        let searches;
        if self.types[old.within as usize].kind == Kind::Map {
            searches = old.blocks > 0 && (left.is_none() || left != old.edge);
            seq.edge = Some(last);
        } else if let Some(left) = left {
            let known = self.followers.get(&left).map(|i| self.neighbours[*i as usize]);
            let neighbour = || Some((left.0, left.1 + 1)).filter(|_| self.is_inside(left));
            let follower = known.unwrap_or_else(neighbour);
            let rivals = known.is_some() || follower.is_some();
            searches = rivals && (follower.is_none() || follower != right);
            if left != (new.0, new.1.wrapping_sub(1)) || rivals {
                self.journal.push(Entry::Follower(left, known));
                self.set_follower(left, if searches { None } else { Some(new) });
            }
        } else {
            searches = old.blocks > 0 && (old.edge.is_none() || old.edge != right);
            seq.edge = if searches { None } else { Some(new) };
        }
        if searches {
            self.work += STEP * u64::from(old.blocks);
        }
        self.journal.push(Entry::Sequence(sequence, old));
        self.sequences[sequence as usize] = seq;
    }

    fn set_follower(&mut self, id: Id, follower: Option<Id>) {
        let next = index(self.neighbours.len());
        let i = *self.followers.entry(id).or_insert(next);
        if i == next {
            self.neighbours.push(follower);
        } else {
            self.neighbours[i as usize] = follower;
        }
    }

    /// Does the operation after this one continue it?
    fn is_inside(&self, id: Id) -> bool {
        self.run(id).is_some_and(|run| id.1 + 1 < run.end())
    }

    /// Estimates what it costs to cut blocks in two where the newcomer goes between.
    fn split_work(&mut self, left: Option<Id>, right: Option<Id>) {
        if let Some(left) = left {
            self.cut_work((left.0, left.1 + 1));
        }
        if let Some(right) = right {
            self.cut_work(right);
        }
    }

    /// Estimates a cut before this operation.
    pub(super) fn cut_work(&mut self, id: Id) {
        if let Some(run) = self.run(id).filter(|run| run.clock < id.1) {
            let entries = self.runs_of(id.0).len() as u64;
            self.work += u64::from(run.len) + ENTRY * entries;
        }
    }

    /// Estimates what it costs to join a chain of blocks into one.
    pub(super) fn join_work(&mut self, letters: u64, entries_behind: u64) {
        self.work += letters + ENTRY * entries_behind;
    }
}

pub(super) fn index(n: usize) -> u32 {
    u32::try_from(n).expect("an update holds fewer than 2^32 operations")
}
