//! Real channels, and real Mosquittos, which `cargo xtask test` starts under the names used here.

#[cfg(feature = "webrtc")]
mod direct;

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::BroadcastChannel;

use super::super::timers::after;
use super::super::{clock, random};
use super::{Echo, Relay, Tabs, allowed_relays, echo};
use crate::sync::mqtt::Login;
use crate::sync::transport::{Event, State, Transport, Why};

const OPEN: &str = "ws://relay.test:8083";
const LOCKED: &str = "ws://locked.test:8083";
const MUTE: &str = "ws://mute.test:8083";

async fn sleep(ms: u32) {
    let promise = Promise::new(&mut |done, _| {
        after(ms, move || drop(done.call0(&JsValue::NULL))).forget();
    });
    JsFuture::from(promise).await.expect("time passes");
}

/// What one transport has told.
#[derive(Clone, Default)]
struct Told(Rc<RefCell<Vec<Event>>>);

impl Told {
    fn ear(&self) -> Rc<dyn Fn(Event)> {
        let told = Rc::clone(&self.0);
        Rc::new(move |event| told.borrow_mut().push(event))
    }

    /// Waits until what was told is so. Under load it may take long; never is a failure.
    async fn until(&self, what: &str, holds: impl Fn(&[Event]) -> bool) {
        for _ in 0..4000 {
            if holds(&self.0.borrow()) {
                return;
            }
            sleep(5).await;
        }
        let others = |event: &&Event| !matches!(event, Event::Frame(_));
        let told: Vec<_> = self.0.borrow().iter().filter(others).cloned().collect();
        panic!("it never came true that {what}; frames apart, it told {told:?}");
    }

    async fn connected(&self) {
        let last = |told: &[Event]| told.last() == Some(&Event::State(State::Connected));
        self.until("it is connected", last).await;
    }

    async fn closed(&self) -> Why {
        let is_closed = |event: &Event| matches!(event, Event::State(State::Closed(_)));
        self.until("it is closed", |told| told.last().is_some_and(is_closed)).await;
        match self.0.borrow().last() {
            Some(Event::State(State::Closed(why))) => why.clone(),
            other => panic!("closed, then {other:?}"),
        }
    }

    fn frames(&self) -> Vec<Vec<u8>> {
        let frame = |event: &Event| match event {
            Event::Frame(frame) => Some(frame.clone()),
            _ => None,
        };
        self.0.borrow().iter().filter_map(frame).collect()
    }

    fn forget(&self) {
        self.0.borrow_mut().clear();
    }
}

/// A name that no other test has.
fn room() -> String {
    format!("test-{:x}", random::client_id())
}

fn relay(address: &str, room: &str, login: Login) -> (Relay, Told) {
    let told = Told::default();
    let relays = allowed_relays(address);
    let address = relays.pick(address).expect("it is allowed");
    let relay = Relay::open(address, room, login, told.ear());
    assert!(told.0.borrow().is_empty(), "nothing is told before it is there");
    (relay, told)
}

/// Ends or starts the relay that lets in everybody.
async fn broker(what: &str) {
    let script = "return fetch('http://control.test:8083/' + what).then((answer) => answer.status)";
    let ask = Function::new_with_args("what", script);
    let asked = ask.call1(&JsValue::NULL, &what.into()).expect("a promise");
    let status = JsFuture::from(asked.unchecked_into::<Promise>()).await.expect("an answer");
    assert_eq!(status, 200, "the broker does not {what}");
}

#[wasm_bindgen_test]
async fn tabs_of_one_room_hear_each_other_and_nobody_else() {
    let (name, mine, other, stranger) = (room(), Told::default(), Told::default(), Told::default());
    let tabs = Tabs::open(&name, mine.ear());
    assert!(mine.0.borrow().is_empty(), "nothing is told before it is there");
    let same = Tabs::open(&name, other.ear());
    let _different = Tabs::open(&room(), stranger.ear());
    let (gone, gone_told) = (Tabs::open(&name, other.ear()), other.clone());
    drop(gone);
    mine.connected().await;
    stranger.connected().await;
    assert_eq!(gone_told.0.borrow().len(), 1, "dropped means silent");
    other.forget();

    let large: Vec<u8> = (0..tabs.mtu()).map(|at| (at * 7) as u8).collect();
    tabs.send(&[]);
    tabs.send(&large);
    tabs.send(&vec![0; tabs.mtu() + 1]);
    tabs.send(b"last");
    assert_eq!(mine.0.borrow().len(), 1, "nothing is told in the middle of sending");
    other.until("the last came", |_| other.frames().len() >= 3).await;
    assert!(other.frames() == [vec![], large, b"last".to_vec()]);
    mine.until("one was too large", |told| told.last() == Some(&Event::Dropped(1))).await;
    same.send(b"back");
    mine.until("the answer came", |_| mine.frames() == [b"back"]).await;
    // What is not bytes comes from somebody else.
    let channel = BroadcastChannel::new(&format!("alignment-canvas-room:{name}")).expect("one");
    channel.post_message(&"words".into()).expect("sent");
    tabs.send(b"after");
    other.until("the one after came", |_| other.frames().len() >= 4).await;
    assert_eq!(other.frames().len(), 4);
    assert_eq!((mine.frames().len(), stranger.frames().len()), (1, 0));
    channel.close();
}

#[wasm_bindgen_test]
async fn two_clients_of_a_relay_exchange_three_hundred_frames() {
    let name = room();
    let (a, told_a) = relay(OPEN, &name, Login::default());
    let (b, told_b) = relay(OPEN, &name, Login::default());
    let (_stranger, told_stranger) = relay(OPEN, &room(), Login::default());
    told_a.connected().await;
    told_b.connected().await;
    told_stranger.connected().await;
    let frames = |seed: usize| -> Vec<Vec<u8>> {
        (0..300).map(|n| (0..3_584).map(|at| (at * seed + n) as u8).collect()).collect()
    };
    let (from_a, from_b) = (frames(3), frames(5));
    let begun = clock::uptime_ms();
    for (frame_a, frame_b) in from_a.iter().zip(&from_b) {
        a.send(frame_a);
        b.send(frame_b);
    }
    told_b.until("all of a's came", |_| told_b.frames().len() >= 300).await;
    told_a.until("all of b's came", |_| told_a.frames().len() >= 300).await;
    let took = (clock::uptime_ms() - begun) as u32;
    web_sys::console::log_1(&format!("300 frames of 3.5 KB each way: {took} ms").into());
    // Each in its order, once, and none of one's own.
    assert!(told_b.frames() == from_a && told_a.frames() == from_b);
    a.send(&vec![1; a.mtu()]);
    told_b.until("the largest came", |_| told_b.frames().len() == 301).await;
    assert!(told_stranger.frames().is_empty());
    // A relay is told when somebody leaves, and the one who left hears nothing.
    drop(b);
    a.send(b"anybody?");
    sleep(50).await;
    assert_eq!(told_b.frames().len(), 301);
}

#[wasm_bindgen_test]
async fn when_the_relay_dies_both_come_back_by_themselves() {
    let name = room();
    let (a, told_a) = relay(OPEN, &name, Login::default());
    let (_b, told_b) = relay(OPEN, &name, Login::default());
    told_a.connected().await;
    told_b.connected().await;
    told_b.forget();
    broker("stop").await;
    let again = |event: &Event| matches!(event, Event::State(State::Reconnecting { .. }));
    told_a.until("it noticed", |told| told.iter().any(again)).await;
    told_b.until("it noticed", |told| told.iter().any(again)).await;
    a.send(b"meanwhile");
    broker("start").await;
    told_a.connected().await;
    // Who comes back first is chance, so what was kept may come to an empty room: that is for the protocol to mend.
    let back = |told: &[Event]| told.contains(&Event::State(State::Connected));
    told_b.until("it is connected", back).await;
    told_b.forget();
    a.send(b"after");
    told_b.until("frames pass again", |told| told.contains(&Event::Frame(b"after".into()))).await;
}

#[wasm_bindgen_test]
async fn what_was_written_while_it_was_gone_follows_as_soon_as_the_network_is_back() {
    broker("stop").await;
    let (a, told) = relay(OPEN, &room(), Login::default());
    for number in 0..260_u16 {
        a.send(&number.to_be_bytes());
    }
    let wait = |event: &Event| match event {
        Event::State(State::Reconnecting { in_ms }) => Some(*in_ms),
        _ => None,
    };
    let long = |told: &[Event]| told.last().and_then(wait).is_some_and(|wait| wait > 1_500);
    told.until("it waits for long", long).await;
    broker("start").await;
    let begun = clock::uptime_ms();
    let window = web_sys::window().expect("a page");
    let online = web_sys::Event::new("online").expect("an event");
    window.dispatch_event(&online).expect("dispatched");
    told.until("it is connected", |told| told.contains(&Event::State(State::Connected))).await;
    told.until("it says what gave way", |told| told.last() == Some(&Event::Dropped(4))).await;
    let took = clock::uptime_ms() - begun;
    assert!(took < 1_000.0, "it waited for {took} ms more");
}

#[wasm_bindgen_test]
async fn a_locked_relay_says_who_may_come_in() {
    let login = |user: &str, password: &str| Login::new(user, password).expect("short");
    for (login, expected) in [
        (login("workshop", "wrong"), Why::Login),
        (login("nobody", "secret"), Why::Login),
        (Login::default(), Why::NoLogin),
    ] {
        let (_relay, told) = relay(LOCKED, &room(), login);
        assert_eq!(told.closed().await, expected);
    }
    let name = room();
    let (a, told_a) = relay(LOCKED, &name, login("workshop", "secret"));
    let (_b, told_b) = relay(LOCKED, &name, login("workshop", "secret"));
    told_a.connected().await;
    told_b.connected().await;
    a.send(b"hello");
    told_b.until("a frame passed", |_| told_b.frames() == [b"hello"]).await;
}

#[wasm_bindgen_test]
async fn a_relay_that_lets_people_in_and_passes_nothing_on_is_found_out() {
    let workshop = Login::new("workshop", "secret").expect("short");
    for (place, login, expected) in [
        (OPEN, Login::default(), Echo::Heard),
        (LOCKED, workshop.clone(), Echo::Heard),
        (LOCKED, Login::default(), Echo::Refused(Why::NoLogin)),
        (MUTE, workshop, Echo::Mute),
    ] {
        let relays = allowed_relays(place);
        let address = relays.pick(place).expect("it is allowed");
        assert_eq!(echo(address, &login).await, expected, "{place}");
    }
}

#[wasm_bindgen_test]
async fn a_policy_that_forbids_the_relay_is_named() {
    let (_relay, told) = relay("ws://relay.test:1", &room(), Login::default());
    // As the browser tells it; a real policy could not be taken back for the tests that follow.
    let script = "for (const [blockedURI, disposition] of [['ws://relay.test:12/', 'enforce'],
            ['ws://relay.test:1/', 'report'], ['ws://relay.test:1/', 'enforce']]) {
        document.dispatchEvent(new SecurityPolicyViolationEvent('securitypolicyviolation', { blockedURI, disposition,
            documentURI: '', violatedDirective: '', effectiveDirective: 'connect-src', originalPolicy: '', statusCode: 0 }));
        if (disposition === 'enforce' && blockedURI.endsWith(':1/')) continue;
        told();
    }";
    let before = Rc::new(RefCell::new(Vec::new()));
    let (events, seen) = (Rc::clone(&told.0), Rc::clone(&before));
    let is_closed = |event: &Event| matches!(event, Event::State(State::Closed(_)));
    let look = Closure::<dyn FnMut()>::new(move || {
        seen.borrow_mut().push(events.borrow().iter().any(is_closed));
    });
    let function = Function::new_with_args("told", script);
    function.call1(&JsValue::NULL, look.as_ref()).expect("it runs");
    assert_eq!(*before.borrow(), [false, false], "another relay, or a mere report");
    assert_eq!(told.closed().await, Why::Policy);
}

#[wasm_bindgen_test]
fn only_what_the_page_allows_is_connected_to() {
    let relays = allowed_relays("ws://relay.test:8083 nonsense");
    assert_eq!(relays.allowed().len(), 1);
    assert!(relays.pick("ws://locked.test:8083").is_none());
}
