//! The page going away: the last moment to write, and the browser's own warning when something is not safe.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Interval;
use web_sys::{BeforeUnloadEvent, Event, VisibilityState, Window};

use super::listen::{Listener, listen, listen_active};

/// Calls when the page is about to go away or out of sight, and holds the warning. Stops when dropped.
pub struct Leaving {
    window: Window,
    warning: RefCell<Option<Listener>>,
    _hidden: Option<Listener>,
    _left: Listener,
}

/// Calls now and then, and whenever the page comes into sight or leaves it, with whether it is hidden. Ends when dropped.
pub struct Watched {
    _often: Interval,
    _seen: Option<Listener>,
}

impl Watched {
    pub fn new(every_ms: u32, look: impl Fn(bool) + 'static) -> Self {
        let look = Rc::new(look);
        let document = web_sys::window().and_then(|window| window.document());
        let now = {
            let (document, look) = (document.clone(), Rc::clone(&look));
            move || look(document.as_ref().is_some_and(web_sys::Document::hidden))
        };
        now();
        let seen = document.map(|document| {
            let now = now.clone();
            listen(&document, "visibilitychange", move |_: &Event| now())
        });
        Self { _often: Interval::new(every_ms, now), _seen: seen }
    }
}

impl Leaving {
    /// `run` may come several times, and the page may come back: write what is not written, tear nothing down.
    /// What is written must be under way when it returns.
    ///
    /// # Panics
    /// Outside a page.
    pub fn new(run: impl Fn() + Clone + 'static) -> Self {
        let window = web_sys::window().expect("a page");
        let left = listen(&window, "pagehide", {
            let run = run.clone();
            move |_: &Event| run()
        });
        // On a phone an app that is switched away from may never hear anything else.
        let hidden = window.document().map(|document| {
            listen(&document.clone(), "visibilitychange", move |_: &Event| {
                if document.visibility_state() == VisibilityState::Hidden {
                    run();
                }
            })
        });
        Self { window, warning: RefCell::default(), _hidden: hidden, _left: left }
    }

    /// Lets the browser ask before the page is closed, or no longer. Only while something is not safe: the mere
    /// listener keeps some browsers from bringing the page back instantly.
    pub fn warn(&self, unsaved: bool) {
        let mut warning = self.warning.borrow_mut();
        if unsaved == warning.is_some() {
            return;
        }
        *warning = unsaved.then(|| {
            listen_active(&self.window, "beforeunload", |event: &BeforeUnloadEvent| {
                event.prevent_default();
                // Older browsers look only at this. No browser shows a text of ours.
                event.set_return_value("unsaved");
            })
        });
    }
}
