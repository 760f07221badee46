//! What happened in a run, written down while it happens, and what it amounts to.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use tokio::sync::Mutex;

use super::scraps::Scraps;
use super::tokens::writer;

/// Milliseconds since 1970, as the pages tell them, too.
pub fn now_ms() -> f64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs_f64() * 1_000.0
}

/// A token on somebody's screen.
struct Seen {
    by: usize,
    token: String,
    at: f64,
    /// The card was in view before.
    timed: bool,
}

pub struct Log {
    pub ends: Cell<Instant>,
    /// Somebody's story went wrong: the others may stop.
    pub broken: Cell<bool>,
    /// Since when nobody can be reached.
    pub relay_gone: Cell<Option<f64>>,
    /// Whose turn it is, where they take turns.
    pub turn: Rc<Mutex<()>>,
    pub scraps: RefCell<Scraps>,
    counts: RefCell<BTreeMap<&'static str, u32>>,
    /// Each token with the time of its last key, where the page lived to tell it.
    typed: RefCell<BTreeMap<String, Option<f64>>>,
    /// Typed by somebody whose browser was killed right afterwards.
    at_risk: RefCell<BTreeSet<String>>,
    saved: RefCell<BTreeSet<String>>,
    seen: RefCell<Vec<Seen>>,
    /// Who was away or not connected, from when until when.
    apart: RefCell<Vec<(usize, f64, f64)>>,
}

impl Log {
    pub fn new() -> Self {
        Self {
            ends: Cell::new(Instant::now()),
            broken: Cell::default(),
            relay_gone: Cell::default(),
            turn: Rc::default(),
            scraps: RefCell::default(),
            counts: RefCell::default(),
            typed: RefCell::default(),
            at_risk: RefCell::default(),
            saved: RefCell::default(),
            seen: RefCell::default(),
            apart: RefCell::default(),
        }
    }

    pub fn count(&self, what: &'static str) {
        *self.counts.borrow_mut().entry(what).or_default() += 1;
    }

    pub fn counted(&self, what: &str) -> usize {
        self.counts.borrow().get(what).map_or(0, |n| *n as usize)
    }

    pub fn was_seen(&self) -> bool {
        !self.seen.borrow().is_empty()
    }

    pub fn typed(&self, token: &str) {
        self.typed.borrow_mut().insert(token.to_owned(), None);
    }

    pub fn last_key(&self, token: &str, at: f64) {
        self.typed.borrow_mut().insert(token.to_owned(), Some(at));
    }

    pub fn at_risk(&self, token: &str) {
        self.at_risk.borrow_mut().insert(token.to_owned());
    }

    pub fn saved(&self, tokens: Vec<String>) {
        self.saved.borrow_mut().extend(tokens);
    }

    pub fn seen(&self, by: usize, token: String, at: f64, timed: bool) {
        self.seen.borrow_mut().push(Seen { by, token, at, timed });
    }

    pub fn apart(&self, who: usize, from: f64) {
        self.apart.borrow_mut().push((who, from, now_ms()));
    }

    pub fn is_saved(&self, token: &str) -> bool {
        self.saved.borrow().contains(token)
    }

    pub fn said_saved(&self) -> BTreeSet<String> {
        self.saved.borrow().clone()
    }

    pub fn all_typed(&self) -> BTreeSet<String> {
        self.typed.borrow().keys().cloned().collect()
    }

    /// All that nothing excuses the loss of.
    pub fn expected(&self) -> BTreeSet<String> {
        &(&self.all_typed() - &self.at_risk.borrow()) | &self.saved.borrow()
    }

    /// From the last key of a token to another screen, in milliseconds: between people who were connected all the
    /// while, and all.
    pub fn waits(&self) -> (Vec<f64>, Vec<f64>) {
        let (typed, apart) = (self.typed.borrow(), self.apart.borrow());
        let (mut calm, mut all) = (Vec::new(), Vec::new());
        for seen in self.seen.borrow().iter().filter(|seen| seen.timed) {
            let writer = writer(&seen.token);
            let Some(Some(from)) = typed.get(&seen.token).filter(|_| seen.by != writer) else {
                continue;
            };
            all.push(seen.at - from);
            let between = |who: usize| {
                apart.iter().any(|(it, left, back)| *it == who && *left <= seen.at && from <= back)
            };
            if !between(writer) && !between(seen.by) {
                calm.push(seen.at - from);
            }
        }
        calm.sort_by(f64::total_cmp);
        all.sort_by(f64::total_cmp);
        (calm, all)
    }

    /// Within so many milliseconds, 95 of 100 letters were on the screens of people who were connected.
    pub fn calm_p95(&self) -> f64 {
        at(&self.waits().0, 0.95)
    }

    pub fn print(&self) {
        let counts = self.counts.borrow();
        let line: Vec<_> = counts.iter().map(|(what, n)| format!("{what} {n}")).collect();
        println!("  done: {}", line.join(", "));
        let [moved, removed, all] = self.scraps.borrow().counted();
        println!(
            "  of {all} cards that one person alone had in hand, {moved} are where that one put them, {removed} are removed"
        );
        let (calm, all) = self.waits();
        for (name, waits) in [("people connected", calm), ("all", all)] {
            println!(
                "  from a key to another screen, {name}: p50 {:.0} ms, p95 {:.0} ms, longest {:.0} ms, of {}",
                at(&waits, 0.5),
                at(&waits, 0.95),
                waits.last().copied().unwrap_or_default(),
                waits.len()
            );
        }
    }
}

/// Of these, sorted, the one below which this share of them lies.
fn at(sorted: &[f64], share: f64) -> f64 {
    sorted.get((sorted.len() as f64 * share) as usize).copied().unwrap_or_default()
}
