//! Between the tabs and windows of this browser. Pages from disk hear each other too, whatever file they are.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use web_sys::{BroadcastChannel, MessageEvent};

use super::super::listen::{Listener, listen};
use super::super::timers::after;
use super::open;
use crate::sync::transport::{Event, Kind, State, Transport, Why};

const MTU: usize = 1 << 20;

/// Everybody in this browser who opened the same room.
pub struct Tabs {
    channel: Option<BroadcastChannel>,
    tell: Rc<dyn Fn(Event)>,
    dropped: Rc<Cell<usize>>,
    telling: RefCell<Option<Timeout>>,
    _heard: Option<Listener>,
    _begun: Timeout,
}

impl Tabs {
    #[must_use]
    pub fn open(room: &str, tell: Rc<dyn Fn(Event)>) -> Self {
        let channel = BroadcastChannel::new(&format!("alignment-canvas-room:{room}")).ok();
        let heard = channel.as_ref().map(|channel| {
            open::note(channel);
            let tell = Rc::clone(&tell);
            listen(channel, "message", move |event: &MessageEvent| {
                // Other scripts of this origin may speak here too.
                if let Ok(bytes) = event.data().dyn_into::<Uint8Array>()
                    && bytes.length() as usize <= MTU
                {
                    tell(Event::Frame(bytes.to_vec()));
                }
            })
        });
        let state = match channel {
            Some(_) => State::Connected,
            None => State::Closed(Why::Unsupported),
        };
        let begun = Rc::clone(&tell);
        let begun = after(0, move || begun(Event::State(state)));
        let (dropped, telling) = Default::default();
        Self { channel, tell, dropped, telling, _heard: heard, _begun: begun }
    }
}

impl Transport for Tabs {
    fn kind(&self) -> Kind {
        Kind::Tabs
    }

    fn mtu(&self) -> usize {
        MTU
    }

    fn send(&self, frame: &[u8]) {
        let Some(channel) = &self.channel else { return };
        let fits = frame.len() <= MTU;
        if !fits || channel.post_message(&Uint8Array::from(frame)).is_err() {
            // Not at once, as the sender may not be able to listen in the middle of sending.
            self.dropped.set(self.dropped.get() + 1);
            let (tell, dropped) = (Rc::clone(&self.tell), Rc::clone(&self.dropped));
            let telling = after(0, move || tell(Event::Dropped(dropped.take())));
            drop(self.telling.replace(Some(telling)));
        }
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            open::forget(channel);
            channel.close();
        }
    }
}
