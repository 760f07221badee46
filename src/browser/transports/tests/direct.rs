//! Browsers that connect without a server: both in this page here, with the codes handed over as bytes.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{
    MessageEvent, RtcDataChannel, RtcDataChannelInit, RtcDataChannelType, RtcIceGatheringState,
    RtcPeerConnection, RtcSdpType, RtcSessionDescriptionInit, console,
};

use super::super::super::clock;
use super::super::super::listen::listen;
use super::super::Direct;
use super::{Told, room, sleep};
use crate::sync::bundle::{MESSAGE, frames_of};
use crate::sync::pairing::{Answer, BadCode, Code, Offer};
use crate::sync::transport::{Event, Kind, State, Transport, Why};

async fn invite(room: &str) -> (Direct, Offer, Told) {
    let told = Told::default();
    let (direct, offer) = Direct::invite(room, told.ear()).await.expect("an offer");
    assert!(told.0.borrow().is_empty(), "nothing is told before it is there");
    (direct, offer, told)
}

async fn accept(offer: &Offer) -> (Direct, Answer, Told) {
    let told = Told::default();
    let (direct, answer) = Direct::accept(offer, told.ear()).await.expect("an answer");
    assert!(told.0.borrow().is_empty(), "nothing is told before it is there");
    (direct, answer, told)
}

/// As people carry it.
fn carried_offer(offer: &Offer, room: &str) -> Offer {
    match Code::read(&offer.bytes(), room) {
        Ok(Code::Offer(offer)) => offer,
        other => panic!("an offer became {other:?}"),
    }
}

fn carried_answer(answer: &Answer, room: &str) -> Answer {
    match Code::read(&answer.bytes(), room) {
        Ok(Code::Answer(answer)) => answer,
        other => panic!("an answer became {other:?}"),
    }
}

async fn pair() -> ((Direct, Told), (Direct, Told)) {
    let room = room();
    let (host, offer, told_host) = invite(&room).await;
    let (guest, answer, told_guest) = accept(&carried_offer(&offer, &room)).await;
    host.complete(&carried_answer(&answer, &room)).expect("it is the answer");
    told_host.connected().await;
    told_guest.connected().await;
    ((host, told_host), (guest, told_guest))
}

#[wasm_bindgen_test]
async fn two_browsers_pair_by_codes_and_exchange_three_hundred_frames() {
    let room = room();
    let (host, offer, told_host) = invite(&room).await;
    let (guest, answer, told_guest) = accept(&carried_offer(&offer, &room)).await;
    assert_eq!((host.kind(), guest.kind()), (Kind::Direct, Kind::Direct));
    // While codes are carried the last 256 frames are kept.
    for number in 0..260_u16 {
        guest.send(&number.to_be_bytes());
    }
    told_guest.until("it says what gave way", |told| told == [Event::Dropped(4)]).await;
    let begun = clock::uptime_ms();
    host.complete(&carried_answer(&answer, &room)).expect("it is the answer");
    let is_connected = |told: &[Event]| told.contains(&Event::State(State::Connected));
    told_host.until("it is connected", is_connected).await;
    told_guest.until("it is connected", is_connected).await;
    let paired = (clock::uptime_ms() - begun) as u32;
    told_host.until("what was kept came", |_| told_host.frames().len() == 256).await;
    let kept: Vec<_> = (4..260_u16).map(|number| number.to_be_bytes().to_vec()).collect();
    assert!(told_host.frames() == kept);
    assert_eq!(told_host.0.borrow().first(), Some(&Event::State(State::Connected)));
    told_host.forget();

    let frames = |seed: usize| -> Vec<Vec<u8>> {
        (0..300).map(|n| (0..3_584).map(|at| (at * seed + n) as u8).collect()).collect()
    };
    let (mut from_host, from_guest) = (frames(3), frames(5));
    let begun = clock::uptime_ms();
    for (frame_host, frame_guest) in from_host.iter().zip(&from_guest) {
        host.send(frame_host);
        guest.send(frame_guest);
    }
    told_guest.until("all of the host's came", |_| told_guest.frames().len() >= 300).await;
    told_host.until("all of the guest's came", |_| told_host.frames().len() >= 300).await;
    let took = (clock::uptime_ms() - begun) as u32;
    let codes = (offer.bytes().len(), answer.bytes().len());
    let words = format!(
        "codes of {codes:?} bytes, paired in {paired} ms; 300 frames of 3.5 KB each way: {took} ms"
    );
    console::log_1(&words.into());

    told_host.forget();
    let sizes = [vec![], vec![7; host.mtu()], vec![0; host.mtu() + 1], b"last".to_vec()];
    sizes.iter().for_each(|frame| host.send(frame));
    assert!(told_host.0.borrow().is_empty(), "nothing is told in the middle of sending");
    from_host.extend(sizes.into_iter().filter(|frame| frame.len() <= host.mtu()));
    told_guest.until("the last came", |_| told_guest.frames().len() >= from_host.len()).await;
    told_host.until("one was too large", |told| told == [Event::Dropped(1)]).await;
    // Each in its order and once.
    assert!(told_guest.frames() == from_host);
}

#[wasm_bindgen_test]
async fn who_leaves_is_missed_at_once_and_hears_nothing_more() {
    let ((host, told_host), (guest, told_guest)) = pair().await;
    let begun = clock::uptime_ms();
    drop(guest);
    assert_eq!(told_host.closed().await, Why::Left);
    console::log_1(&format!("missed after {} ms", (clock::uptime_ms() - begun) as u32).into());
    host.send(b"anybody?");
    sleep(50).await;
    assert_eq!(told_guest.0.borrow().as_slice(), [Event::State(State::Connected)]);
    let closed = Event::State(State::Closed(Why::Left));
    assert_eq!(told_host.0.borrow().as_slice(), [Event::State(State::Connected), closed]);
    // The other way round as well.
    let ((host, _), (_guest, told_guest)) = pair().await;
    drop(host);
    assert_eq!(told_guest.closed().await, Why::Left);
}

#[wasm_bindgen_test]
async fn only_the_answer_to_its_own_offer_is_taken_in_and_only_once() {
    let room = room();
    let (host, offer, told_host) = invite(&room).await;
    let (other, other_offer, _told_other) = invite(&room).await;
    let (_wrong, wrong_answer, _told) = accept(&other_offer).await;
    let (guest, answer, told_guest) = accept(&offer).await;
    let (_late, late_answer, _told) = accept(&offer).await;
    assert_eq!(host.complete(&wrong_answer), Err(BadCode::OtherOffer));
    assert_eq!(guest.complete(&answer), Err(BadCode::OtherOffer), "a guest waits for none");
    let mut garbled = answer.bytes();
    garbled[30] ^= 4;
    assert_eq!(Code::read(&garbled, &room), Err(BadCode::Damaged));
    // None of that has hurt it.
    assert_eq!(host.complete(&answer), Ok(()));
    assert_eq!(host.complete(&late_answer), Err(BadCode::Answered));
    told_host.connected().await;
    told_guest.connected().await;
    assert_eq!(host.complete(&answer), Err(BadCode::Answered));
    host.send(b"hello");
    told_guest.until("a frame passed", |_| told_guest.frames() == [b"hello"]).await;
    assert_eq!(other.complete(&wrong_answer), Ok(()), "the other is good for its own");
}

#[wasm_bindgen_test]
async fn a_hub_talks_with_each_of_its_guests() {
    let mut guests = Vec::new();
    for number in 0..4_u8 {
        let (host, guest) = pair().await;
        host.0.send(&[number]);
        guests.push((host, guest));
    }
    for (number, ((host, told_host), (guest, told_guest))) in (0..).zip(&guests) {
        told_guest.until("its own came", |_| told_guest.frames() == [[number]]).await;
        guest.send(&[number, 1]);
        told_host.until("its answer came", |_| told_host.frames() == [[number, 1]]).await;
        assert_eq!(host.mtu(), guest.mtu());
    }
}

/// Waits until something is so.
async fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..4000 {
        if holds() {
            return;
        }
        sleep(5).await;
    }
    panic!("it never came true that {what}");
}

/// A guest that is not ours, and says what it likes.
async fn stranger(offer: &Offer) -> (RtcPeerConnection, RtcDataChannel, Answer) {
    let pc = RtcPeerConnection::new().expect("a connection");
    let init = RtcDataChannelInit::new();
    init.set_negotiated(true);
    init.set_id(0);
    let channel = pc.create_data_channel_with_data_channel_dict("", &init);
    let remote = RtcSessionDescriptionInit::new(RtcSdpType::Offer);
    remote.set_sdp(&offer.sdp());
    JsFuture::from(pc.set_remote_description(&remote)).await.expect("a good offer");
    let own = JsFuture::from(pc.create_answer()).await.expect("an answer");
    let set = pc.set_local_description(own.unchecked_ref());
    JsFuture::from(set).await.expect("its own answer");
    while pc.ice_gathering_state() != RtcIceGatheringState::Complete {
        sleep(5).await;
    }
    let sdp = pc.local_description().expect("it is set").sdp();
    let answer = Answer::of_sdp(&sdp, offer).expect("an answer");
    (pc, channel, answer)
}

#[wasm_bindgen_test]
async fn who_sends_what_is_no_frame_is_shut_out() {
    let largest = [&(MESSAGE as u16 - 2).to_le_bytes()[..], &[0; MESSAGE - 2]].concat();
    let (longer, cut) = ([largest.as_slice(), &[0; 1]].concat(), vec![1, 0, 7, 2, 0, 7]);
    for (is_text, last) in [(true, Vec::new()), (false, longer), (false, cut)] {
        let (host, offer, told) = invite(&room()).await;
        let (pc, channel, answer) = stranger(&offer).await;
        host.complete(&answer).expect("it is an answer");
        told.connected().await;
        let seen = Rc::clone(&told.0);
        if is_text {
            channel.send_with_str("words").expect("sent");
        } else {
            // The largest, and one that is larger; or one that ends within its second frame.
            channel.send_with_u8_array(&largest).expect("sent");
            channel.send_with_u8_array(&last).expect("sent");
        }
        assert!(matches!(told.closed().await, Why::Garbled(_)));
        let frames = seen.borrow().iter().filter(|it| matches!(it, Event::Frame(_))).count();
        assert_eq!(frames, usize::from(!is_text), "the largest came, what was wrong did not");
        pc.close();
    }
}

#[wasm_bindgen_test]
async fn frames_that_come_faster_than_they_go_travel_together() {
    let (host, offer, told) = invite(&room()).await;
    let (pc, channel, answer) = stranger(&offer).await;
    let heard: Rc<RefCell<Vec<Vec<u8>>>> = Rc::default();
    let ear = Rc::clone(&heard);
    let _listening = listen(&channel, "message", move |event: &MessageEvent| {
        ear.borrow_mut().push(Uint8Array::new(&event.data()).to_vec());
    });
    channel.set_binary_type(RtcDataChannelType::Arraybuffer);
    host.complete(&answer).expect("it is an answer");
    told.connected().await;
    // One alone waits for nobody.
    host.send(b"alone");
    let count = || heard.borrow().len();
    until("it came", || count() == 1).await;
    for number in 0..300_u16 {
        host.send(&[&number.to_le_bytes()[..], &[0; 298]].concat());
    }
    let frames = || -> Vec<Vec<u8>> {
        let heard = heard.borrow();
        let of = |message: &Vec<u8>| -> Vec<Vec<u8>> {
            frames_of(message).expect("ours").into_iter().map(<[u8]>::to_vec).collect()
        };
        heard.iter().skip(1).flat_map(of).collect()
    };
    until("all of them came", || frames().len() == 300).await;
    assert!((0..300_u16).zip(frames()).all(|(number, frame)| frame[..2] == number.to_le_bytes()));
    assert!(count() < 20, "{} messages for 300 frames", count());
    pc.close();
}

/// Runs a script on the page.
fn page(script: &str) {
    Function::new_no_args(script).call0(&JsValue::NULL).expect("it runs");
}

/// Puts another class in the place of the browser's own.
fn replace(class: &str) {
    page(&format!("window.RealPC ??= RTCPeerConnection; window.RTCPeerConnection = {class};"));
}

#[wasm_bindgen_test]
async fn a_browser_that_cannot_says_which_it_is() {
    let ear = || Told::default().ear();
    let (_host, offer, _) = invite(&room()).await;
    replace("undefined");
    let without = Direct::invite(&room(), ear()).await.map(drop);
    // One that may only use servers, of which there are none, tells as few addresses as one in no network.
    replace("class extends RealPC { constructor() { super({ iceTransportPolicy: 'relay' }) } }");
    let hidden = Direct::invite(&room(), ear()).await.map(drop);
    let hidden_guest = Direct::accept(&offer, ear()).await.map(drop);
    replace("RealPC");
    assert_eq!(without, Err(Why::Unsupported));
    assert_eq!((hidden, hidden_guest), (Err(Why::NoAddress), Err(Why::NoAddress)));
}

/// What the browser says of the last connection but so many.
fn pretend(back: usize, state: &str) {
    page(&format!(
        "const pc = window.made.at(-1 - {back});
        Object.defineProperty(pc, 'connectionState', {{ value: '{state}', configurable: true }});
        pc.dispatchEvent(new Event('connectionstatechange'));
        delete pc.connectionState;"
    ));
}

#[wasm_bindgen_test]
async fn who_falls_silent_is_told_and_may_come_back() {
    replace("class extends RealPC { constructor() { super(); (window.made ??= []).push(this) } }");
    let (host, offer, told) = invite(&room()).await;
    let (guest, answer, told_guest) = accept(&offer).await;
    replace("RealPC");
    // The guest's browser gives up more than once while people carry codes.
    pretend(0, "disconnected");
    pretend(0, "failed");
    assert!(told_guest.0.borrow().is_empty());
    host.complete(&answer).expect("it is the answer");
    told.connected().await;
    told_guest.connected().await;
    told.forget();

    pretend(1, "disconnected");
    assert_eq!(*told.0.borrow(), [Event::State(State::Reconnecting { in_ms: 0 })]);
    host.send(b"meanwhile");
    pretend(1, "connected");
    assert_eq!(told.0.borrow().last(), Some(&Event::State(State::Connected)));
    told_guest.until("it came", |_| told_guest.frames() == [b"meanwhile"]).await;
    pretend(1, "disconnected");
    pretend(1, "failed");
    assert_eq!(told.closed().await, Why::Lost);
    // For the other side that is somebody who leaves.
    assert_eq!(told_guest.closed().await, Why::Left);
    drop(guest);

    let (host, offer, told) = {
        replace("class extends RealPC { constructor() { super(); window.made.push(this) } }");
        let made = invite(&room()).await;
        replace("RealPC");
        made
    };
    let (_guest, answer, _told) = accept(&offer).await;
    host.complete(&answer).expect("it is the answer");
    // Said of the time before the answer was there.
    pretend(0, "failed");
    assert!(told.0.borrow().is_empty());
    told.connected().await;
}

#[wasm_bindgen_test]
async fn whoever_is_told_something_may_drop_the_connection_then_and_there() {
    for trigger in ["a frame", "a dropped frame", "the end"] {
        let room = room();
        let slot: Rc<RefCell<Option<Direct>>> = Rc::default();
        let told = Told::default();
        let (keep, mine) = (told.ear(), Rc::clone(&slot));
        let tell = move |event: Event| {
            let is_it = match &event {
                Event::Frame(_) => trigger == "a frame",
                Event::Dropped(_) => trigger == "a dropped frame",
                Event::State(State::Closed(_)) => trigger == "the end",
                Event::State(_) => false,
            };
            keep(event);
            if is_it {
                drop(mine.take());
            }
        };
        let (host, offer) = Direct::invite(&room, Rc::new(tell)).await.expect("an offer");
        let (guest, answer, told_guest) = accept(&offer).await;
        host.complete(&answer).expect("it is the answer");
        told.connected().await;
        told_guest.connected().await;
        match trigger {
            "a frame" => guest.send(b"go"),
            "a dropped frame" => host.send(&vec![0; host.mtu() + 1]),
            _ => drop(guest),
        }
        slot.replace(Some(host));
        told.until(trigger, |told| told.len() == 2).await;
        if trigger != "the end" {
            assert_eq!(told_guest.closed().await, Why::Left);
        }
        assert!(slot.borrow().is_none(), "it was dropped at {trigger}");
    }
}
