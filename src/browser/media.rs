//! What the person's device and settings ask for, and when that changes.

use web_sys::{Event, MediaQueryList};

use super::listen::{Listener, listen};

pub const DARK: &str = "(prefers-color-scheme: dark)";
pub const LESS_MOTION: &str = "(prefers-reduced-motion: reduce)";
pub const MORE_CONTRAST: &str = "(prefers-contrast: more)";
pub const FORCED_COLORS: &str = "(forced-colors: active)";
/// The main pointer is a finger.
pub const COARSE_POINTER: &str = "(pointer: coarse)";

/// Does the media query hold now? `false` for one the browser does not understand.
#[must_use]
pub fn matches(query: &str) -> bool {
    list(query).is_some_and(|list| list.matches())
}

/// Follows a media query until it is dropped.
#[must_use = "it follows only until this is dropped"]
pub struct MediaWatch {
    list: Option<MediaQueryList>,
    _changed: Option<Listener>,
}

impl MediaWatch {
    /// `run` is called with every change, not with the state now.
    pub fn new(query: &str, run: impl Fn(bool) + 'static) -> Self {
        let list = list(query);
        let changed = list
            .clone()
            .map(|list| listen(&list.clone(), "change", move |_: &Event| run(list.matches())));
        Self { list, _changed: changed }
    }

    #[must_use]
    pub fn matches(&self) -> bool {
        self.list.as_ref().is_some_and(MediaQueryList::matches)
    }
}

fn list(query: &str) -> Option<MediaQueryList> {
    web_sys::window()?.match_media(query).ok()?
}
