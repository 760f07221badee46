//! The address of the page. What stands behind its `#` is never sent to a server.

/// The address without what stands behind its `#`.
#[must_use]
pub fn page_address() -> String {
    let href = web_sys::window().and_then(|window| window.location().href().ok());
    let href = href.unwrap_or_default();
    href.split_once('#').map_or(href.as_str(), |(page, _)| page).to_owned()
}

/// Takes away what stands behind the `#`, if it begins like this, without a step in the history.
pub fn forget_fragment(begins: &str) {
    let Some(window) = web_sys::window() else { return };
    let fragment = window.location().hash().unwrap_or_default();
    if fragment.starts_with(begins)
        && let Ok(history) = window.history()
    {
        // A page inside a sandbox may not; then the fragment stays, which does no harm.
        let _ =
            history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&page_address()));
    }
}
