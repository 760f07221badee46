//! What is open, by the name under which `embed/guard.js` finds it: after a breakdown nobody else is left to close it.

use js_sys::{Reflect, Set, Symbol};
use wasm_bindgen::{JsCast, JsValue};

fn list() -> Option<Set> {
    let (global, name) = (js_sys::global(), Symbol::for_("alignment-canvas ways"));
    let found = Reflect::get(&global, &name).ok()?;
    if let Some(list) = found.dyn_ref::<Set>() {
        return Some(list.clone());
    }
    let list = Set::new(&JsValue::UNDEFINED);
    Reflect::set(&global, &name, &list).ok()?;
    Some(list)
}

/// `way`: anything that has `close()`.
pub(super) fn note(way: &JsValue) {
    if let Some(list) = list() {
        list.add(way);
    }
}

pub(super) fn forget(way: &JsValue) {
    if let Some(list) = list() {
        list.delete(way);
    }
}
