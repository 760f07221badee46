//! Carries out what the store asks of the world, and brings the results back. One host per element.

mod room;
mod storing;

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::rc::{Rc, Weak};

use js_sys::{Function, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_split_helpers::SplitLoaderError;
use yew::Callback;

use super::held::Held;
pub(super) use super::kept::{info, trouble};
use super::late::{Late, fetch};
use super::ways::Ways;
use crate::browser::clock::uptime_ms;
use crate::browser::{
    Entry, InflateError, Leaving, TabBell, Vault, VaultError, after, deflate, inflate,
    link_address, now_ms, read_for_tab, spawn, write_for_tab,
};
use crate::store::{
    Action, BadLink, Effect, HostEvent, Overlay, RoomLink, RoomStep, Setup, State, update,
};
use crate::ui::Feed;
use crate::words::Words;

pub(super) struct Host {
    me: Weak<Host>,
    pub state: RefCell<State>,
    pub feed: Rc<Feed>,
    pub words: Words,
    ways: Ways,
    /// People who are made up, while somebody rehearses with them.
    rehearsal: RefCell<Option<Rc<dyn Any>>>,
    late: Cell<Option<&'static Late>>,
    queue: RefCell<VecDeque<Action>>,
    draining: Cell<bool>,
    /// When something was shown last, and the time at which what waits will be.
    shown_ms: Cell<f64>,
    to_show: RefCell<Option<gloo::timers::callback::Timeout>>,
    vault: OnceCell<Vault>,
    bell: RefCell<Option<TabBell>>,
    leaving: RefCell<Option<Leaving>>,
    flush: RefCell<Option<gloo::timers::callback::Timeout>>,
    /// Under this key the page remembers across a reload which map is open.
    memory: RefCell<String>,
    emit: Box<dyn Fn(&HostEvent)>,
    /// The styles are more than they were.
    restyle: Box<dyn Fn()>,
    guard: Function,
    /// Promises the page with the program.
    pub(super) frame: Function,
    pub held: Held,
    /// The program broke down twice in a row: a kept map is opened without its room.
    stays_out: Cell<bool>,
}

impl Host {
    pub fn new(
        keeps_nothing: bool,
        memory: String,
        emit: Box<dyn Fn(&HostEvent)>,
        restyle: Box<dyn Fn()>,
        guard: Function,
        frame: Function,
        held: Held,
    ) -> Rc<Self> {
        let client = crate::browser::client_id();
        let mut state = State::new(Setup {
            client,
            clock: Rc::new(now_ms),
            keeps_nothing,
            random: crate::browser::random::bytes,
            // Whole milliseconds from the beginning of the page: small and positive.
            uptime: Rc::new(|| uptime_ms() as u64),
        });
        let snapshot = state.snapshot().expect("a new state has something to show");
        let feed = Rc::new(Feed::new(snapshot, state.camera()));
        Rc::new_cyclic(|me| Self {
            me: me.clone(),
            state: RefCell::new(state),
            feed,
            words: Words::english(),
            ways: Ways::default(),
            rehearsal: RefCell::default(),
            late: Cell::new(None),
            queue: RefCell::default(),
            draining: Cell::new(false),
            shown_ms: Cell::new(f64::MIN),
            to_show: RefCell::default(),
            vault: OnceCell::new(),
            bell: RefCell::default(),
            leaving: RefCell::default(),
            flush: RefCell::default(),
            memory: RefCell::new(memory),
            emit,
            restyle,
            guard,
            frame,
            held,
            stays_out: Cell::new(false),
        })
    }

    /// The door for the interface. Weak: an interface that outlives its element does nothing.
    pub fn door(&self) -> Callback<Action> {
        let me = self.me.clone();
        Callback::from(move |action| {
            if let Some(host) = me.upgrade() {
                host.dispatch(action);
            }
        })
    }

    /// Takes an action. One that comes while another is carried out waits for its turn.
    pub fn dispatch(&self, action: Action) {
        self.queue.borrow_mut().push_back(action);
        self.drain(false);
    }

    fn drain(&self, mut hurries: bool) {
        if self.draining.replace(true) {
            return;
        }
        loop {
            let next = self.queue.borrow_mut().pop_front();
            let Some(action) = next else { break };
            hurries |= !is_of_others(&action);
            match &action {
                Action::Room(RoomStep::Frame { bytes, .. }) => {
                    // Own words are on their way to the storage before a stranger's are looked at.
                    self.carry_out(Action::FlushOwn);
                    self.watch(Some(bytes));
                    self.carry_out(action);
                    self.watch(None);
                }
                _ => self.carry_out(action),
            }
        }
        self.draining.set(false);
        if hurries { self.show() } else { self.show_soon() }
    }

    /// What others do is shown at once, and the next of it a moment later, all together: in a room where everybody writes
    /// the pictures cost more than what is new in each.
    fn show_soon(&self) {
        const EVERY_MS: f64 = 60.0;
        let wait = self.shown_ms.get() + EVERY_MS - uptime_ms();
        if wait <= 0.0 || !self.state.borrow().may_wait() {
            return self.show();
        }
        let me = self.me.clone();
        let show = move || {
            if let Some(host) = me.upgrade() {
                host.show();
            }
        };
        self.to_show.borrow_mut().get_or_insert_with(|| after(wait as u32 + 1, show));
    }

    fn carry_out(&self, action: Action) {
        let effects = update(&mut self.state.borrow_mut(), action);
        for effect in effects {
            self.perform(effect);
        }
    }

    /// Whoever starts the program again after a breakdown knows what it was taking in.
    fn watch(&self, frame: Option<&[u8]>) {
        let frame = frame.map(Uint8Array::from);
        let _ = self.guard.call1(&JsValue::NULL, &frame.into());
    }

    /// The program was started again.
    pub fn recover(&self, frame: Option<Vec<u8>>, attempt: u32) {
        self.stays_out.set(attempt > 1);
        self.dispatch(Action::Recovered { frame });
    }

    /// Opens what the page held in its memory meanwhile. False where it held nothing.
    pub async fn reopen(&self) -> bool {
        let Some((slot, entries, room)) = self.held.read() else { return false };
        if self.whole().await.is_err() {
            return false;
        }
        self.dispatch(Action::Reopen { slot, entries });
        if let Some(kept) = room.filter(|_| !self.stays_out.get()) {
            self.dispatch(Action::Room(RoomStep::Rejoin { kept: RoomLink(kept) }));
        }
        true
    }

    /// Carries out effects that came from elsewhere than an action, such as a call of the host page.
    pub fn perform_all(&self, effects: Vec<Effect>) {
        for effect in effects {
            self.perform(effect);
        }
        self.drain(true);
    }

    fn show(&self) {
        let waited = self.to_show.borrow_mut().take();
        drop(waited);
        let snapshot = self.state.borrow_mut().snapshot();
        if let Some(snapshot) = snapshot {
            self.shown_ms.set(uptime_ms());
            if let Some(leaving) = &*self.leaving.borrow() {
                leaving.warn(snapshot.would_be_lost());
            }
            self.feed.show(snapshot);
        }
    }

    fn perform(&self, effect: Effect) {
        match effect {
            Effect::Camera(camera) => self.feed.move_camera(camera),
            Effect::Emit(event) => (self.emit)(&event),
            Effect::List => self.list(),
            Effect::Load { slot, after } => self.load(slot, after),
            Effect::Append { bytes, stored, whole } => self.append(bytes, stored, whole),
            Effect::AppendToo { bytes, stored } => {
                self.with_vault("append too", async move |vault| {
                    vault.append(&info(stored), &bytes, Entry::Step).await.map(drop)
                });
            }
            Effect::Compact { slot, upto, merged } => self
                .with_vault("compact", async move |vault| {
                    vault.compact(&slot, upto, &merged).await.map(drop)
                }),
            Effect::Forget { slot, kin, private } => {
                self.with_vault("forget", async move |vault| {
                    vault.remove(&slot, &kin, &private).await
                });
            }
            Effect::ReadPrivate { prefix } => self.read_private(prefix),
            Effect::KeepPrivate { key, text } => self.keep_private(key, text),
            Effect::SwapPrivate { key, known, text } => {
                // The private scope is at work in the late part alone.
                if let (Some(late), Some(host)) = (self.late.get(), self.me.upgrade()) {
                    (late.swap)(host, key, known, text);
                }
            }
            effect @ Effect::Succeed(_) => {
                if let (Some(late), Some(host)) = (self.late.get(), self.me.upgrade()) {
                    (late.succeed)(host, effect);
                }
            }
            Effect::FetchLate => self.fetch_late(),
            Effect::Later(action) => {
                const A_FRAME_MS: u32 = 50;
                let door = self.door();
                after(A_FRAME_MS, move || door.emit(action)).forget();
            }
            Effect::FlushIn(ms) => {
                let door = self.door();
                *self.flush.borrow_mut() = Some(after(ms, move || door.emit(Action::Flush)));
            }
            Effect::Watch { slot } => {
                let door = self.door();
                *self.bell.borrow_mut() =
                    slot.map(|slot| TabBell::new(&slot, move || door.emit(Action::Rang)));
            }
            Effect::Ring => {
                if let Some(bell) = &*self.bell.borrow() {
                    bell.ring();
                }
            }
            Effect::Download { name, text } => {
                let mime = if name.ends_with(".html") { "text/html" } else { "application/json" };
                if let Err(why) = self.feed.save_file(&name, mime, text.as_bytes()) {
                    crate::browser::complain("download", &why);
                }
            }
            Effect::Frame => {
                if let (Some(late), Some(host)) = (self.late.get(), self.me.upgrade()) {
                    (late.frame)(host);
                }
            }
            Effect::Pack { text } => self.pack(text),
            Effect::Unpack { fragment, bytes, most } => self.unpack(fragment, bytes, most),
            Effect::Room(effect) => self.room(effect),
            Effect::Rehearse(link) => {
                let come = link.and_then(|link| Some((self.late.get()?.rehearse)(&link)));
                drop(self.rehearsal.replace(come));
            }
            Effect::Remember { slot } => write_for_tab(&self.memory.borrow(), slot.as_deref()),
            Effect::Hold { slot, bytes, whole } => self.held.hold(&slot, &bytes, whole),
            Effect::LetGo => self.held.let_go(),
        }
    }

    pub fn fetch_late(&self) {
        let Some(host) = self.me.upgrade() else { return };
        // Whether it came or not, the state says it to the person.
        spawn("late part", async move {
            let _ = host.whole().await;
            Ok::<(), Infallible>(())
        });
    }

    /// Waits for the late part, and fetches it where nobody has yet.
    ///
    /// # Errors
    /// It did not come. The next call tries again.
    pub async fn whole(&self) -> Result<(), SplitLoaderError> {
        if self.state.borrow().is_whole() {
            return Ok(());
        }
        let late = fetch().await;
        let effects = match &late {
            Ok(late) => {
                self.late.set(Some(late));
                crate::ui::arrived(late.views, &self.words);
                // Before anything of it is shown.
                (self.restyle)();
                self.state.borrow_mut().arrived(late.seldom)
            }
            Err(_) => {
                self.state.borrow_mut().did_not_arrive();
                Vec::new()
            }
        };
        self.perform_all(effects);
        late.map(drop)
    }

    /// The element's attribute changed: what is connected stays so.
    pub fn allow_relays(&self, relays: &str) {
        self.feed.allow_relays(relays);
    }

    fn pack(&self, text: String) {
        let door = self.door();
        spawn("pack", async move {
            let packed = deflate(text.as_bytes()).await;
            door.emit(Action::Packed(packed.map(|bytes| (link_address(), bytes))));
            Ok::<(), Infallible>(())
        });
    }

    fn unpack(&self, fragment: Rc<str>, bytes: Vec<u8>, most: usize) {
        let door = self.door();
        spawn("unpack", async move {
            let result = inflate(&bytes, most).await.map_err(|why| match why {
                InflateError::Damaged => BadLink::Damaged,
                InflateError::TooBig => BadLink::TooLong,
                InflateError::Unsupported => BadLink::Unsupported,
            });
            door.emit(Action::Unpacked { fragment, result });
            Ok::<(), Infallible>(())
        });
    }

    /// The map that was open here before the page was reloaded.
    pub fn remembered(&self) -> Option<String> {
        read_for_tab(&self.memory.borrow())
    }

    /// What this tab remembers belongs to the map that the page brings, and to no other one of the same page.
    pub(super) fn remember_for(&self, source: &str) {
        let mut memory = self.memory.borrow_mut();
        memory.push(':');
        memory.push_str(source);
    }

    /// The map that the page brings, or what this browser keeps of it; `None`: it did not come.
    pub async fn recall_source(&self, text: Option<String>) {
        // Where the late part does not come, the start screen shows and says so.
        if self.whole().await.is_ok()
            && let (Some(late), Some(host)) = (self.late.get(), self.me.upgrade())
        {
            (late.recall)(host, text).await;
        }
    }

    pub(super) async fn vault(&self) -> Result<Vault, VaultError> {
        if let Some(vault) = self.vault.get() {
            return Ok(vault.clone());
        }
        let vault = Vault::open().await?;
        Ok(self.vault.get_or_init(|| vault).clone())
    }

    /// The element is on the page: from now on it writes before the page goes, and warns where it could not.
    pub fn arrive(&self) {
        let door = self.door();
        let leaving = Leaving::new(move || door.emit(Action::FlushAll));
        leaving.warn(self.feed.snapshot().would_be_lost());
        *self.leaving.borrow_mut() = Some(leaving);
    }

    /// The element is going away: what is not written yet is written now.
    pub fn rest(&self) {
        self.dispatch(Action::EndEdit);
        self.dispatch(Action::FlushAll);
        // Off the page nobody sees a camera or a room, so neither stays open.
        self.dispatch(Action::Overlay(Overlay::None));
        if self.feed.snapshot().room.is_some() {
            self.dispatch(Action::Room(RoomStep::Rest));
        }
    }

    /// The element is on the page again.
    pub fn return_to_page(&self) {
        self.arrive();
        if self.state.borrow().is_whole() {
            self.dispatch(Action::Room(RoomStep::Return));
        }
    }
}

/// Not of this person's doing: news of the room, and what became of something that was to be kept.
fn is_of_others(action: &Action) -> bool {
    matches!(
        action,
        Action::Room(RoomStep::Frame { .. } | RoomStep::Wake)
            | Action::ShowRoom
            | Action::Flush
            | Action::Appended { result: Ok(_), .. }
    )
}
