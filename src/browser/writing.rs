//! Boxes that somebody writes in: what is in one, and another text under the caret.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlTextAreaElement, InputEvent};

use super::focus::has_focus_inside;

/// What is in the box.
#[must_use]
pub fn text_in(element: &Element) -> String {
    match element.dyn_ref::<HtmlTextAreaElement>() {
        Some(area) => area.value(),
        None => element.unchecked_ref::<HtmlInputElement>().value(),
    }
}

/// Puts another text into the box, and tells of it as if it had been typed.
pub fn put_as_typed(element: &Element, text: &str, carry: impl Fn(usize) -> usize) {
    if text_in(element) != text {
        put_text(element, text, carry);
    }
    if let Ok(event) = InputEvent::new("input") {
        event.init_event_with_bubbles("input", true);
        let _ = element.dispatch_event(&event);
    }
}

/// Puts another text into the box. Who writes in it keeps the caret, and what is selected, where `carry` says that each
/// place of the old text has gone.
pub fn put_text(element: &Element, text: &str, carry: impl Fn(usize) -> usize) {
    let carry = |at: u32| u32::try_from(carry(at as usize)).unwrap_or(u32::MAX);
    // Setting a selection brings the keyboard with it in some browsers.
    let writes = has_focus_inside(element);
    macro_rules! put {
        ($box:expr) => {{
            let it = $box;
            let (from, to) = (it.selection_start(), it.selection_end());
            let direction = it.selection_direction().ok().flatten().unwrap_or_default();
            let scrolled = element.scroll_top();
            it.set_value(text);
            // A box for numbers or dates has no places.
            if let (true, Ok(Some(from)), Ok(Some(to))) = (writes, from, to) {
                let (from, to) = (carry(from), carry(to));
                drop(it.set_selection_range_with_direction(from, to, &direction));
                element.set_scroll_top(scrolled);
            }
        }};
    }
    match element.dyn_ref::<HtmlTextAreaElement>() {
        Some(area) => put!(area),
        None => put!(element.unchecked_ref::<HtmlInputElement>()),
    }
}
