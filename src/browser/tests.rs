//! The guards in a real browser: they do what they say, stop when dropped, and may be used from inside themselves.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{ClipboardEvent, DataTransfer, Event, File, HtmlElement};

use super::compress::{InflateError, deflate, inflate};
use super::files::{ReadError, read_text};
use super::frames::Frame;
use super::lifecycle::Leaving;
use super::listen::{listen, listen_active};
use super::measure::{ResizeWatch, Size};
use super::tabs::TabBell;
use super::timers::{self, Debounce};
use super::{clipboard, clock, measure, media, prefs, random};

#[wasm_bindgen_test]
fn numbers_for_styles_have_their_digits_and_their_sign() {
    assert_eq!(measure::fixed(0.05, 2), "0.05");
    assert_eq!(measure::fixed(-3.999, 2), "-4.00");
    assert_eq!(measure::fixed(-0.25, 1), "-0.3");
    assert_eq!(measure::fixed(99.6, 0), "100");
    assert_eq!(measure::px(-12.3456), "-12.35px");
    assert_eq!(measure::plain(2.5), "2.5");
}

async fn sleep(ms: u32) {
    let promise = Promise::new(&mut |done, _| {
        timers::after(ms, move || drop(done.call0(&JsValue::NULL))).forget();
    });
    JsFuture::from(promise).await.expect("time passes");
}

/// Waits for something to come true. Under load it may take long; never is a failure.
async fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..2000 {
        if holds() {
            return;
        }
        sleep(5).await;
    }
    panic!("it never came true that {what}");
}

/// A counter and something that counts up.
fn counter() -> (Rc<Cell<u32>>, impl Fn() + Clone + 'static) {
    let count = Rc::new(Cell::new(0));
    let up = Rc::clone(&count);
    (count, move || up.set(up.get() + 1))
}

fn box_in_page() -> HtmlElement {
    let document = web_sys::window().expect("a page").document().expect("a page");
    let element: HtmlElement = document.create_element("div").expect("a box").unchecked_into();
    document.body().expect("a body").append_child(&element).expect("in the page");
    element
}

fn resize(element: &HtmlElement, width: u32, height: u32) {
    let css = format!(
        "position:absolute;inset:0 auto auto 0;width:{width}px;height:{height}px;padding:5px;box-sizing:border-box"
    );
    element.style().set_css_text(&css);
}

#[wasm_bindgen_test]
async fn a_frame_asked_for_often_comes_once_and_may_ask_again() {
    let (count, up) = counter();
    let frame = Rc::new_cyclic(|frame: &Weak<Frame>| {
        let (frame, count) = (frame.clone(), Rc::clone(&count));
        Frame::new(move |time| {
            assert!(time > 0.0);
            up();
            if count.get() < 3 {
                frame.upgrade().expect("alive").request();
            }
        })
    });
    for _ in 0..5 {
        frame.request();
    }
    assert!(frame.is_pending());
    until("three frames came", || count.get() == 3).await;
    sleep(60).await;
    assert_eq!(count.get(), 3);
    frame.request();
    drop(frame);
    sleep(80).await;
    assert_eq!(count.get(), 3, "dropped means cancelled");
}

#[wasm_bindgen_test]
async fn a_frame_may_be_dropped_by_its_own_work() {
    let frame: Rc<RefCell<Option<Frame>>> = Rc::default();
    let itself = Rc::clone(&frame);
    *frame.borrow_mut() = Some(Frame::new(move |_| drop(itself.borrow_mut().take())));
    frame.borrow().as_ref().expect("set").request();
    until("it dropped itself", || frame.borrow().is_none()).await;
}

#[wasm_bindgen_test]
async fn a_debounce_makes_one_of_many_pokes() {
    let (count, up) = counter();
    let debounce = Debounce::new(30, 60_000, up);
    for _ in 0..4 {
        debounce.poke();
    }
    assert!(debounce.is_pending());
    until("it ran", || count.get() > 0).await;
    sleep(80).await;
    assert_eq!(count.get(), 1);
    debounce.flush();
    assert_eq!(count.get(), 1, "nothing was waiting");
    debounce.poke();
    debounce.flush();
    assert_eq!(count.get(), 2);
    debounce.poke();
    drop(debounce);
    sleep(80).await;
    assert_eq!(count.get(), 2, "dropped means cancelled");
}

#[wasm_bindgen_test]
async fn a_debounce_does_not_wait_for_ever() {
    let (count, up) = counter();
    let debounce = Debounce::new(60_000, 50, up);
    until("it ran although it was never left in peace", || {
        debounce.poke();
        count.get() > 0
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_timer_stops_when_dropped_and_a_wait_has_an_end() {
    let (count, up) = counter();
    let every = timers::every(10, up);
    until("it ticked again", || count.get() >= 2).await;
    drop(every);
    let (never, up) = counter();
    drop(timers::after(10, up));
    let ticks = count.get();
    sleep(80).await;
    assert_eq!((count.get(), never.get()), (ticks, 0));
    assert_eq!(timers::within(30, std::future::pending::<()>()).await, None);
    let soon = async {
        sleep(10).await;
        7
    };
    assert_eq!(timers::within(60_000, soon).await, Some(7));
}

#[wasm_bindgen_test]
fn a_listener_ends_with_its_guard_and_only_an_active_one_prevents() {
    let target = box_in_page();
    let fire = || {
        let event = Event::new("wheel").expect("an event");
        event.init_event_with_bubbles_and_cancelable("wheel", true, true);
        target.dispatch_event(&event).expect("dispatched");
        event.default_prevented()
    };
    let (count, up) = counter();
    let passive = listen(&target, "wheel", move |event: &Event| {
        up();
        event.prevent_default();
    });
    assert!(!fire());
    drop(passive);
    assert!(!fire());
    assert_eq!(count.get(), 1);
    let active = listen_active(&target, "wheel", |event: &Event| event.prevent_default());
    assert!(fire());
    drop(active);
    target.remove();
}

#[wasm_bindgen_test]
async fn sizes_are_told_together_and_without_transforms() {
    let (one, two) = (box_in_page(), box_in_page());
    resize(&one, 120, 40);
    resize(&two, 80, 30);
    type Told = Vec<(web_sys::Element, Size)>;
    let told: Rc<RefCell<Vec<Told>>> = Rc::default();
    let tell = Rc::clone(&told);
    let watch = ResizeWatch::new(move |sizes| tell.borrow_mut().push(sizes));
    watch.watch(&one);
    watch.watch(&two);
    until("both were told", || !told.borrow().is_empty()).await;
    let first = told.take();
    assert_eq!(first.len(), 1);
    assert_eq!(first[0][0].1, Size { width: 120.0, height: 40.0 });
    assert_eq!(first[0][1].0, *two);
    one.style().set_property("transform", "scale(2)").expect("scaled");
    sleep(80).await;
    assert!(told.borrow().is_empty());
    assert!((measure::rect_of(&one).width - 240.0).abs() < 0.01);
    resize(&two, 80, 31);
    watch.unwatch(&one);
    resize(&one, 10, 10);
    until("the change was told", || !told.borrow().is_empty()).await;
    assert_eq!(told.take(), [vec![(two.clone().into(), Size { width: 80.0, height: 31.0 })]]);
    drop(watch);
    resize(&two, 80, 32);
    sleep(80).await;
    assert!(told.borrow().is_empty());
    one.remove();
    two.remove();
}

#[wasm_bindgen_test]
fn the_screen_has_a_size() {
    assert!(measure::device_pixel_ratio() > 0.0);
    assert!((measure::root_font_px() - 16.0).abs() < f64::EPSILON);
    assert!(measure::window_size().width > 100.0);
    assert!(!media::matches("nonsense"));
    assert!(media::matches("(min-width: 1px)"));
    assert!(media::MediaWatch::new("(min-width: 1px)", |_| {}).matches());
}

fn file(bytes: &[u8]) -> File {
    let parts = Array::of1(&Uint8Array::from(bytes));
    File::new_with_u8_array_sequence(&parts, "test.json").expect("a file")
}

#[wasm_bindgen_test]
async fn a_file_is_read_as_text_within_its_limit() {
    let read = async |bytes: &[u8]| read_text(&file(bytes), 16).await;
    assert_eq!(read("käse".as_bytes()).await, Ok("käse".to_owned()));
    assert_eq!(read(b"").await, Ok(String::new()));
    assert_eq!(read(b"\xEF\xBB\xBF{}").await, Ok("{}".to_owned()));
    assert_eq!(read(b"\xFF\xFE{\0}\0").await, Ok("{}".to_owned()));
    assert_eq!(read(b"\xFE\xFF\0{\0}").await, Ok("{}".to_owned()));
    assert_eq!(read(&[b'x'; 16]).await.map(|text| text.len()), Ok(16));
    assert_eq!(read(&[b'x'; 17]).await, Err(ReadError::TooBig { bytes: 17 }));
    for binary in [&b"PK\x03\x04\0\0"[..], b"\xFF\xD8\xFF\xE0", b"\xFF\xFE{", b"caf\xE9"] {
        assert_eq!(read(binary).await, Err(ReadError::NotText));
    }
}

#[wasm_bindgen_test]
async fn the_clipboard_events_carry_both_flavours() {
    let data = DataTransfer::new().expect("a transfer");
    let init = web_sys::ClipboardEventInit::new();
    init.set_clipboard_data(Some(&data));
    init.set_cancelable(true);
    let event = |name| ClipboardEvent::new_with_event_init_dict(name, &init).expect("an event");
    assert!(clipboard::read_clipboard(&event("paste")).text.is_none());
    let copy = event("copy");
    assert!(clipboard::set_clipboard(&copy, "one\ntwo", "{\"cards\":[]}"));
    assert!(copy.default_prevented());
    let paste = event("paste");
    let pasted = clipboard::read_clipboard(&paste);
    assert_eq!(pasted.text.as_deref(), Some("one\ntwo"));
    assert_eq!(pasted.json.as_deref(), Some("{\"cards\":[]}"));
    assert!(pasted.files.is_empty() && paste.default_prevented());
}

#[wasm_bindgen_test]
async fn a_bell_rings_the_others_of_its_name() {
    let (mine, up_mine) = counter();
    let (other, up_other) = counter();
    let (stranger, up_stranger) = counter();
    let bell = TabBell::new("a", up_mine);
    let _same = TabBell::new("a", up_other.clone());
    let _different = TabBell::new("b", up_stranger);
    let gone = TabBell::new("a", up_other);
    drop(gone);
    bell.ring();
    until("the other heard it", || other.get() > 0).await;
    sleep(60).await;
    assert_eq!((mine.get(), other.get(), stranger.get()), (0, 1, 0));
}

#[wasm_bindgen_test]
fn settings_are_remembered_and_taken_back() {
    for (read, write) in [
        (prefs::read as fn(&str) -> _, prefs::write as fn(&str, Option<&str>)),
        (prefs::read_for_tab, prefs::write_for_tab),
    ] {
        assert_eq!(read("test"), None);
        write("test", Some("x"));
        assert_eq!(read("test").as_deref(), Some("x"));
        write("test", None);
        assert_eq!(read("test"), None);
    }
}

#[wasm_bindgen_test]
fn leaving_is_told_and_warned_of_only_while_something_is_unsaved() {
    let window = web_sys::window().expect("a page");
    let fire = |name: &str| {
        let event = Event::new(name).expect("an event");
        event.init_event_with_bubbles_and_cancelable(name, false, true);
        window.dispatch_event(&event).expect("dispatched");
        event.default_prevented()
    };
    let (count, up) = counter();
    let leaving = Leaving::new(up);
    fire("pagehide");
    assert_eq!(count.get(), 1);
    assert!(!fire("beforeunload"));
    leaving.warn(true);
    leaving.warn(true);
    assert!(fire("beforeunload"));
    leaving.warn(false);
    assert!(!fire("beforeunload"));
    leaving.warn(true);
    drop(leaving);
    fire("pagehide");
    assert!(!fire("beforeunload"));
    assert_eq!(count.get(), 1);
}

#[wasm_bindgen_test]
fn the_clock_and_the_dice_are_sane() {
    assert!(clock::now_ms() > 1_700_000_000_000);
    assert!(clock::uptime_ms() >= 0.0);
    let today = clock::today();
    assert_eq!(today.len(), 10);
    assert!(today.as_bytes()[4] == b'-' && today.as_bytes()[7] == b'-');
    let (a, b) = (random::client_id(), random::client_id());
    assert!(a != b && a.max(b) < 1 << 53 && a.min(b) > 0);
}

#[wasm_bindgen_test]
async fn what_is_compressed_comes_back_and_a_bomb_is_put_out() {
    let text = "The same words again and again. ".repeat(100);
    let packed = deflate(text.as_bytes()).await.expect("this browser can");
    assert!(packed.len() < 200);
    assert_eq!(inflate(&packed, 10_000).await.expect("sound"), text.as_bytes());
    assert_eq!(inflate(&packed, 100).await, Err(InflateError::TooBig));
    assert_eq!(inflate(&packed[..packed.len() - 2], 10_000).await, Err(InflateError::Damaged));
    let mut changed = packed.clone();
    changed[20] ^= 1;
    assert_eq!(inflate(&changed, 10_000).await, Err(InflateError::Damaged));
    assert_eq!(inflate(b"no zlib", 10_000).await, Err(InflateError::Damaged));
    // 64 MB of nothing, in 64 kB.
    let bomb = deflate(&vec![0; 64 << 20]).await.expect("this browser can");
    assert!(bomb.len() < 100_000);
    assert_eq!(inflate(&bomb, 1 << 20).await, Err(InflateError::TooBig));
}

#[wasm_bindgen_test]
fn a_device_that_slept_has_not_stopped_the_time_and_a_clock_set_back_has_not_slept() {
    let awake = super::clock::Awake { ahead: 1e12, slept: 0.0 };
    let drifted = awake.seen(1e12 + 40.0).seen(1e12 + 90.0);
    assert_eq!(drifted.slept, 0.0);
    let woken = drifted.seen(1e12 + 600_090.0);
    assert_eq!(woken.slept, 600_000.0);
    let set_back = woken.seen(1e12 - 3_600_000.0).seen(1e12 + 600_090.0);
    assert_eq!(set_back.slept, 600_000.0);
    let (before, after) = (super::clock::awake_ms(), super::clock::awake_ms());
    assert!(before <= after, "{before} {after}");
}
