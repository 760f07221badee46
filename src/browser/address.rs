//! The address of the page. What stands behind its `#` is never sent to a server.

/// The address without what stands behind its `#`.
#[must_use]
pub fn page_address() -> String {
    let href = web_sys::window().and_then(|window| window.location().href().ok());
    let href = href.unwrap_or_default();
    href.split_once('#').map_or(href.as_str(), |(page, _)| page).to_owned()
}
