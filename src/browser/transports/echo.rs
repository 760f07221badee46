//! Tries a relay out: does somebody else hear what is sent there?

use std::cell::RefCell;
use std::rc::Rc;

use super::super::{random, timers};
use super::{Event, Login, Relay, State, Transport, Why};
use crate::sync::mqtt::RelayAddress;

/// A relay that has not answered by then is none, in milliseconds.
const PATIENCE_MS: u32 = 8_000;
/// What it passes on has come by then.
const ECHO_MS: u32 = 4_000;
/// Between two looks.
const STEP_MS: u32 = 50;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Echo {
    Heard,
    /// It lets people in, and what one of them sends comes to nobody.
    Mute,
    /// It does not answer.
    Silent,
    Refused(Why),
}

/// What one of the two has been told so far.
#[derive(Default)]
struct Told {
    state: Option<State>,
    frames: Vec<Vec<u8>>,
}

/// Two connections under a name that nobody else uses: one sends a frame as long as a room's may be, the other listens.
pub async fn echo(address: &RelayAddress, login: &Login) -> Echo {
    let topic: [u8; 16] = random::bytes();
    let topic: String = topic.iter().map(|byte| format!("{byte:02x}")).collect();
    let open = || {
        let told = Rc::new(RefCell::new(Told::default()));
        let ear = {
            let told = told.clone();
            move |event: Event| match event {
                Event::State(state) => told.borrow_mut().state = Some(state),
                Event::Frame(frame) => told.borrow_mut().frames.push(frame),
                Event::Dropped(_) => {}
            }
        };
        (Relay::open(address, &topic, login.clone(), Rc::new(ear)), told)
    };
    let ((_listens, heard), (speaks, spoken)) = (open(), open());
    for told in [&heard, &spoken] {
        let settled = |state: &State| *state != State::Connecting;
        until(PATIENCE_MS, || told.borrow().state.as_ref().is_some_and(settled)).await;
        match &told.borrow().state {
            Some(State::Connected) => {}
            Some(State::Closed(why)) => return Echo::Refused(why.clone()),
            Some(State::Connecting | State::Reconnecting { .. }) | None => return Echo::Silent,
        }
    }
    let start: [u8; 16] = random::bytes();
    let mut frame = vec![0; speaks.mtu()];
    frame[..start.len()].copy_from_slice(&start);
    speaks.send(&frame);
    until(ECHO_MS, || heard.borrow().frames.contains(&frame)).await;
    if heard.borrow().frames.contains(&frame) { Echo::Heard } else { Echo::Mute }
}

/// Waits until something is so, and not for ever.
async fn until(ms: u32, holds: impl Fn() -> bool) {
    let mut waited = 0;
    while !holds() && waited < ms {
        timers::sleep(STEP_MS).await;
        waited += STEP_MS;
    }
}
