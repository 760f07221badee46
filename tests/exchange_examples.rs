//! The worked examples say what they are there to show, ask the questions they are known for, and lie
//! so that a person can follow them.

use std::collections::BTreeSet;

use alignment_canvas::exchange::{canonical, parse};
use alignment_canvas::geometry::{CARD, MapPoint, Scene};
use alignment_canvas::model::{Card, CardId, CardKind, Lane, LinkKind, Map, SHORT_TITLE, Value};

const SHADOWING: &str = include_str!("../examples/structured-shadowing.json");
const VIDEOS: &str = include_str!("../examples/retailer-safety-videos.json");
const STORES: &str = include_str!("../examples/sixty-stores.json");
const CONVERSATION: &str = include_str!("../examples/first-conversation.json");
const ALL: [(&str, &str); 4] = [
    ("structured-shadowing", SHADOWING),
    ("retailer-safety-videos", VIDEOS),
    ("sixty-stores", STORES),
    ("first-conversation", CONVERSATION),
];

fn open(text: &str) -> Map {
    let import = parse(text).expect("a map");
    assert_eq!(import.warnings, []);
    import.map
}

fn id(raw: &str) -> CardId {
    CardId::parse(raw).expect("an id")
}

/// The links of a map as `from-kind>to`, sorted.
fn links(map: &Map) -> BTreeSet<String> {
    map.links.values().map(|l| format!("{}-{}>{}", l.from, l.kind.name(), l.to)).collect()
}

fn expect_links(map: &Map, wanted: &str) {
    let wanted: BTreeSet<String> = wanted.split_whitespace().map(str::to_owned).collect();
    assert_eq!(links(map), wanted);
    assert_eq!(map.links.size(), wanted.len());
}

#[test]
fn structured_shadowing_is_all_there() {
    let map = open(SHADOWING);
    expect_links(
        &map,
        "p2-ladders_up>p1 o1-advances>p2 c1-threatens>p2 s1-raised>c1 f1-moves>o1 b1-blocks>n1 \
         b2-blocks>f1 n2-enables>f1 n2-removes>b2 n2-replaces>n1 s1-sponsors>n2 s1-owns>o1 \
         s2-performs>f1 s3-owns>n2 i1-evidence_for>n2 x1-evidence_for>n2 k1-commits_to>n2 k2-commits_to>n2",
    );
    assert_eq!(map.cards.size(), 16);
    assert_eq!(map.cards[&id("n1")].place.lane, Lane::Stopped);
    assert_eq!(Rules(&map).firing(), [8]);
}

#[test]
fn retailer_safety_videos_is_all_there() {
    let map = open(VIDEOS);
    expect_links(
        &map,
        "s1-raised>r1 r1-reframed_as>o1 s2-raised>i1 i1-evidence_for>n1 i2-evidence_for>n2 \
         x1-evidence_for>n2 n1-enables>f1 n2-enables>f1 n1-contributes>o2 n2-contributes>o2 \
         n2-replaces>n3 n2-removes>b1 b1-blocks>o2 f1-moves>o1 o1-advances>p1 o2-advances>p1 \
         s1-owns>o1 s3-owns>n1 s3-owns>n2 k1-commits_to>o1",
    );
    assert_eq!(map.cards.size(), 16);
    assert_eq!(map.cards[&id("r1")].fields.text("decision"), "accepted");
    assert_eq!(Rules(&map).firing(), [3, 4, 5, 8, 9, 22]);
}

#[test]
fn sixty_stores_is_all_there() {
    let map = open(STORES);
    expect_links(
        &map,
        "c1-threatens>p1 o1-advances>p1 f1-moves>o1 f2-moves>o1 n1-enables>f1 n1-enables>f2 \
         n2-enables>f2 n3-enables>f2 b1-blocks>f1 b2-blocks>n3 s1-owns>n1 s1-owns>n2 s1-owns>n3 \
         s3-influences>s2 i1-evidence_for>x1 x1-evidence_for>p1",
    );
    assert_eq!(map.cards.size(), 16);
    assert_eq!(Rules(&map).firing(), [2, 4, 5, 9, 12, 18, 22, 24]);
}

#[test]
fn the_first_conversation_asks_about_every_lane_and_marks_all_as_drafts() {
    let map = open(CONVERSATION);
    for lane in Lane::ALL.into_iter().filter(|lane| *lane != Lane::Requests) {
        assert!(map.cards.values().any(|card| card.place.lane == lane), "{lane:?}");
    }
    for card in map.cards.values() {
        assert!(card.title.ends_with('?') && card.fields.flag("needs_review"), "{}", card.title);
    }
}

#[test]
fn every_example_is_written_canonically_with_a_side_a_short_title_and_a_home() {
    let mut ids = BTreeSet::new();
    for (name, text) in ALL {
        let map = open(text);
        assert_eq!(canonical(&map), text, "{name}");
        assert!(ids.insert(map.id.as_str().to_owned()) && !map.title.is_empty(), "{name}");
        for card in map.cards.values() {
            assert!(card.title.chars().count() <= SHORT_TITLE, "{}", card.title);
            assert!(["business", "learning"].contains(&card.fields.text("side")), "{}", card.title);
            assert_eq!(card.place.lane.kind_for(card.kind), card.kind, "{}", card.title);
        }
    }
}

#[test]
fn every_example_lies_so_that_no_card_covers_another_and_no_line_runs_behind_a_card() {
    for (name, text) in ALL {
        let map = open(text);
        let scene = Scene::new(&map);
        let rects: Vec<_> =
            map.cards.keys().map(|id| (id, scene.rect(id).expect("a card of the map"))).collect();
        for (i, (a, rect)) in rects.iter().enumerate() {
            let others = rects[..i].iter().filter(|(_, other)| rect.touches(other));
            assert_eq!(others.map(|(b, _)| (a, *b)).next(), None, "{name}");
        }
        for link in map.links.values() {
            let route = scene.route(&link.id).expect("a line");
            let points = route
                .curves
                .iter()
                .flat_map(|curve| (0..=20).map(|i| curve.at(f64::from(i) / 20.0)));
            for MapPoint { x, y } in points {
                let behind = rects.iter().find(|(id, rect)| {
                    **id != link.from && **id != link.to && rect.contains(MapPoint { x, y })
                });
                assert_eq!(behind.map(|(id, _)| *id), None, "{name}: {}", link.id);
            }
        }
        let lowest = map.cards.values().filter(|c| !c.place.lane.is_tray()).map(|c| c.place.y);
        assert!(lowest.fold(0.0, f64::max) + CARD.height < 900.0, "{name} fits a screen");
    }
}

/// The structural rules of the analysis that the examples were written for, read from scratch, so that the
/// examples hold before and whatever the real rules become.
struct Rules<'a>(&'a Map);

impl Rules<'_> {
    fn firing(&self) -> Vec<u32> {
        let priorities = || self.of(CardKind::Priority).filter(|card| card.is_active());
        let outcomes = || self.of(CardKind::Outcome).filter(|card| card.is_active());
        let active = || self.of(CardKind::Initiative).filter(|card| card.is_active());
        let running = || {
            active().filter(|n| ["approved", "pilot", "live"].contains(&n.fields.text("status")))
        };
        let covered: BTreeSet<_> = active().flat_map(|n| self.reached(&n.id)).collect();
        let is_priority = |id: &CardId| self.0.cards[id].kind == CardKind::Priority;
        let barriers = || self.of(CardKind::Barrier).filter(|card| card.is_active());
        let checks = [
            (1, active().any(|n| !self.reached(&n.id).iter().any(is_priority))),
            (2, priorities().any(|p| !covered.contains(&p.id) && !p.fields.flag("gap_accepted"))),
            (3, active().any(|n| self.to(&n.id, LinkKind::Contributes).next().is_some())),
            (4, outcomes().any(is_unmeasured)),
            (5, outcomes().any(|o| !self.from(&o.id, &[LinkKind::Owns]).any(is_business))),
            (8, running().any(|n| self.supporters(n).len() == 1)),
            (9, running().any(|n| !self.from(&n.id, &[LinkKind::Sponsors]).any(is_leader))),
            (12, self.0.cards.values().any(|card| card.is_active() && has_jargon(card))),
            (
                18,
                running().any(|n| {
                    self.to(&n.id, LinkKind::Enables).any(|f| f.fields.text("cause") == "unknown")
                }),
            ),
            (22, running().any(|n| self.promised_sides(n).len() < 2)),
            (24, barriers().any(|b| self.is_unattended(b))),
        ];
        checks.into_iter().filter(|(_, fires)| *fires).map(|(rule, _)| rule).collect()
    }

    fn of(&self, kind: CardKind) -> impl Iterator<Item = &Card> {
        self.0.cards.values().map(|card| &**card).filter(move |card| card.kind == kind)
    }

    /// The cards that a card's links of one kind lead to.
    fn to(&self, from: &CardId, kind: LinkKind) -> impl Iterator<Item = &Card> {
        let links = self.0.links.values().filter(move |l| l.from == *from && l.kind == kind);
        links.map(|link| &*self.0.cards[&link.to])
    }

    /// The cards whose links of some kinds lead to a card.
    fn from(&self, to: &CardId, kinds: &[LinkKind]) -> impl Iterator<Item = &Card> {
        let links = self.0.links.values().filter(move |l| l.to == *to && kinds.contains(&l.kind));
        links.map(|link| &*self.0.cards[&link.from])
    }

    /// Everything on the way from a card to what it is for.
    fn reached(&self, from: &CardId) -> BTreeSet<CardId> {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from.clone()]);
        while let Some(at) = open.pop() {
            use LinkKind as L;
            for kind in [L::Enables, L::Contributes, L::Moves, L::Advances, L::LaddersUp] {
                let next = self.to(&at, kind).filter(|card| card.is_active());
                open.extend(next.map(|card| card.id.clone()).filter(|id| seen.insert(id.clone())));
            }
        }
        seen
    }

    /// Business people who stand behind an initiative or answer for its outcomes.
    fn supporters(&self, n: &Card) -> BTreeSet<CardId> {
        let kinds = [LinkKind::Sponsors, LinkKind::Champions, LinkKind::Owns];
        let mut backed = self.reached(&n.id);
        backed.retain(|id| self.0.cards[id].kind == CardKind::Outcome);
        backed.insert(n.id.clone());
        let people = backed.iter().flat_map(|id| self.from(id, &kinds));
        people.filter(|card| is_business(card)).map(|card| card.id.clone()).collect()
    }

    /// The sides that promised something for an initiative, or for what it moves.
    fn promised_sides(&self, n: &Card) -> BTreeSet<&str> {
        let mut about = self.reached(&n.id);
        about.insert(n.id.clone());
        let promises = about.iter().flat_map(|id| self.from(id, &[LinkKind::CommitsTo]));
        promises.map(|card| card.fields.text("side")).collect()
    }

    fn is_unattended(&self, b: &Card) -> bool {
        self.to(&b.id, LinkKind::Blocks).any(Card::is_active)
            && !self.from(&b.id, &[LinkKind::Removes]).any(Card::is_active)
    }
}

fn is_unmeasured(o: &Card) -> bool {
    ["baseline", "target", "unit", "due"].iter().any(|key| o.fields.get(key).is_none())
        && o.fields.get("find_by").is_none()
}

fn is_business(s: &Card) -> bool {
    s.fields.get("is_ld") == Some(&Value::Flag(false))
}

fn is_leader(s: &Card) -> bool {
    ["executive", "senior"].contains(&s.fields.text("level"))
}

/// The terms of the glossary, in the domain's order.
const JARGON: [&str; 42] = [
    "rubric",
    "assessment",
    "learning objective",
    "learning theory",
    "blended learning",
    "asynchronous",
    "synchronous",
    "on-the-job training",
    "learning experience",
    "wiifm",
    "proof of concept",
    "skill transformation",
    "needs analysis",
    "lms",
    "learning solution",
    "talent management",
    "thought leadership",
    "order taker",
    "strategic business partner",
    "learning ops",
    "always on",
    "knowledge retention",
    "learning technology",
    "od",
    "customer education",
    "webinar",
    "job aid",
    "instructional video",
    "soft skills",
    "upskill",
    "talent development",
    "competency",
    "training function",
    "human performance",
    "feed forward",
    "learner",
    "learning transfer",
    "microlearning",
    "e-learning",
    "addie",
    "sme",
    "proof-of-concept",
];

fn has_jargon(card: &Card) -> bool {
    let words =
        |text: &str| format!(" {} ", text.to_lowercase().replace([',', '.', '?', ':'], " "));
    let title = words(&card.title);
    card.fields.text("side") == "learning"
        && card.kind != CardKind::Stakeholder
        && JARGON.iter().any(|term| {
            title.contains(&format!(" {term} ")) || title.contains(&format!(" {term}s "))
        })
}
