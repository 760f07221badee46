//! Where the keyboard is, inside a shadow root or out of it.

use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, FocusOptions, HtmlElement, KeyboardEvent, Node, ScrollIntoViewOptions,
    ScrollLogicalPosition, ShadowRoot,
};

use super::listen::{Listener, listen_active};

/// The element that has the keyboard in the tree that `near` lives in.
fn focused_near(near: &Node) -> Option<Element> {
    let root = near.get_root_node();
    match root.dyn_ref::<ShadowRoot>() {
        Some(shadow) => shadow.active_element(),
        None => web_sys::window()?.document()?.active_element(),
    }
}

/// Does the page have the keyboard, and not another window or tab?
#[must_use]
pub fn page_has_focus() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_none_or(|document| document.has_focus().unwrap_or(true))
}

/// Is the keyboard at this element or inside it?
#[must_use]
pub fn has_focus_inside(element: &Element) -> bool {
    focused_near(element).is_some_and(|focused| element.contains(Some(&focused)))
}

/// What inside this element has the keyboard.
#[must_use]
pub fn focused_inside(element: &Element) -> Option<HtmlElement> {
    let focused = focused_near(element).filter(|focused| element.contains(Some(focused)));
    focused.map(JsCast::unchecked_into)
}

/// Is the keyboard at this element or at the page as such, so that nobody is anywhere with it?
#[must_use]
pub fn rests_at(element: &Element) -> bool {
    let of_page = || web_sys::window()?.document()?.active_element();
    match focused_near(element) {
        Some(focused) => focused == *element || focused.tag_name() == "BODY",
        None => of_page().is_none_or(|it| it.tag_name() == "BODY"),
    }
}

/// Is somebody writing inside this element?
#[must_use]
pub fn is_writing_inside(element: &Element) -> bool {
    focused_inside(element)
        .is_some_and(|f| matches!(f.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}

/// Where the keyboard was inside this element and is lost, it goes back to what had it; because that is gone or can no
/// longer be used, to the first of these that is there.
pub fn keep_focus(element: &Element, had: &HtmlElement, selectors: &[&str]) {
    let has_it =
        || focused_inside(element).is_some_and(|it| !it.matches(":disabled").unwrap_or_default());
    // Whoever has it elsewhere on the page has gone there.
    let ours = has_focus_inside(element) || rests_at(element);
    if has_it() || !ours {
        return;
    }
    if had.is_connected() {
        focus_quietly(had);
        if has_it() {
            return;
        }
    }
    let mut there = selectors.iter().filter_map(|s| element.query_selector(s).ok().flatten());
    if let Some(next) = there.next() {
        focus_quietly(next.unchecked_ref());
    }
}

/// Gives an element the keyboard without scrolling anything.
pub fn focus_quietly(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// Scrolls an element's own list just far enough that it can be seen.
pub fn show_within(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// From where a key was pressed to the next (or previous) element that fits, in the order of the page.
pub fn focus_sibling(event: &KeyboardEvent, selector: &str, forward: bool) {
    let Some(here) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return;
    };
    let Some(all) = here.closest("[role=region]").ok().flatten() else { return };
    let Ok(found) = all.query_selector_all(selector) else { return };
    let at = (0..found.length())
        .find(|i| found.item(*i).is_some_and(|node| node.is_same_node(Some(&here))));
    let to = at.and_then(|at| if forward { at.checked_add(1) } else { at.checked_sub(1) });
    let next =
        to.and_then(|to| found.item(to)).and_then(|node| node.dyn_into::<HtmlElement>().ok());
    if let Some(next) = next {
        event.prevent_default();
        let _ = next.focus();
    }
}

const REACHABLE: &str =
    "button:not([disabled]), input, select, textarea, summary, a[href], [tabindex='0']";

/// Holds the keyboard inside a dialog; gives it back to where it was when dropped.
pub struct FocusTrap {
    back: Option<HtmlElement>,
    _tab: Listener,
}

impl FocusTrap {
    /// The keyboard goes to the element marked `data-autofocus`, otherwise to the dialog itself.
    pub fn new(dialog: &HtmlElement) -> Self {
        let back = focused_near(dialog).and_then(|focused| focused.dyn_into().ok());
        let first = dialog.query_selector("[data-autofocus]").ok().flatten();
        focus_quietly(first.as_ref().map_or(dialog, JsCast::unchecked_ref));
        let inside = dialog.clone();
        let tab = listen_active(dialog, "keydown", move |event: &KeyboardEvent| {
            if event.key() == "Tab" {
                turn(&inside, event);
            }
        });
        Self { back, _tab: tab }
    }
}

/// At either end of a dialog Tab goes on at the other one.
fn turn(dialog: &HtmlElement, event: &KeyboardEvent) {
    let Ok(all) = dialog.query_selector_all(REACHABLE) else { return };
    let element = |i: u32| all.item(i).and_then(|node| node.dyn_into::<HtmlElement>().ok());
    let (Some(first), Some(last)) = (element(0), element(all.length().saturating_sub(1))) else {
        return;
    };
    let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
    let at = |end: &HtmlElement| end.is_same_node(target.as_ref());
    let to = match event.shift_key() {
        true if at(&first) || at(dialog) => last,
        false if at(&last) => first,
        _ => return,
    };
    let event: &Event = event;
    event.prevent_default();
    let _ = to.focus();
}

impl Drop for FocusTrap {
    fn drop(&mut self) {
        if let Some(back) = self.back.take().filter(|back| back.is_connected()) {
            focus_quietly(&back);
        }
    }
}
