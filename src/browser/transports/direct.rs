//! From browser to browser over WebRTC, paired by codes that people carry. No server takes part, not even one that
//! tells a browser its own address, so both have to be in one network.
//!
//! One side invites, the other answers, the first takes the answer in. Minutes may lie between these steps. The guest's
//! browser may say meanwhile that it has failed, and comes round all the same when the answer is taken in.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use gloo::timers::callback::Timeout;
use js_sys::{ArrayBuffer, Function, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Event as DomEvent, MessageEvent, RtcDataChannel, RtcDataChannelInit, RtcDataChannelType,
    RtcIceGatheringState, RtcPeerConnection, RtcPeerConnectionState, RtcSdpType,
    RtcSessionDescriptionInit,
};

use super::super::listen::{Listener, listen};
use super::super::{spawn, timers};
use crate::sync::bundle::{LONGEST, MESSAGE, Waiting, frames_of};
use crate::sync::pairing::{Answer, BadCode, Offer, Unfit};
use crate::sync::transport::{Event, Kind, State, Transport, Why};

/// Frames kept until there is a connection.
const MOST_KEPT: usize = 256;
/// Gathering takes a tenth of a second. Chromium in no network never says that it is done; one that is slow goes with
/// the addresses it has by then.
const GATHER_MS: u32 = 5_000;
/// How long the two may look for each other once both know the codes.
const REACH_MS: u32 = 30_000;
/// A device that sleeps or changes its radio is back within this time, or not at all.
const BACK_MS: u32 = 15_000;

/// One connection to one other browser. What broke for good needs new codes.
pub struct Direct(Rc<Inner>);

impl Direct {
    /// The offer is for one person; whoever answers first takes it.
    ///
    /// # Errors
    /// [`Why::Unsupported`], or [`Why::NoAddress`] when there is nothing to put into the offer.
    pub async fn invite(room: &str, tell: Rc<dyn Fn(Event)>) -> Result<(Self, Offer), Why> {
        let me = Self::open(tell)?;
        let pc = &me.0.pc;
        let own = settled(pc.create_offer()).await?;
        let sdp = describe(pc, &own.unchecked_into()).await?;
        let offer = Offer::of_sdp(&sdp, room).map_err(unfit)?;
        drop(me.0.offer.replace(Some(offer.clone())));
        Ok((me, offer))
    }

    /// The answer goes back to whoever made the offer, and as soon as it is taken in there, they are connected.
    ///
    /// # Errors
    /// As for [`Self::invite`], and [`Why::Garbled`] when the browser makes nothing of the offer.
    pub async fn accept(offer: &Offer, tell: Rc<dyn Fn(Event)>) -> Result<(Self, Answer), Why> {
        let me = Self::open(tell)?;
        let pc = &me.0.pc;
        take_in(pc, RtcSdpType::Offer, &offer.sdp()).await?;
        let own = settled(pc.create_answer()).await?;
        let sdp = describe(pc, &own.unchecked_into()).await?;
        let answer = Answer::of_sdp(&sdp, offer).map_err(unfit)?;
        Ok((me, answer))
    }

    /// Takes in the answer to the offer that this was made with. How it goes on is told.
    ///
    /// # Errors
    /// [`BadCode::OtherOffer`] or [`BadCode::Answered`]; nothing has changed then.
    pub fn complete(&self, answer: &Answer) -> Result<(), BadCode> {
        let is_ours = self.0.offer.borrow().as_ref().is_some_and(|offer| answer.is_to(offer));
        if !is_ours {
            return Err(BadCode::OtherOffer);
        }
        if self.0.phase.get() != Phase::Waiting {
            return Err(BadCode::Answered);
        }
        self.0.phase.set(Phase::Reaching);
        self.0.wait(REACH_MS, Why::Unreachable);
        let (me, sdp) = (self.0.me.clone(), answer.sdp());
        spawn::spawn::<String>("direct", async move {
            let Some(pc) = me.upgrade().map(|me| me.pc.clone()) else { return Ok(()) };
            let taken = take_in(&pc, RtcSdpType::Answer, &sdp).await;
            if let (Some(me), Err(why)) = (me.upgrade(), taken) {
                me.end(why);
            }
            Ok(())
        });
        Ok(())
    }

    fn open(tell: Rc<dyn Fn(Event)>) -> Result<Self, Why> {
        // No servers: the browser then finds only the addresses of its own network.
        let pc = RtcPeerConnection::new().map_err(|_| Why::Unsupported)?;
        super::open::note(&pc);
        // Both sides open the same channel, so none that the other side might open besides is listened to.
        let init = RtcDataChannelInit::new();
        init.set_negotiated(true);
        init.set_id(0);
        let channel = pc.create_data_channel_with_data_channel_dict("", &init);
        channel.set_binary_type(RtcDataChannelType::Arraybuffer);
        Ok(Self(Rc::new_cyclic(|me| Inner {
            me: me.clone(),
            _heard: listeners(me, &pc, &channel),
            pc,
            channel,
            tell,
            offer: RefCell::default(),
            phase: Cell::new(Phase::Waiting),
            kept: RefCell::default(),
            waiting: RefCell::default(),
            dropped: Cell::default(),
            timer: RefCell::default(),
            telling: RefCell::default(),
        })))
    }
}

impl Transport for Direct {
    fn kind(&self) -> Kind {
        Kind::Direct
    }

    fn mtu(&self) -> usize {
        LONGEST
    }

    fn send(&self, frame: &[u8]) {
        let me = &self.0;
        match me.phase.get() {
            Phase::Over => {}
            _ if frame.len() > LONGEST => me.give_up(1),
            Phase::Waiting | Phase::Reaching => {
                let mut kept = me.kept.borrow_mut();
                if kept.len() == MOST_KEPT {
                    kept.pop_front();
                    me.give_up(1);
                }
                kept.push_back(frame.to_vec());
            }
            Phase::Connected | Phase::Silent => me.write(frame),
        }
    }
}

impl Drop for Direct {
    fn drop(&mut self) {
        // The last words, too: a goodbye that came while the line was busy.
        while let Some(message) = self.0.waiting.borrow_mut().message() {
            if self.0.channel.send_with_u8_array(&message).is_err() {
                break;
            }
        }
        self.0.phase.set(Phase::Over);
        super::open::forget(&self.0.pc);
        self.0.pc.close();
        drop(self.0.timer.take());
        drop(self.0.telling.take());
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Codes are on their way, which may take minutes. A guest stays in it until the channel opens.
    Waiting,
    /// The one who invited has the answer.
    Reaching,
    Connected,
    /// Nothing comes from the other side, and the browser looks for it.
    Silent,
    Over,
}

struct Inner {
    me: Weak<Inner>,
    pc: RtcPeerConnection,
    channel: RtcDataChannel,
    tell: Rc<dyn Fn(Event)>,
    /// Of the side that invited.
    offer: RefCell<Option<Offer>>,
    phase: Cell<Phase>,
    kept: RefCell<VecDeque<Vec<u8>>>,
    /// Until the browser has sent what it was given before.
    waiting: RefCell<Waiting>,
    dropped: Cell<usize>,
    /// The end of the patience with the other side.
    timer: RefCell<Option<Timeout>>,
    telling: RefCell<Option<Timeout>>,
    _heard: [Listener; 5],
}

impl Inner {
    fn opened(&self) {
        if !matches!(self.phase.get(), Phase::Waiting | Phase::Reaching) {
            return;
        }
        self.phase.set(Phase::Connected);
        drop(self.timer.take());
        for frame in self.kept.take() {
            self.write(&frame);
        }
        (self.tell)(Event::State(State::Connected));
    }

    fn changed(&self) {
        use RtcPeerConnectionState as Is;
        match (self.pc.connection_state(), self.phase.get()) {
            (Is::Connected, Phase::Silent) => {
                self.phase.set(Phase::Connected);
                drop(self.timer.take());
                (self.tell)(Event::State(State::Connected));
            }
            (Is::Disconnected, Phase::Connected) => {
                self.phase.set(Phase::Silent);
                self.wait(BACK_MS, Why::Lost);
                // The browser is at it already.
                (self.tell)(Event::State(State::Reconnecting { in_ms: 0 }));
            }
            (Is::Failed, Phase::Connected | Phase::Silent) => self.end(Why::Lost),
            // Chromium says so at once where a guest's browser has asked for it in vain for most of a minute, as Firefox does, and
            // reaches it a moment later.
            (Is::Failed, Phase::Reaching) => self.wait(BACK_MS, Why::Unreachable),
            // A guest's browser that has waited for long; see the top of this file.
            _ => {}
        }
    }

    fn came(&self, data: JsValue) {
        if !matches!(self.phase.get(), Phase::Connected | Phase::Silent) {
            return;
        }
        let data = data.dyn_into::<ArrayBuffer>();
        let data = data.ok().filter(|data| data.byte_length() as usize <= MESSAGE);
        let message = data.map(|data| Uint8Array::new(&data).to_vec());
        let Some(frames) = message.as_deref().and_then(frames_of) else {
            return self.end(Why::Garbled("a message of text, over 16 KB, or cut in a frame"));
        };
        for frame in frames {
            // Whoever hears one may have ended it.
            if self.phase.get() != Phase::Over {
                (self.tell)(Event::Frame(frame.to_vec()));
            }
        }
    }

    fn closed(&self) {
        self.end(match self.phase.get() {
            Phase::Waiting | Phase::Reaching => Why::Unreachable,
            Phase::Silent => Why::Lost,
            Phase::Connected | Phase::Over => Why::Left,
        });
    }

    fn end(&self, why: Why) {
        if self.phase.replace(Phase::Over) == Phase::Over {
            return;
        }
        self.pc.close();
        drop(self.timer.take());
        self.kept.take().clear();
        if let Why::Garbled(what) = &why {
            spawn::complain("direct", what);
        }
        (self.tell)(Event::State(State::Closed(why)));
    }

    /// Ends it for this reason after so many milliseconds, unless something better happens.
    fn wait(&self, ms: u32, why: Why) {
        let me = self.me.clone();
        let timer = timers::after(ms, move || {
            if let Some(me) = me.upgrade() {
                me.end(why);
            }
        });
        drop(self.timer.replace(Some(timer)));
    }

    fn write(&self, frame: &[u8]) {
        if !self.waiting.borrow_mut().push(frame) {
            self.give_up(1);
        }
        self.flush();
    }

    /// Gives the browser what waits, once it has sent what it was given before.
    fn flush(&self) {
        if self.phase.get() == Phase::Over || self.channel.buffered_amount() > 0 {
            return;
        }
        let Some(message) = self.waiting.borrow_mut().message() else { return };
        if self.channel.send_with_u8_array(&message).is_err() {
            self.give_up(frames_of(&message).map_or(1, |frames| frames.len()));
        }
    }

    /// Tells of frames that are lost, but not at once, as the sender may not be able to listen in the middle of sending.
    fn give_up(&self, frames: usize) {
        self.dropped.set(self.dropped.get() + frames);
        let me = self.me.clone();
        let telling = timers::after(0, move || {
            if let Some(me) = me.upgrade().filter(|me| me.phase.get() != Phase::Over) {
                (me.tell)(Event::Dropped(me.dropped.take()));
            }
        });
        drop(self.telling.replace(Some(telling)));
    }
}

fn listeners(me: &Weak<Inner>, pc: &RtcPeerConnection, channel: &RtcDataChannel) -> [Listener; 5] {
    let with = |run: fn(&Inner)| {
        let me = me.clone();
        move |_: &DomEvent| {
            if let Some(me) = me.upgrade() {
                run(&me);
            }
        }
    };
    let came = me.clone();
    let message = move |event: &MessageEvent| {
        if let Some(me) = came.upgrade() {
            me.came(event.data());
        }
    };
    [
        listen(pc, "connectionstatechange", with(Inner::changed)),
        listen(channel, "open", with(Inner::opened)),
        listen(channel, "close", with(Inner::closed)),
        listen(channel, "message", message),
        listen(channel, "bufferedamountlow", with(Inner::flush)),
    ]
}

/// Sets what the browser says of itself, and waits until it has found its addresses.
async fn describe(pc: &RtcPeerConnection, own: &RtcSessionDescriptionInit) -> Result<String, Why> {
    let mut heard = None;
    let gathered = Promise::new(&mut |done: Function, _| {
        let gathering = pc.clone();
        let look = move |_: &DomEvent| {
            if gathering.ice_gathering_state() == RtcIceGatheringState::Complete {
                // A promise's own function refuses nothing.
                drop(done.call0(&JsValue::NULL));
            }
        };
        heard = Some(listen(pc, "icegatheringstatechange", look));
    });
    settled(pc.set_local_description(own)).await?;
    drop(timers::within(GATHER_MS, JsFuture::from(gathered)).await);
    drop(heard);
    pc.local_description().map(|own| own.sdp()).ok_or(Why::Unsupported)
}

async fn take_in(pc: &RtcPeerConnection, kind: RtcSdpType, sdp: &str) -> Result<(), Why> {
    let description = RtcSessionDescriptionInit::new(kind);
    description.set_sdp(sdp);
    let taken = JsFuture::from(pc.set_remote_description(&description)).await;
    taken.map(drop).map_err(|_| Why::Garbled("a code that the browser makes nothing of"))
}

/// What the browser gives, or that it cannot.
async fn settled(promise: Promise) -> Result<JsValue, Why> {
    JsFuture::from(promise).await.map_err(|_| Why::Unsupported)
}

fn unfit(why: Unfit) -> Why {
    match why {
        Unfit::NoAddress => Why::NoAddress,
        Unfit::Strange(what) => {
            spawn::complain("direct", &format!("no {what} in this browser's description"));
            Why::Unsupported
        }
    }
}
