//! How much room the browser gives, and asking it not to clear it.

use js_sys::{Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageManager;

/// What this site uses and may use, in bytes, rounded by the browser.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    pub used: f64,
    pub quota: f64,
}

/// `None` where the browser does not say, as on plain `http:` pages.
pub async fn estimate() -> Option<Estimate> {
    let answer = ask(StorageManager::estimate).await?;
    let read = |name: &str| Reflect::get(&answer, &name.into()).ok()?.as_f64();
    Some(Estimate { used: read("usage")?, quota: read("quota")? })
}

/// Asks the browser to keep our data when the disk runs low. Firefox asks the person: only on their wish.
/// `false` when refused or unknown.
pub async fn persist() -> bool {
    ask(StorageManager::persist).await.is_some_and(|answer| answer.is_truthy())
}

/// Has the browser promised to keep our data?
pub async fn is_persisted() -> bool {
    ask(StorageManager::persisted).await.is_some_and(|answer| answer.is_truthy())
}

async fn ask(question: fn(&StorageManager) -> Result<Promise, JsValue>) -> Option<JsValue> {
    let storage = web_sys::window()?.navigator().storage();
    if storage.is_undefined() {
        return None;
    }
    JsFuture::from(question(&storage).ok()?).await.ok()
}
