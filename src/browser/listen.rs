//! Listening to events until the guard is dropped.

use std::borrow::Cow;

use gloo::events::{EventListener, EventListenerOptions, EventListenerPhase};
use wasm_bindgen::JsCast;
use web_sys::EventTarget;

/// A listener that is removed when this is dropped.
#[derive(Debug)]
#[must_use = "the listener is removed when this is dropped"]
pub struct Listener {
    _inner: EventListener,
}

/// Calls `run` on every event. It cannot `preventDefault`, which lets the browser scroll without waiting for us.
pub fn listen<E: JsCast>(
    target: &EventTarget,
    name: impl Into<Cow<'static, str>>,
    run: impl FnMut(&E) + 'static,
) -> Listener {
    start(target, name.into(), EventListenerOptions::default(), run)
}

/// Like [`listen`], and `run` may `preventDefault`: for `wheel`, touch, drop and keys.
pub fn listen_active<E: JsCast>(
    target: &EventTarget,
    name: impl Into<Cow<'static, str>>,
    run: impl FnMut(&E) + 'static,
) -> Listener {
    start(target, name.into(), EventListenerOptions::enable_prevent_default(), run)
}

/// Like [`listen_active`], before the event reaches the elements inside `target`.
pub fn listen_first<E: JsCast>(
    target: &EventTarget,
    name: impl Into<Cow<'static, str>>,
    run: impl FnMut(&E) + 'static,
) -> Listener {
    let options = EventListenerOptions { phase: EventListenerPhase::Capture, passive: false };
    start(target, name.into(), options, run)
}

fn start<E: JsCast>(
    target: &EventTarget,
    name: Cow<'static, str>,
    options: EventListenerOptions,
    mut run: impl FnMut(&E) + 'static,
) -> Listener {
    // Unchecked, because an event that comes from another frame fails `instanceof`, and the name settles its type.
    let heard = move |event: &web_sys::Event| run(event.unchecked_ref());
    Listener { _inner: EventListener::new_with_options(target, name, options, heard) }
}
