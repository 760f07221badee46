//! The part of the program that is fetched after the first picture.

use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::ui::{LATE_VIEWS, LateViews};

/// What the late part brings.
pub(super) struct Late {
    pub views: &'static LateViews,
}

static LATE: Late = Late { views: &LATE_VIEWS };

#[wasm_split(late, fallible)]
pub(super) fn fetch() -> Result<&'static Late, SplitLoaderError> {
    Ok(&LATE)
}
