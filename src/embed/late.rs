//! The part of the program that is fetched after the first picture.

use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::store::{SELDOM, Seldom};
use crate::ui::{LATE_VIEWS, LateViews};

/// What the late part brings.
pub(super) struct Late {
    pub views: &'static LateViews,
    pub seldom: &'static Seldom,
}

static LATE: Late = Late { views: &LATE_VIEWS, seldom: &SELDOM };

#[wasm_split(late, fallible)]
pub(super) fn fetch() -> Result<&'static Late, SplitLoaderError> {
    Ok(&LATE)
}
