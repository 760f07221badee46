//! The part of the program that is fetched after the first picture.

use std::any::Any;
use std::rc::Rc;

use wasm_split_helpers::SplitLoaderError;
#[cfg(not(test))]
use wasm_split_helpers::wasm_split;

use super::private::{Succeed, Swap, succeed, swap};
use super::rehearsal::rehearse;
use super::seek::{Seek, seek};
use super::source::{Frame, Recall, frame, recall};
use super::ways::Connect;
use super::wires::connect;
use crate::store::{RoomLink, SELDOM, Seldom};
use crate::ui::{LATE_VIEWS, LateViews};

/// What the late part brings.
pub(super) struct Late {
    pub views: &'static LateViews,
    pub seldom: &'static Seldom,
    pub connect: Connect,
    /// People who are made up go into a room by this link, until what is given back is dropped.
    pub rehearse: fn(&RoomLink) -> Rc<dyn Any>,
    pub swap: Swap,
    pub succeed: Succeed,
    pub frame: Frame,
    pub recall: Recall,
    pub seek: Seek,
}

static LATE: Late = Late {
    views: &LATE_VIEWS,
    seldom: &SELDOM,
    connect,
    rehearse,
    swap,
    succeed,
    frame,
    recall,
    seek,
};

/// Fetches the late part, the first time; a failure is not kept.
///
/// # Errors
/// It did not come.
#[cfg(not(test))]
#[wasm_split(late, fallible)]
pub(super) fn fetch() -> Result<&'static Late, SplitLoaderError> {
    Ok(&LATE)
}

/// Nothing is split for tests in a browser: whoever runs them knows no late part.
#[cfg(test)]
pub(super) async fn fetch() -> Result<&'static Late, SplitLoaderError> {
    Ok(&LATE)
}
