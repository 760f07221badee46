//! Stories at the level of a person: what they did, and what they then see.

mod aside;
mod checkin;
mod clocks;
mod drafts_in;
mod grouping;
mod half_written;
mod hand_in;
mod held;
mod importing;
mod locked;
mod next_question;
mod offline;
mod opening;
mod people;
mod practices;
mod prepare;
mod questions;
mod rehearsal;
pub(super) mod said;
mod saving;
mod workshop;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::atomic::{AtomicU8, Ordering};

use super::*;
use crate::document::TextField;
use crate::geometry::Direction;
use crate::model::{Card, CardId, CardKind, Lane, LinkKind, Place};

/// What chance brings next: never the same twice, here as elsewhere.
static NEXT: AtomicU8 = AtomicU8::new(5);

/// A canvas, a clock that can be turned, and the effects so far.
pub(super) struct Story {
    pub state: State,
    now: Rc<Cell<u64>>,
    pub effects: Vec<Effect>,
}

/// The text of a map of this many million letters.
pub(in crate::store) fn large_map(millions: usize) -> String {
    let notes = "n".repeat(10_000);
    let card = |n: usize| {
        format!(r#"{{"id": "c{n}", "kind": "priority", "title": "Card {n}", "notes": "{notes}"}}"#)
    };
    let cards: Vec<_> = (0..millions * 100).map(card).collect();
    let cards = cards.join(",");
    format!(r#"{{"format": "alignment-map", "version": 1, "title": "Large", "cards": [{cards}]}}"#)
}

impl Story {
    pub(super) fn begin() -> Self {
        Self::begin_as(7)
    }

    /// As somebody else, in another browser.
    pub(super) fn begin_as(client: u64) -> Self {
        let mut story = Self::without_late_part(client);
        story.state.arrived(&SELDOM);
        story
    }

    fn begin_without_late_part() -> Self {
        Self::without_late_part(7)
    }

    fn without_late_part(client: u64) -> Self {
        let now = Rc::new(Cell::new(1_000_000));
        let (clock, uptime) = (now.clone(), now.clone());
        let setup = Setup {
            client,
            clock: Rc::new(move || clock.get()),
            uptime: Rc::new(move || uptime.get()),
            keeps_nothing: false,
            random: || [NEXT.fetch_add(1, Ordering::Relaxed); 32],
        };
        let mut story = Self { state: State::new(setup), now, effects: Vec::new() };
        story.does(Action::NewMap);
        story.effects.clear();
        story
    }

    pub(super) fn does(&mut self, action: Action) -> &mut Self {
        self.now.set(self.now.get() + 1_000);
        let effects = update(&mut self.state, action);
        effects.iter().for_each(said::is_known);
        self.effects.extend(effects);
        self
    }

    /// Writes a card at the foot of its kind's lane.
    pub(super) fn writes(&mut self, lane: Lane, title: &str) -> CardId {
        self.does(Action::WriteInLane { lane, text: title.into() });
        self.card(title).id.clone()
    }

    /// As [`Self::writes`], where nobody may.
    fn writes_nothing(&mut self, lane: Lane, title: &str) {
        self.does(Action::WriteInLane { lane, text: title.into() });
    }

    /// What was in a link comes out of it.
    pub(super) fn looks_at(&mut self, text: Vec<u8>) {
        self.does(Action::Unpacked { fragment: "#map.1.x".into(), result: Ok(text) });
    }

    pub(super) fn card(&self, title: &str) -> Rc<Card> {
        let found = self.state.map().cards.values().find(|card| card.title == title);
        found.unwrap_or_else(|| panic!("no card {title:?}")).clone()
    }

    fn links(&self) -> Vec<(LinkKind, String, String)> {
        let map = self.state.map();
        let title = |id| map.card(id).map(|card| card.title.clone()).unwrap_or_default();
        let mut all: Vec<_> =
            map.links.values().map(|l| (l.kind, title(&l.from), title(&l.to))).collect();
        all.sort();
        all
    }

    /// The bytes that were handed to the storage since the last time, and for which slot.
    fn written(&mut self) -> Option<(Vec<u8>, Stored)> {
        let at = self.effects.iter().position(|e| matches!(e, Effect::Append { .. }))?;
        match self.effects.remove(at) {
            Effect::Append { bytes, stored, .. } => Some((bytes, stored)),
            _ => None,
        }
    }

    fn notice(&self) -> Option<&'static str> {
        self.state.view().notices.last().map(|notice| notice.message.key)
    }
}

#[test]
fn a_card_that_is_added_and_left_without_words_goes_again() {
    let mut story = Story::begin();
    story.does(Action::AddCard { kind: CardKind::Outcome, place: None });
    assert_eq!(story.state.map().cards.size(), 1);
    story.does(Action::EndEdit);
    assert!(story.state.map().is_empty());
}

#[test]
fn typing_is_kept_letter_by_letter_and_undone_as_one() {
    let mut story = Story::begin();
    story.does(Action::AddCard { kind: CardKind::Priority, place: None });
    let id = story.state.view().editing.clone().expect("it is being written");
    for text in ["G", "Gr", "Grow"] {
        story.now.set(story.now.get() - 990);
        story.does(Action::Type { id: id.clone(), field: TextField::Title, text: text.into() });
    }
    story.does(Action::EndEdit);
    assert_eq!(story.card("Grow").id, id);
    story.does(Action::Undo);
    assert!(story.state.map().card(&id).is_none_or(|card| card.title.is_empty()));
}

#[test]
fn so_that_writes_the_next_card_beside_the_first_and_links_them() {
    let mut story = Story::begin();
    let first = story.writes(Lane::Support, "One-page guides");
    story.does(Action::AddNext {
        from: first,
        kind: CardKind::Performance,
        title: "Staff explain it".into(),
    });
    assert_eq!(
        story.links(),
        [(LinkKind::Enables, "One-page guides".into(), "Staff explain it".into())]
    );
    assert_eq!(story.card("Staff explain it").place.lane, Lane::Performance);
}

#[test]
fn a_link_drawn_the_wrong_way_round_is_turned_and_one_that_cannot_be_says_so() {
    let mut story = Story::begin();
    let priority = story.writes(Lane::Priorities, "Grow");
    let outcome = story.writes(Lane::Outcomes, "Conversion");
    let support = story.writes(Lane::Barriers, "No time");
    story.does(Action::Link { from: priority.clone(), to: outcome, kind: None });
    assert_eq!(story.links(), [(LinkKind::Advances, "Conversion".into(), "Grow".into())]);
    story.does(Action::Link { from: support, to: priority, kind: None });
    assert_eq!(story.links().len(), 1);
    assert_eq!(story.notice(), Some("notice.cannot_link"));
    // It is about these two, and goes with what is linked or taken back next.
    let cannot = |story: &Story| {
        story.state.view().notices.iter().any(|notice| notice.message.key == "notice.cannot_link")
    };
    story.does(Action::Undo);
    assert!(!cannot(&story));
    let [grow, time, sales] = ["Grow", "No time", "Conversion"].map(|it| story.card(it).id.clone());
    story.does(Action::Link { from: time, to: grow.clone(), kind: None });
    assert!(cannot(&story));
    story.does(Action::Link { from: grow, to: sales, kind: None });
    assert!(!cannot(&story));
}

#[test]
fn a_card_dropped_in_another_lane_becomes_what_that_lane_holds_and_its_links_follow() {
    let mut story = Story::begin();
    let card = story.writes(Lane::Barriers, "Guides");
    let staff = story.writes(Lane::Performance, "Staff explain it");
    story.does(Action::Link { from: card.clone(), to: staff, kind: None });
    assert_eq!(story.links()[0].0, LinkKind::Blocks);
    let moves = vec![(card, Place::new(Lane::Support, 20.0, 20.0))];
    story.does(Action::MoveCards { moves });
    assert_eq!(story.card("Guides").kind, CardKind::Initiative);
    assert_eq!(story.links(), [(LinkKind::Enables, "Guides".into(), "Staff explain it".into())]);
    story.does(Action::Undo);
    assert_eq!(story.card("Guides").kind, CardKind::Barrier);
    assert_eq!(story.links()[0].0, LinkKind::Blocks);
}

#[test]
fn a_parked_card_goes_home_once_somebody_says_what_it_is_also_on_the_way_through_the_list_of_kinds()
{
    let mut story = Story::begin();
    story.writes(Lane::People, "Sales executive");
    let id = story.card("Sales executive").id.clone();
    // Keys in a list that is closed choose each kind that they pass.
    for kind in [CardKind::Parking, CardKind::Stakeholder] {
        story.does(Action::ChangeKind { id: id.clone(), kind });
        assert_eq!(story.card("Sales executive").place.lane, kind.home());
    }
    // What was set aside on purpose stays aside, whatever it is called.
    let aside = Place::new(Lane::Parking, 20.0, 20.0);
    story.does(Action::MoveCards { moves: vec![(id.clone(), aside)] });
    story.does(Action::ChangeKind { id, kind: CardKind::Insight });
    assert_eq!(story.card("Sales executive").place.lane, Lane::Parking);
}

#[test]
fn what_is_put_into_the_stopped_tray_is_stopped_and_what_is_parked_is_not() {
    let mut story = Story::begin();
    let videos = story.writes(Lane::Support, "Videos");
    let at = |lane| Place::new(lane, 20.0, 20.0);
    story.does(Action::MoveCards { moves: vec![(videos.clone(), at(Lane::Stopped))] });
    assert_eq!(story.card("Videos").fields.text("status"), "stopped");
    assert_eq!(story.card("Videos").kind, CardKind::Initiative);
    story.does(Action::MoveCards { moves: vec![(videos, at(Lane::Support))] });
    assert_eq!(story.card("Videos").fields.text("status"), "proposed");
}

#[test]
fn what_a_notice_offers_to_undo_is_what_it_tells_of_and_nothing_later() {
    let mut story = Story::begin();
    let (old, _) = (story.writes(Lane::Priorities, "Old"), story.writes(Lane::Priorities, "Kept"));
    let undo = |story: &Story| {
        let steps = story.state.view().notices.iter().filter_map(|notice| notice.step);
        let mut undo = steps.map(|(step, _)| step).filter(|s| matches!(s, NoticeStep::Undo(_)));
        undo.next()
    };
    story.does(Action::RemoveCards { ids: vec![old.clone()] });
    let step = undo(&story).expect("a way back");
    story.does(Action::Notice(step));
    assert_eq!(story.card("Old").id, old);
    assert_eq!(story.notice(), None);
    // Another step is made: the way back is the bar's, and what was told stays true.
    story.does(Action::RemoveCards { ids: vec![old.clone()] });
    story.writes(Lane::Priorities, "New");
    assert_eq!((undo(&story), story.notice()), (None, Some("notice.removed")));
    // What was taken back otherwise is told of no longer.
    let new = story.card("New").id.clone();
    story.does(Action::RemoveCards { ids: vec![new] }).does(Action::Undo);
    assert_eq!((undo(&story), story.notice()), (None, None));
    assert_eq!(story.card("New").title, "New");
}

#[test]
fn what_is_taken_back_is_what_one_goes_on_with() {
    let mut story = Story::begin();
    let safe = story.writes(Lane::Priorities, "Safe stores");
    let fast = story.writes(Lane::Priorities, "Fast stores");
    let both = BTreeSet::from([safe.clone(), fast.clone()]);
    story.does(Action::RemoveCards { ids: both.iter().cloned().collect() });
    assert!(story.state.view().selection.ids().is_empty());
    story.does(Action::Undo);
    assert_eq!(BTreeSet::from_iter(story.state.view().selection.ids()), both);
    // A change of words brings nothing back, and leaves the choice as it is.
    story.does(Action::Select(Selection::card(fast.clone())));
    story.does(Action::Edit(fast.clone())).does(Action::Type {
        id: fast.clone(),
        field: TextField::Title,
        text: "Fast".into(),
    });
    story.does(Action::EndEdit).does(Action::Undo);
    assert_eq!(story.state.view().selection.ids(), [fast]);
}

#[test]
fn a_map_opens_where_its_story_can_be_read() {
    let mut story = Story::begin();
    story.writes(Lane::Priorities, "Grow");
    story.does(Action::Paste { cards: None, text: Some("A\n".repeat(30)), at: None });
    let mut opens = |width: f64, height: f64| {
        let size = crate::geometry::Size { width, height };
        let viewport = crate::geometry::Viewport { size, ..Default::default() };
        story.does(Action::Measured { viewport, text_scale: 1.0 });
        story.state.begin_view();
        let (camera, top) = (story.state.camera(), viewport.top);
        let first = camera.to_screen(crate::geometry::MapPoint { x: 0.0, y: 0.0 });
        assert!(first.x >= 0.0 && (first.y - top - 8.0).abs() < 1.0, "{first:?}");
        camera.zoom
    };
    assert!((opens(1440.0, 800.0) - 0.7).abs() < 0.02, "all seven lanes");
    assert!(opens(1024.0, 700.0) >= 0.6, "some of them, to be read");
    assert!((opens(2560.0, 1400.0) - 1.0).abs() < 0.01, "never larger than life");
}

#[test]
fn cards_dropped_on_one_another_do_not_cover_each_other() {
    let mut story = Story::begin();
    let a = story.writes(Lane::Priorities, "A");
    let b = story.writes(Lane::Priorities, "B");
    let onto = story.card("A").place;
    story.does(Action::MoveCards { moves: vec![(b.clone(), onto)] });
    let apart = (story.card("A").place.y - story.card("B").place.y).abs();
    assert!(apart >= crate::geometry::CARD.height, "{apart}");
    story.does(Action::Select(Selection::card(a))).does(Action::Nudge(Direction::Down));
    assert_eq!(story.state.map().cards.size(), 2);
}

#[test]
fn pasted_lines_become_cards_and_pasted_cards_bring_their_links() {
    let mut story = Story::begin();
    story.does(Action::Paste {
        cards: None,
        text: Some("- Grow\n- Keep staff\n\n".into()),
        at: Some(Place::new(Lane::Priorities, 20.0, 20.0)),
    });
    assert_eq!(story.card("Keep staff").kind, CardKind::Priority);
    let grow = story.card("Grow").id.clone();
    let outcome = story.writes(Lane::Outcomes, "Conversion");
    story.does(Action::Link { from: outcome, to: grow, kind: None }).does(Action::SelectAll);
    let clip = Clip::of(story.state.map(), &story.state.view().selection).expect("cards");
    assert!(clip.plain.contains("Conversion"));
    let mut other = Story::begin();
    other.does(Action::Paste { cards: Some(clip.json), text: None, at: None });
    assert_eq!(other.state.map().cards.size(), 3);
    assert_eq!(other.links(), [(LinkKind::Advances, "Conversion".into(), "Grow".into())]);
}

#[test]
fn a_map_that_holds_as_many_cards_as_a_map_can_says_so_and_gives_the_words_back() {
    let card =
        |i: usize| serde_json::json!({ "id": format!("c{i}"), "kind": "priority", "title": "One" });
    let cards: Vec<_> = (1..crate::document::MAX_CARDS).map(card).collect();
    let map = serde_json::json!({ "format": "alignment-map", "version": 1, "id": "full", "cards": cards });
    let import = crate::exchange::parse(&map.to_string()).expect("a map");
    let mut story = Story::begin();
    let replica = story.state.replica_of(&import.map);
    story.state.open_replica(&import.map, replica, true);
    story.writes(Lane::Priorities, "The last one");
    story.does(Action::WriteInLane { lane: Lane::Barriers, text: " One too many\n".into() });
    assert_eq!(story.state.map().cards.size(), crate::document::MAX_CARDS);
    let words = crate::words::Words::all_english();
    let notice = story.state.view().notices.last().expect("it is told").clone();
    let told = "That was not possible: a map holds at most 10000 cards: “One too many”";
    assert_eq!((notice.tone, notice.message.text(&words).as_str()), (Tone::Warning, told));
    // A card less, and there is room again.
    let last = story.card("The last one").id.clone();
    story.does(Action::RemoveCards { ids: vec![last] });
    story.writes(Lane::Barriers, "One too many");
}
