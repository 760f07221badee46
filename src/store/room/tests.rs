//! Stories of people who build one map from several pages, over a wire that is only a list.

mod led;

use std::cell::Cell;
use std::rc::Rc;

use super::*;
use crate::model::Lane;
use crate::store::{Action, Page as Screen, SELDOM, Setup, Snapshot, update};

const WIRE: WireId = 1;

struct Page {
    state: State,
    online: bool,
    /// When it wants to be woken.
    wakes: Option<u64>,
    topic: Option<String>,
    kept: Option<RoomLink>,
    slot: String,
    /// What this browser's storage has.
    log: Vec<(u64, Vec<u8>)>,
    flush_at: Option<u64>,
    snapshot: Option<Rc<Snapshot>>,
    /// What this browser's private store has.
    private: Vec<(String, String)>,
    /// It is full.
    full: bool,
    /// Nothing is drawn for now.
    unseen: bool,
    /// Copies of its own that it keeps beside the open map.
    beside: Vec<Vec<u8>>,
}

struct Story {
    now: Rc<Cell<u64>>,
    pages: Vec<Page>,
    /// All that ever went over the wire.
    frames: Vec<Vec<u8>>,
}

thread_local! {
    static NEXT: Cell<u8> = const { Cell::new(1) };
}

mod answering;
mod apart;
mod coming;
mod drafts;
#[cfg(not(target_arch = "wasm32"))]
mod erasing;
#[cfg(not(target_arch = "wasm32"))]
mod erasing_known;
#[cfg(not(target_arch = "wasm32"))]
mod erasing_walk;
mod leaps;
#[cfg(not(target_arch = "wasm32"))]
mod privacy;
mod rounds;

/// Other bytes each time, the same ones in each run.
fn random() -> [u8; 32] {
    NEXT.with(|next| {
        next.set(next.get().wrapping_add(1));
        [next.get(); 32]
    })
}

impl Story {
    fn begin() -> Self {
        Self { now: Rc::new(Cell::new(1_000_000)), pages: Vec::new(), frames: Vec::new() }
    }

    fn page(&mut self) -> usize {
        let clock = self.now.clone();
        let client = 100 + self.pages.len() as u64;
        let uptime = self.now.clone();
        let setup = Setup {
            client,
            clock: Rc::new(move || clock.get()),
            keeps_nothing: false,
            random,
            uptime: Rc::new(move || uptime.get()),
        };
        let mut state = State::new(setup);
        state.arrived(&SELDOM);
        let slot = state.slot().to_owned();
        self.pages.push(Page {
            state,
            online: true,
            wakes: None,
            topic: None,
            kept: None,
            slot,
            log: Vec::new(),
            flush_at: None,
            snapshot: None,
            private: Vec::new(),
            full: false,
            unseen: false,
            beside: Vec::new(),
        });
        let who = self.pages.len() - 1;
        self.does(who, Action::NewMap);
        who
    }

    fn does(&mut self, who: usize, action: Action) {
        let effects = update(&mut self.pages[who].state, action);
        for effect in effects {
            self.perform(who, effect);
        }
        if self.pages[who].unseen {
            return;
        }
        if let Some(snapshot) = self.pages[who].state.snapshot() {
            self.pages[who].snapshot = Some(snapshot);
        }
    }

    fn perform(&mut self, who: usize, effect: Effect) {
        let now = self.now.get();
        match effect {
            Effect::Room(RoomEffect::Connect { topic, .. }) => {
                self.pages[who].topic = Some(topic);
                self.wire(who, WireState::Open);
            }
            Effect::Room(RoomEffect::Disconnect) => {
                (self.pages[who].topic, self.pages[who].wakes) = (None, None);
            }
            Effect::Room(RoomEffect::Send { frame, .. }) if self.pages[who].online => {
                let topic = self.pages[who].topic.clone();
                self.frames.push(frame.clone());
                for to in (0..self.pages.len()).filter(|to| *to != who) {
                    if self.pages[to].online && self.pages[to].topic == topic {
                        let step = RoomStep::Frame { wire: WIRE, bytes: frame.clone() };
                        self.does(to, Action::Room(step));
                    }
                }
            }
            // These browsers keep nothing of any room before.
            Effect::Room(RoomEffect::Seek { link, name }) => {
                self.does(who, Action::Room(RoomStep::Enter { link, name }));
            }
            Effect::Room(RoomEffect::WakeIn(ms)) => {
                self.pages[who].wakes = Some(now + u64::from(ms));
            }
            // Of a map that another one has taken the place of.
            Effect::Room(RoomEffect::Keep { slot, kept: None }) if slot != self.pages[who].slot => {
            }
            Effect::Room(RoomEffect::Keep { slot, kept }) => {
                (self.pages[who].slot, self.pages[who].kept) = (slot, kept);
            }
            // What is shown a moment later is looked at later still.
            Effect::Later(action) => self.does(who, action),
            Effect::ReadPrivate { prefix } => {
                let rows = self.pages[who].private.iter();
                let rows = rows.filter(|(key, _)| key.starts_with(&prefix)).cloned().collect();
                self.does(who, Action::PrivateRead { prefix, rows: Ok(rows) });
            }
            Effect::KeepPrivate { key, text } => {
                let page = &mut self.pages[who];
                let result = if page.full { Err(crate::store::Trouble::Full) } else { Ok(()) };
                if !page.full {
                    page.private.retain(|(known, _)| *known != key);
                    page.private.extend(text.map(|text| (key.clone(), text)));
                }
                self.does(who, Action::PrivateKept { key, result });
            }
            Effect::SwapPrivate { key, text, .. } => {
                let private = &mut self.pages[who].private;
                private.retain(|(known, _)| *known != key);
                private.extend(text.map(|text| (key.clone(), text)));
                let result = Ok(crate::store::Swapped::Done);
                self.does(
                    who,
                    Action::Private(crate::store::PrivateAction::Swapped { key, result }),
                );
            }
            Effect::Succeed { stored, bytes, moves, without, moved, .. } => {
                let page = &mut self.pages[who];
                let result = if page.full { Err(crate::store::Trouble::Full) } else { Ok(()) };
                if !page.full {
                    page.log = vec![(0, bytes)];
                    page.slot = stored.slot;
                    page.private.retain(|(key, _)| !without.iter().any(|it| key.starts_with(it)));
                    for (key, _) in &mut page.private {
                        let to = moves.iter().find(|(from, _)| key.starts_with(from));
                        *key = to.map_or(key.clone(), |(from, to)| key.replacen(from, to, 1));
                    }
                    page.private.push(moved);
                }
                let came = crate::store::RegisterAction::Succeeded(result);
                self.does(who, Action::Register(came));
            }
            Effect::FlushIn(ms) => self.pages[who].flush_at = Some(now + u64::from(ms)),
            Effect::Append { bytes, stored, .. }
                if stored.slot != self.pages[who].state.slot()
                    && !self.pages[who].log.is_empty() =>
            {
                self.pages[who].beside.push(bytes);
            }
            Effect::Append { bytes, stored, whole } => {
                let page = &mut self.pages[who];
                if whole {
                    page.log.clear();
                }
                let key = page.log.len() as u64;
                page.log.push((key, bytes));
                page.slot.clone_from(&stored.slot);
                self.does(who, Action::Appended { slot: stored.slot, result: Ok(key) });
            }
            _ => {}
        }
    }

    fn wire(&mut self, who: usize, state: WireState) {
        self.pages[who].online = state == WireState::Open;
        let step = RoomStep::Wire { wire: WIRE, kind: WireKind::Shared, state };
        self.does(who, Action::Room(step));
    }

    fn pass(&mut self, ms: u64) {
        let end = self.now.get() + ms;
        loop {
            let due = |page: &Page| page.wakes.into_iter().chain(page.flush_at).min();
            let next = self.pages.iter().enumerate().filter_map(|(who, it)| Some((due(it)?, who)));
            let Some((at, who)) = next.min().filter(|(at, _)| *at <= end) else { break };
            self.now.set(at.max(self.now.get()));
            if self.pages[who].flush_at.take_if(|due| *due <= at).is_some() {
                self.does(who, Action::Flush);
            } else {
                self.pages[who].wakes = None;
                self.does(who, Action::Room(RoomStep::Wake));
            }
        }
        self.now.set(end);
    }

    fn writes(&mut self, who: usize, title: &str) {
        let (lane, text) = (Lane::Priorities, title.to_owned());
        self.does(who, Action::WriteInLane { lane, text });
    }

    fn titles(&self, who: usize) -> Vec<String> {
        let cards = self.pages[who].state.map().cards.values();
        let mut titles: Vec<_> = cards.map(|card| card.title.clone()).collect();
        titles.sort();
        titles
    }

    fn view(&self, who: usize) -> Rc<RoomView> {
        let snapshot = self.pages[who].snapshot.as_ref().expect("something is shown");
        snapshot.room.clone().expect("a room")
    }

    /// Opens a room on the first page and gives a link into it.
    fn found(&mut self, who: usize, capability: Capability) -> RoomLink {
        let name = "Fay".to_owned();
        self.does(who, Action::Room(RoomStep::Found { name, place: None }));
        self.link(who, capability)
    }

    fn link(&self, who: usize, capability: Capability) -> RoomLink {
        let fragment = self.pages[who].state.room_link(capability).expect("may give it");
        RoomLink(format!("https://canvas.example/{fragment}"))
    }

    fn joins(&mut self, link: &RoomLink, name: &str) -> usize {
        let who = self.page();
        let step = RoomStep::Join { link: link.clone(), name: name.to_owned() };
        self.does(who, Action::Room(step));
        self.pass(2_000);
        who
    }
}

#[test]
fn two_people_build_one_map() {
    let mut story = Story::begin();
    let fay = story.page();
    story.writes(fay, "Grow");
    let link = story.found(fay, Capability::Edit);
    let bo = story.joins(&link, "Bo");
    assert_eq!(story.titles(bo), ["Grow"]);
    assert_eq!(story.view(bo).standing, Standing::CaughtUp);
    assert_eq!(story.view(bo).guests[0].name, "Fay");
    assert_eq!(story.view(fay).guests[0].name, "Bo");
    // Both write at once.
    story.writes(fay, "Faster answers");
    story.writes(bo, "Fewer complaints");
    story.pass(200);
    assert_eq!(story.titles(fay), ["Faster answers", "Fewer complaints", "Grow"]);
    assert_eq!(story.titles(fay), story.titles(bo));
    // One's undo takes back one's own.
    story.does(bo, Action::Undo);
    story.pass(200);
    assert_eq!(story.titles(fay), ["Faster answers", "Grow"]);
}

#[test]
fn others_work_waits_for_the_next_picture_save_where_somebody_writes() {
    let mut story = Story::begin();
    let fay = story.page();
    story.writes(fay, "Grow");
    story.writes(fay, "Save");
    let link = story.found(fay, Capability::Edit);
    let bo = story.joins(&link, "Bo");
    let card = |title: &str| {
        let mut cards = story.pages[fay].state.map().cards.values();
        cards.find(|card| card.title == title).expect("there").id.clone()
    };
    let (grow, save) = (card("Grow"), card("Save"));
    story.does(bo, Action::Edit(grow.clone()));
    let mut waits = |id: &crate::model::CardId, text: &str| {
        story.pages[bo].state.snapshot();
        story.pages[bo].unseen = true;
        let (id, text) = (id.clone(), text.to_owned());
        story.does(fay, Action::Type { id, field: crate::document::TextField::Title, text });
        story.pass(200);
        story.pages[bo].unseen = false;
        assert!(story.titles(bo).iter().any(|title| title.len() > 5), "it is here");
        story.pages[bo].state.may_wait()
    };
    assert!(waits(&save, "Save money"), "another card");
    assert!(!waits(&grow, "Grow soon"), "the caret is in this one");
}

#[test]
fn who_was_offline_returns_with_what_they_wrote() {
    let mut story = Story::begin();
    let fay = story.page();
    let link = story.found(fay, Capability::Edit);
    let bo = story.joins(&link, "Bo");
    story.writes(bo, "Before");
    story.pass(500);
    story.wire(bo, WireState::Reconnecting);
    assert_eq!(story.view(bo).standing, Standing::Offline);
    story.writes(bo, "On the train");
    story.writes(fay, "In the room");
    let card = story.pages[bo].state.map().cards.values().find(|card| card.title == "Before");
    let id = card.expect("it is there").id.clone();
    story.does(bo, Action::RemoveCards { ids: vec![id] });
    story.pass(3_600_000);
    assert_eq!(story.titles(fay), ["Before", "In the room"]);
    story.wire(bo, WireState::Open);
    story.pass(3_000);
    assert_eq!(story.titles(fay), ["In the room", "On the train"]);
    assert_eq!(story.titles(bo), story.titles(fay));
}

#[test]
fn a_clock_that_is_set_back_stops_nothing() {
    let mut story = Story::begin();
    let fay = story.page();
    let link = story.found(fay, Capability::Edit);
    let bo = story.joins(&link, "Bo");
    story.now.set(story.now.get() - 900_000);
    story.writes(bo, "Later is earlier");
    for who in [fay, bo] {
        // Timers of a page do not follow its clock.
        story.pages[who].wakes = story.pages[who].wakes.map(|at| at.min(story.now.get() + 50));
        story.pages[who].flush_at = None;
    }
    story.pass(1_000);
    assert_eq!(story.titles(fay), ["Later is earlier"]);
    story.pass(100_000);
    assert_eq!(story.view(fay).guests.len(), 1, "nobody has left");
}

#[test]
fn who_only_views_sees_all_and_changes_nothing() {
    let mut story = Story::begin();
    let fay = story.page();
    let link = story.found(fay, Capability::View);
    let vi = story.joins(&link, "Vi");
    story.writes(fay, "Grow");
    story.pass(200);
    assert_eq!(story.titles(vi), ["Grow"]);
    story.writes(vi, "Mine");
    story.pass(200);
    assert_eq!(story.titles(vi), ["Grow"]);
    assert!(story.pages[vi].snapshot.as_ref().is_some_and(|it| it.readonly));
    assert!(story.pages[vi].state.room_link(Capability::Edit).is_none());
    assert!(story.pages[vi].state.room_link(Capability::View).is_some());
}

#[test]
fn what_others_wrote_is_kept_here_too_and_own_words_never_without_it() {
    let mut story = Story::begin();
    let fay = story.page();
    story.writes(fay, "Grow");
    let link = story.found(fay, Capability::Edit);
    let bo = story.joins(&link, "Bo");
    // Bo writes into Fay's title at once, before a word of hers was kept.
    let id = story.pages[bo].state.map().cards.values().next().expect("a card").id.clone();
    let (field, text) = (crate::document::TextField::Title, "Grow, and soon".to_owned());
    story.does(bo, Action::Type { id, field, text });
    story.pass(5_000);
    let page = &story.pages[bo];
    let entries = page.log.iter().map(|(_, bytes)| bytes.as_slice());
    let id = page.state.map().id.clone();
    let (kept, refused) = Replica::from_updates(id, 9_999, Rc::new(|| 0), entries);
    assert_eq!(refused, []);
    assert_eq!(kept.map(), page.state.map());
    assert_eq!(kept.map().cards.size(), 1);
}

#[test]
fn a_reload_comes_back_into_the_room_as_the_same_person() {
    let mut story = Story::begin();
    let fay = story.page();
    story.writes(fay, "Grow");
    let link = story.found(fay, Capability::Edit);
    let bo = story.joins(&link, "Bo");
    story.writes(bo, "Learn");
    story.pass(3_000);
    let person = story.view(fay).guests[0].person;
    // The page is killed; meanwhile the others go on.
    story.pages[bo].online = false;
    (story.pages[bo].topic, story.pages[bo].wakes) = (None, None);
    story.writes(fay, "Meanwhile");
    story.pass(120_000);
    assert_eq!(story.view(fay).guests, []);
    let (slot, log) = (story.pages[bo].slot.clone(), story.pages[bo].log.clone());
    let kept = story.pages[bo].kept.clone().expect("keys are kept");
    assert!(!format!("{kept:?}").contains("join"), "secrets do not show themselves");
    let back = story.page();
    story.does(back, Action::Loaded { slot, entries: Ok(log) });
    story.does(back, Action::Room(RoomStep::Rejoin { kept }));
    story.pass(3_000);
    assert_eq!(story.titles(back), ["Grow", "Learn", "Meanwhile"]);
    assert_eq!(story.view(fay).guests[0].person, person);
    assert_eq!(story.view(fay).guests[0].name, "Bo");
}

#[test]
fn others_are_seen_where_they_are() {
    let mut story = Story::begin();
    let fay = story.page();
    story.writes(fay, "Grow");
    let link = story.found(fay, Capability::Edit);
    let bo = story.joins(&link, "Bo");
    let id = story.pages[bo].state.map().cards.values().next().expect("a card").id.clone();
    let at = Some(MapPoint { x: 10.0, y: 20.0 });
    story.does(bo, Action::PointAt { at, dragged: None });
    story.does(bo, Action::Edit(id.clone()));
    story.pass(300);
    let here = story.view(fay).guests[0].here.clone().expect("Bo is somewhere");
    assert_eq!((here.at, &here.card, here.doing), (at, &Some(id.clone()), Doing::Editing));
    // A card that is moved hangs where its corner is, and is written once when it is let go.
    story.does(bo, Action::EndEdit);
    let before = story.pages[fay].state.map().card(&id).expect("there").place;
    story.does(bo, Action::PointAt { at, dragged: Some(id.clone()) });
    story.pass(300);
    let here = story.view(fay).guests[0].here.clone().expect("Bo is somewhere");
    assert_eq!((here.at, here.doing), (at, Doing::Dragging));
    assert_eq!(story.pages[fay].state.map().card(&id).expect("there").place, before);
    story.does(fay, Action::Room(RoomStep::Lead(b"stage 2".to_vec())));
    story.does(bo, Action::Room(RoomStep::Lead(b"mutiny".to_vec())));
    story.pass(300);
    assert_eq!(story.view(bo).led, Some((1, b"stage 2".as_slice().into())));
    assert_eq!(story.view(fay).led, story.view(bo).led);
}

#[test]
fn leaving_ends_it_and_another_map_is_not_shared() {
    let mut story = Story::begin();
    let fay = story.page();
    story.writes(fay, "Grow");
    let link = story.found(fay, Capability::Edit);
    let bo = story.joins(&link, "Bo");
    assert!(story.pages[bo].kept.is_some());
    story.writes(bo, "Together");
    story.pass(500);
    story.does(bo, Action::Room(RoomStep::Leave));
    story.pass(100);
    assert_eq!(story.view(fay).guests, []);
    assert!(story.pages[bo].kept.is_none());
    story.writes(bo, "Alone");
    story.pass(1_000);
    assert_eq!(story.titles(fay), ["Grow", "Together"]);
    // Back by the link in the same page: as somebody else for the map, which knows the first one's words.
    let step = RoomStep::Join { link: link.clone(), name: "Bo".into() };
    story.does(bo, Action::Room(step));
    story.pass(3_000);
    story.writes(bo, "Again");
    story.pass(500);
    assert_eq!(story.titles(fay), ["Again", "Grow", "Together"]);
    story.does(fay, Action::NewMap);
    story.writes(fay, "Private");
    story.pass(3_000);
    assert_eq!(story.titles(bo), ["Again", "Grow", "Together"]);
    assert!(story.pages[fay].kept.is_some(), "the way back to the other map is kept");
}
