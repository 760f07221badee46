//! The sheet with which a phone sends a text to another app. Only some browsers have it, and only on secure pages.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::object;

fn door() -> Option<(JsValue, Function)> {
    let navigator: JsValue = web_sys::window()?.navigator().into();
    let share = Reflect::get(&navigator, &"share".into()).ok()?.dyn_into().ok()?;
    Some((navigator, share))
}

#[must_use]
pub fn can_share() -> bool {
    door().is_some()
}

/// Offers the text to other apps, while a click is handled. That nothing came of it is no error: people change their mind.
pub async fn share_text(text: &str) {
    let Some((navigator, share)) = door() else { return };
    let what = object([("text", text.into())]);
    let asked = share.call1(&navigator, &what).ok();
    let asked = asked.and_then(|asked| asked.dyn_into::<Promise>().ok());
    if let Some(asked) = asked {
        let _ = JsFuture::from(asked).await;
    }
}
