//! A map made quick to ask: who links to whom, what counts, and what lies on a path to a priority.
//! Built once for all rules, in time linear in the map. Knows no rule.

use crate::model::{Card, CardId, CardKind, Date, Link, LinkKind, Map, Value};

/// Where a card stands in an [`Index`]: good for that index alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct At(u32);

impl At {
    pub(super) fn slot(self) -> usize {
        self.0 as usize
    }
}

struct Wire<'a> {
    link: &'a Link,
    from: At,
    to: At,
}

/// For every card the links at one of its ends, as one list cut into pieces.
struct Ends {
    starts: Vec<u32>,
    links: Vec<u32>,
}

impl Ends {
    fn of(cards: usize, wires: &[Wire<'_>], end: fn(&Wire<'_>) -> At) -> Self {
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

/// A map with what many rules ask for worked out once.
pub struct Index<'a> {
    pub map: &'a Map,
    cards: Vec<&'a Card>,
    /// How each id begins, in their order: most ids are told apart without looking at the cards.
    heads: Vec<u64>,
    wires: Vec<Wire<'a>>,
    out: Ends,
    into: Ends,
    active: Vec<bool>,
    reaches: Vec<bool>,
    supported: Vec<bool>,
}

/// A path runs along these, from support to a priority.
pub(super) fn leads(kind: LinkKind) -> bool {
    use LinkKind as L;
    matches!(kind, L::Enables | L::Contributes | L::Moves | L::Advances | L::LaddersUp)
}

impl<'a> Index<'a> {
    #[must_use]
    pub fn of(map: &'a Map) -> Self {
        let cards: Vec<&Card> = map.cards.values().map(|card| &**card).collect();
        let heads: Vec<_> = cards.iter().map(|card| head(&card.id)).collect();
        let find = |id: &CardId| find(&cards, &heads, id);
        let wires = map
            .links
            .values()
            .filter_map(|link| Some(Wire { link, from: find(&link.from)?, to: find(&link.to)? }));
        let wires: Vec<_> = wires.collect();
        let out = Ends::of(cards.len(), &wires, |wire| wire.from);
        let into = Ends::of(cards.len(), &wires, |wire| wire.to);
        let active = cards.iter().map(|card| card.is_active()).collect();
        let (reaches, supported) = (Vec::new(), Vec::new());
        let mut index = Self { map, cards, heads, wires, out, into, active, reaches, supported };
        index.reaches = index.flood(CardKind::Priority, false);
        index.supported = index.flood(CardKind::Initiative, true);
        index
    }

    /// Marks the active cards of a kind and every active card that paths join to them.
    fn flood(&self, kind: CardKind, onward: bool) -> Vec<bool> {
        let mut marked = vec![false; self.cards.len()];
        let mut open: Vec<At> = self.active_of(kind).collect();
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

    #[must_use]
    pub fn at(&self, id: &CardId) -> Option<At> {
        find(&self.cards, &self.heads, id)
    }

    #[must_use]
    pub fn card(&self, at: At) -> &'a Card {
        self.cards[at.slot()]
    }

    #[must_use]
    pub fn id(&self, at: At) -> CardId {
        self.card(at).id.clone()
    }

    /// How many cards there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cards.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cards.is_empty()
    }

    /// All places, in the order of the ids.
    pub fn all(&self) -> impl Iterator<Item = At> + use<> {
        (0..self.cards.len()).map(|slot| At(slot as u32))
    }

    /// The cards of a kind that count: not stopped, paused or parked.
    pub fn active_of(&self, kind: CardKind) -> impl Iterator<Item = At> + '_ {
        self.all().filter(move |at| self.card(*at).kind == kind && self.is_active(*at))
    }

    #[must_use]
    pub fn is_active(&self, at: At) -> bool {
        self.active[at.slot()]
    }

    /// An initiative that takes people's time or soon will.
    #[must_use]
    pub fn is_running(&self, at: At) -> bool {
        self.is_active(at)
            && self.card(at).kind == CardKind::Initiative
            && matches!(self.card(at).fields.text("status"), "approved" | "pilot" | "live")
    }

    /// Approved, pilot and live initiatives.
    pub fn running(&self) -> impl Iterator<Item = At> + '_ {
        self.active_of(CardKind::Initiative).filter(|at| self.is_running(*at))
    }

    /// A path leads from here to an active priority, or this is one.
    #[must_use]
    pub fn reaches_priority(&self, at: At) -> bool {
        self.reaches[at.slot()]
    }

    /// A path leads here from an active initiative, or this is one.
    #[must_use]
    pub fn is_supported(&self, at: At) -> bool {
        self.supported[at.slot()]
    }

    /// The links of a kind that start here, with the card at their other end.
    pub fn from(&self, at: At, kind: LinkKind) -> impl Iterator<Item = (At, &'a Link)> + '_ {
        self.links_from(at).filter(move |(_, link)| link.kind == kind)
    }

    /// The links of a kind that end here, with the card at their other end.
    pub fn to(&self, at: At, kind: LinkKind) -> impl Iterator<Item = (At, &'a Link)> + '_ {
        self.links_to(at).filter(move |(_, link)| link.kind == kind)
    }

    pub fn links_from(&self, at: At) -> impl Iterator<Item = (At, &'a Link)> + '_ {
        let wires = self.out.at(at).iter().map(|number| &self.wires[*number as usize]);
        wires.map(|wire| (wire.to, wire.link))
    }

    pub fn links_to(&self, at: At) -> impl Iterator<Item = (At, &'a Link)> + '_ {
        let wires = self.into.at(at).iter().map(|number| &self.wires[*number as usize]);
        wires.map(|wire| (wire.from, wire.link))
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

fn find(cards: &[&Card], heads: &[u64], id: &CardId) -> Option<At> {
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
