//! A map made quick to ask: who links to whom, what counts, and what lies on a path to a priority.
//! Built once for all rules, in time linear in the map; of what is the same as before nothing is worked out anew.
//! Knows no rule.

use std::rc::Rc;

use super::Reach;
use crate::model::{Card, CardId, CardKind, Date, Link, LinkKind, Map, Value, sort_and_dedup};

/// Where a card stands in an [`Index`]: good for that index alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct At(u32);

impl At {
    pub(super) fn slot(self) -> usize {
        self.0 as usize
    }
}

#[derive(Debug)]
struct Wire {
    link: Rc<Link>,
    from: At,
    to: At,
}

/// For every card the links at one of its ends, as one list cut into pieces.
#[derive(Debug)]
struct Ends {
    starts: Vec<u32>,
    links: Vec<u32>,
}

impl Ends {
    fn of(cards: usize, wires: &[Wire], end: fn(&Wire) -> At) -> Self {
        let mut starts = vec![0; cards + 1];
        for wire in wires {
            starts[end(wire).slot() + 1] += 1;
        }
        for slot in 0..cards {
            starts[slot + 1] += starts[slot];
        }
        let mut next = starts.clone();
        let mut links = vec![0; wires.len()];
        for (number, wire) in (0..).zip(wires) {
            let free = &mut next[end(wire).slot()];
            links[*free as usize] = number;
            *free += 1;
        }
        Self { starts, links }
    }

    fn at(&self, card: At) -> &[u32] {
        let (first, end) = (self.starts[card.slot()], self.starts[card.slot() + 1]);
        &self.links[first as usize..end as usize]
    }
}

/// What is worked out once about a map. It holds the map's cards and links, so that it can be told what of another
/// edition is new: unchanged ones are the same in memory.
#[derive(Debug)]
pub struct Frame {
    cards: Vec<Rc<Card>>,
    /// How each id begins, in their order: most ids are told apart without looking at the cards.
    heads: Vec<u64>,
    kinds: Vec<CardKind>,
    wires: Vec<Wire>,
    out: Ends,
    into: Ends,
    active: Vec<bool>,
    reaches: Vec<bool>,
    supported: Vec<bool>,
}

/// A map with what many rules ask for worked out once.
pub struct Index<'a> {
    pub map: &'a Map,
    pub(super) frame: Rc<Frame>,
}

/// What is other in a map than it was.
#[derive(Debug, Default)]
pub struct Change {
    /// Cards as they were, the removed ones among them.
    pub before: Vec<Rc<Card>>,
    /// Cards as they are, the new ones among them.
    pub now: Vec<Rc<Card>>,
    /// Where those are.
    pub cards: Vec<At>,
    /// Where links begin or end that are new, other or gone.
    pub ends: Vec<At>,
    /// Where each card is that was there; `None` while all are where they were.
    pub places: Option<Vec<Option<At>>>,
}

impl Change {
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.before.is_empty() && self.cards.is_empty() && self.ends.is_empty()
    }

    /// Where a card is that was here before.
    #[must_use]
    pub fn place(&self, before: At) -> Option<At> {
        match &self.places {
            Some(places) => places[before.slot()],
            None => Some(before),
        }
    }
}

/// A path runs along these, from support to a priority.
pub(super) fn leads(kind: LinkKind) -> bool {
    use LinkKind as L;
    matches!(kind, L::Enables | L::Contributes | L::Moves | L::Advances | L::LaddersUp)
}

impl Frame {
    /// The frame of a map, and what is other in it than in the one before. Nothing is worked out anew for cards and
    /// links that are the same.
    fn after(before: &Self, map: &Map) -> (Self, Change) {
        let mut change = Change::default();
        let mut next = before.next_cards(map, &mut change);
        let find = |id: &CardId| find(&next.cards, &next.heads, id);
        next.wires = before.next_wires(map, &find, &mut change);
        let many = next.cards.len();
        next.out = Ends::of(many, &next.wires, |wire| wire.from);
        next.into = Ends::of(many, &next.wires, |wire| wire.to);
        let same_cards = next.active == before.active && next.kinds == before.kinds;
        if same_cards && change.places.is_none() && change.ends.is_empty() {
            (next.reaches, next.supported) = (before.reaches.clone(), before.supported.clone());
        } else {
            next.reaches = next.flood(CardKind::Priority, false);
            next.supported = next.flood(CardKind::Initiative, true);
        }
        (next, change)
    }

    fn empty() -> Self {
        let (cards, heads, kinds, wires) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (out, into) = (Ends::of(0, &[], |wire| wire.from), Ends::of(0, &[], |wire| wire.to));
        let (active, reaches, supported) = (Vec::new(), Vec::new(), Vec::new());
        Self { cards, heads, kinds, wires, out, into, active, reaches, supported }
    }

    /// Goes through both lists of cards at once, which are sorted by id.
    fn next_cards(&self, map: &Map, change: &mut Change) -> Self {
        let mut next = Self::empty();
        let Self { cards, heads, kinds, active, .. } = &mut next;
        let mut places = vec![None; self.cards.len()];
        let mut old = 0;
        for card in map.cards.values() {
            let at = At(cards.len() as u32);
            let is_same = |old: usize| self.cards.get(old).is_some_and(|it| Rc::ptr_eq(it, card));
            while !is_same(old) && self.cards.get(old).is_some_and(|known| known.id < card.id) {
                change.before.push(self.cards[old].clone());
                old += 1;
            }
            if is_same(old) {
                heads.push(self.heads[old]);
                kinds.push(self.kinds[old]);
                active.push(self.active[old]);
                places[old] = Some(at);
                old += 1;
            } else {
                heads.push(head(&card.id));
                kinds.push(card.kind);
                active.push(card.is_active());
                change.now.push(card.clone());
                change.cards.push(at);
                if let Some(known) = self.cards.get(old).filter(|known| known.id == card.id) {
                    change.before.push(known.clone());
                    places[old] = Some(at);
                    old += 1;
                }
            }
            cards.push(card.clone());
        }
        change.before.extend(self.cards[old..].iter().cloned());
        let in_place = places.len() == cards.len()
            && places.iter().enumerate().all(|(slot, at)| at.is_some_and(|at| at.slot() == slot));
        change.places = (!in_place).then_some(places);
        next
    }

    fn next_wires(
        &self,
        map: &Map,
        find: &dyn Fn(&CardId) -> Option<At>,
        change: &mut Change,
    ) -> Vec<Wire> {
        let mut wires = Vec::with_capacity(map.links.size());
        let mut old = self.wires.iter().peekable();
        let (mut ends, place) = (Vec::new(), |at| change.place(at));
        let mut gone =
            |wire: &Wire| ends.extend([wire.from, wire.to].into_iter().filter_map(place));
        let mut new = Vec::new();
        for link in map.links.values() {
            while let Some(wire) =
                old.next_if(|wire| !Rc::ptr_eq(&wire.link, link) && wire.link.id < link.id)
            {
                gone(wire);
            }
            if let Some(wire) = old.next_if(|wire| Rc::ptr_eq(&wire.link, link)) {
                match (place(wire.from), place(wire.to)) {
                    (Some(from), Some(to)) => wires.push(Wire { link: link.clone(), from, to }),
                    _ => gone(wire),
                }
                continue;
            }
            if let Some(wire) = old.next_if(|wire| wire.link.id == link.id) {
                gone(wire);
            }
            if let (Some(from), Some(to)) = (find(&link.from), find(&link.to)) {
                new.extend([from, to]);
                wires.push(Wire { link: link.clone(), from, to });
            }
        }
        old.for_each(gone);
        change.ends = ends;
        change.ends.extend(new);
        wires
    }

    /// Marks the active cards of a kind and every active card that paths join to them.
    fn flood(&self, kind: CardKind, onward: bool) -> Vec<bool> {
        let mut marked = vec![false; self.cards.len()];
        let slots = (0..).map(At).take(self.cards.len());
        let mut open: Vec<At> =
            slots.filter(|at| self.kinds[at.slot()] == kind && self.active[at.slot()]).collect();
        for at in &open {
            marked[at.slot()] = true;
        }
        while let Some(at) = open.pop() {
            let ends = if onward { &self.out } else { &self.into };
            for number in ends.at(at) {
                let wire = &self.wires[*number as usize];
                let next = if onward { wire.to } else { wire.from };
                if leads(wire.link.kind) && self.active[next.slot()] && !marked[next.slot()] {
                    marked[next.slot()] = true;
                    open.push(next);
                }
            }
        }
        marked
    }
}

impl<'a> Index<'a> {
    #[must_use]
    pub fn of(map: &'a Map) -> Self {
        Self::after(&Frame::empty(), map).0
    }

    /// The index of a later edition, and what has changed in it.
    pub(super) fn after(before: &Frame, map: &'a Map) -> (Self, Change) {
        let (frame, change) = Frame::after(before, map);
        (Self { map, frame: Rc::new(frame) }, change)
    }

    /// The cards that look at what has changed, if they look so far.
    pub(super) fn reached(&self, change: &Change, reach: Reach) -> Vec<At> {
        let mut marked = vec![false; self.len()];
        let ends: &[At] = if reach == Reach::Own { &[] } else { &change.ends };
        let mut open: Vec<At> = Vec::new();
        let mut found: Vec<At> = Vec::new();
        let mut mark = |at: At, open: &mut Vec<At>| {
            if !std::mem::replace(&mut marked[at.slot()], true) {
                open.push(at);
                found.push(at);
            }
        };
        change.cards.iter().chain(ends).for_each(|at| mark(*at, &mut open));
        if reach == Reach::Near {
            for at in std::mem::take(&mut open) {
                let joined = self.links_from(at).chain(self.links_to(at));
                joined.for_each(|(next, _)| mark(next, &mut Vec::new()));
            }
        }
        while let Some(at) = open.pop().filter(|_| reach != Reach::Own) {
            let onward = self.links_from(at).filter(|(_, link)| reach.looks_back_along(link.kind));
            let back = self.links_to(at).filter(|(_, link)| reach.looks_along(link.kind));
            onward.chain(back).for_each(|(next, _)| mark(next, &mut open));
        }
        sort_and_dedup(&mut found);
        found
    }

    #[must_use]
    pub fn at(&self, id: &CardId) -> Option<At> {
        find(&self.frame.cards, &self.frame.heads, id)
    }

    #[must_use]
    pub fn card(&self, at: At) -> &Card {
        &self.frame.cards[at.slot()]
    }

    #[must_use]
    pub fn id(&self, at: At) -> CardId {
        self.card(at).id.clone()
    }

    /// How many cards there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.frame.cards.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.frame.cards.is_empty()
    }

    /// All places, in the order of the ids.
    pub fn all(&self) -> impl Iterator<Item = At> + use<> {
        (0..self.len() as u32).map(At)
    }

    /// The cards of a kind that count: not stopped, paused or parked.
    pub fn active_of(&self, kind: CardKind) -> impl Iterator<Item = At> + '_ {
        self.all().filter(move |at| self.kind(*at) == kind && self.is_active(*at))
    }

    #[must_use]
    pub fn kind(&self, at: At) -> CardKind {
        self.frame.kinds[at.slot()]
    }

    #[must_use]
    pub fn is_active(&self, at: At) -> bool {
        self.frame.active[at.slot()]
    }

    /// An initiative that takes people's time or soon will.
    #[must_use]
    pub fn is_running(&self, at: At) -> bool {
        self.is_active(at)
            && self.kind(at) == CardKind::Initiative
            && matches!(self.card(at).fields.text("status"), "approved" | "pilot" | "live")
    }

    /// Approved, pilot and live initiatives.
    pub fn running(&self) -> impl Iterator<Item = At> + '_ {
        self.active_of(CardKind::Initiative).filter(|at| self.is_running(*at))
    }

    /// A path leads from here to an active priority, or this is one.
    #[must_use]
    pub fn reaches_priority(&self, at: At) -> bool {
        self.frame.reaches[at.slot()]
    }

    /// A path leads here from an active initiative, or this is one.
    #[must_use]
    pub fn is_supported(&self, at: At) -> bool {
        self.frame.supported[at.slot()]
    }

    /// The links of a kind that start here, with the card at their other end.
    pub fn from(&self, at: At, kind: LinkKind) -> impl Iterator<Item = (At, &Link)> + '_ {
        self.links_from(at).filter(move |(_, link)| link.kind == kind)
    }

    /// The links of a kind that end here, with the card at their other end.
    pub fn to(&self, at: At, kind: LinkKind) -> impl Iterator<Item = (At, &Link)> + '_ {
        self.links_to(at).filter(move |(_, link)| link.kind == kind)
    }

    pub fn links_from(&self, at: At) -> impl Iterator<Item = (At, &Link)> + '_ {
        let wires = self.frame.out.at(at).iter().map(|number| &self.frame.wires[*number as usize]);
        wires.map(|wire| (wire.to, &*wire.link))
    }

    pub fn links_to(&self, at: At) -> impl Iterator<Item = (At, &Link)> + '_ {
        let wires = self.frame.into.at(at).iter().map(|number| &self.frame.wires[*number as usize]);
        wires.map(|wire| (wire.from, &*wire.link))
    }

    /// The active performances that an initiative enables.
    pub fn enabled_by(&self, initiative: At) -> impl Iterator<Item = At> + '_ {
        let enabled = self.from(initiative, LinkKind::Enables).map(|(at, _)| at);
        enabled.filter(|at| self.is_active(*at))
    }

    /// The active outcomes that an initiative moves, through what people do or by the unproven shortcut;
    /// each once.
    #[must_use]
    pub fn outcomes_of(&self, initiative: At) -> Vec<At> {
        let mut found = Vec::new();
        let direct = self.from(initiative, LinkKind::Contributes).map(|(at, _)| at);
        let moved = self
            .enabled_by(initiative)
            .flat_map(|performance| self.from(performance, LinkKind::Moves).map(|(at, _)| at));
        found.extend(
            direct
                .chain(moved)
                .filter(|at| self.is_active(*at) && self.card(*at).kind == CardKind::Outcome),
        );
        crate::model::sort_and_dedup(&mut found);
        found
    }

    /// Belongs to learning and development: says so, or stands on that side.
    #[must_use]
    pub fn is_ld(&self, at: At) -> bool {
        is_ld(self.card(at))
    }
}

pub(super) fn is_ld(stakeholder: &Card) -> bool {
    match stakeholder.fields.get("is_ld") {
        Some(Value::Flag(said)) => *said,
        _ => stakeholder.fields.text("side") == "learning",
    }
}

fn find(cards: &[Rc<Card>], heads: &[u64], id: &CardId) -> Option<At> {
    let wanted = head(id);
    let first = heads.partition_point(|head| *head < wanted);
    let alike = heads[first..].partition_point(|head| *head == wanted);
    let found = cards[first..first + alike].binary_search_by(|card| card.id.cmp(id)).ok();
    found.map(|slot| At((first + slot) as u32))
}

/// The first eight characters of an id as a number that orders as they do.
fn head(id: &CardId) -> u64 {
    let first = id.as_str().bytes().chain([0; 8]).take(8);
    first.fold(0, |head, byte| head << 8 | u64::from(byte))
}

/// Reading what a card says, for rules.
pub(super) trait Said {
    fn number(&self, key: &str) -> Option<f64>;
    fn date(&self, key: &str) -> Option<Date>;
    fn lacks(&self, key: &str) -> bool;
    fn name(&self) -> String;
}

impl Said for Card {
    fn number(&self, key: &str) -> Option<f64> {
        match self.fields.get(key) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    fn date(&self, key: &str) -> Option<Date> {
        match self.fields.get(key) {
            Some(Value::Date(date)) => Some(*date),
            _ => None,
        }
    }

    fn lacks(&self, key: &str) -> bool {
        self.fields.get(key).is_none()
    }

    /// The title as it is quoted in a sentence.
    fn name(&self) -> String {
        let title = self.title.trim();
        if title.is_empty() { "…".to_owned() } else { title.to_owned() }
    }
}

/// A number as people write it: `3`, not `3.0`.
pub(super) fn number_text(number: f64) -> String {
    Value::Number(number).to_json().to_string()
}
