//! Stories of people who build one map from several pages, over a wire that is only a list.

mod led;

use std::cell::Cell;
use std::rc::Rc;

use super::*;
use crate::model::Lane;
use crate::store::{Action, Page as Screen, SELDOM, Setup, Snapshot, Succession, update};

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
    /// The slot that the log lies in, and logs of maps that went out of sight without being removed.
    stored: String,
    left: Vec<Vec<u8>>,
    /// It takes so long to put one map in the place of another that the page does not live to hear of it.
    never: bool,
    /// It answers later: what it will say.
    slow: bool,
    /// So it does to what is read of the private texts.
    mute: bool,
    owes: Vec<Action>,
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

mod agendas;
mod answering;
mod apart;
mod asking;
mod both_sides;
mod card_rounds;
mod coming;
mod drafts;
#[cfg(not(target_arch = "wasm32"))]
mod erasing;
#[cfg(not(target_arch = "wasm32"))]
mod erasing_kept;
#[cfg(not(target_arch = "wasm32"))]
mod erasing_known;
#[cfg(not(target_arch = "wasm32"))]
mod erasing_leads;
#[cfg(not(target_arch = "wasm32"))]
mod erasing_own;
#[cfg(not(target_arch = "wasm32"))]
mod erasing_walk;
mod every_round;
mod large;
mod leaps;
mod over;
#[cfg(not(target_arch = "wasm32"))]
mod privacy;
mod reach;
mod read_by_chance;
mod rounds;
mod taken_away;
mod together;

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

    /// A room of Fay, who has written this, and of Bo; and the link between them.
    fn of_two(written: &[&str]) -> (Self, usize, usize, RoomLink) {
        let mut story = Self::begin();
        let fay = story.page();
        for title in written {
            story.writes(fay, title);
        }
        let link = story.found(fay, Capability::Edit);
        let bo = story.joins(&link, "Bo");
        (story, fay, bo, link)
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
            stored: String::new(),
            left: Vec::new(),
            never: false,
            slow: false,
            mute: false,
            owes: Vec::new(),
        });
        let who = self.pages.len() - 1;
        self.does(who, Action::NewMap);
        who
    }

    fn does(&mut self, who: usize, action: Action) {
        let mut effects = update(&mut self.pages[who].state, action);
        // Frames reach others at once here, and what those answer may ask for another alarm than this one.
        effects.sort_by_key(|effect| !matches!(effect, Effect::Room(RoomEffect::WakeIn(_))));
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
        crate::store::tests::said::is_known(&effect);
        match effect {
            Effect::Room(RoomEffect::Connect { topic, .. }) => {
                self.pages[who].topic = Some(topic);
                if self.pages[who].online {
                    self.wire(who, WireState::Open);
                }
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
                let came = Action::PrivateRead { prefix, rows: Ok(rows) };
                match self.pages[who].mute {
                    true => self.pages[who].owes.push(came),
                    false => self.does(who, came),
                }
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
            Effect::Succeed(next) => self.succeed(who, *next),
            Effect::FlushIn(ms) => self.pages[who].flush_at = Some(now + u64::from(ms)),
            Effect::Append { bytes, stored, whole } => {
                let page = &mut self.pages[who];
                if whole {
                    page.log.clear();
                }
                let key = page.log.len() as u64;
                page.log.push((key, bytes));
                page.slot.clone_from(&stored.slot);
                page.stored.clone_from(&stored.slot);
                self.does(who, Action::Appended { slot: stored.slot, result: Ok(key) });
            }
            _ => {}
        }
    }

    /// One map in the place of others, all at once.
    fn succeed(&mut self, who: usize, next: Succession) {
        let page = &mut self.pages[who];
        if page.never {
            return;
        }
        let result = if page.full { Err(crate::store::Trouble::Full) } else { Ok(()) };
        let slot = next.stored.slot.clone();
        let comes = !next.only_in_place || next.old.iter().any(|it| it.slot == page.stored);
        if !page.full && comes {
            let log = std::mem::replace(&mut page.log, vec![(0, next.bytes)]);
            if !next.old.iter().any(|it| it.slot == page.stored) {
                page.left.extend(log.into_iter().map(|(_, bytes)| bytes));
            }
            (page.slot, page.stored) = (slot.clone(), slot.clone());
            page.kept = next.room.or(page.kept.take());
            page.beside.extend(next.beside.into_iter().map(|(_, bytes)| bytes));
            page.private.retain(|(key, _)| !next.without.iter().any(|it| key.starts_with(it)));
            let moves: Vec<_> = next.old.iter().flat_map(|it| &it.moves).collect();
            for (key, _) in &mut page.private {
                let to = moves.iter().find(|(from, _)| key.starts_with(from));
                *key = to.map_or(key.clone(), |(from, to)| key.replacen(from, to, 1));
            }
            for (key, text) in next.notes {
                page.private.retain(|(known, _)| *known != key);
                page.private.extend(text.map(|text| (key, text)));
            }
        }
        let came = Action::Register(crate::store::RegisterAction::Succeeded { slot, result });
        if self.pages[who].slow {
            return self.pages[who].owes.push(came);
        }
        self.does(who, came);
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
