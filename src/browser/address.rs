//! The address of the page, and windows beside this one. What stands behind its `#` is never sent to a server.

/// The address without what stands behind its `#`.
#[must_use]
pub fn page_address() -> String {
    let href = web_sys::window().and_then(|window| window.location().href().ok());
    let href = href.unwrap_or_default();
    href.split_once('#').map_or(href.as_str(), |(page, _)| page).to_owned()
}

/// What says in an address that something stood behind its `#`: sign-in pages and some programs on the way drop that part.
const MARK: &str = "link";

/// The address that a link for others begins with. It stays marked where what is put behind it gets lost.
#[must_use]
pub fn link_address() -> String {
    let page = page_address();
    let sign = match page.split_once('?') {
        Some((_, query)) if query.split('&').any(|part| part == MARK) => return page,
        Some(_) => "&",
        None => "?",
    };
    [&page, sign, MARK].concat()
}

/// What stands behind its `#`, with that; empty where nothing does.
#[must_use]
pub fn page_fragment() -> String {
    web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// Opens this page beside this one, with something else behind its `#`; a window of the same name comes to the front. False
/// where the browser refuses.
#[must_use]
pub fn open_beside(fragment: &str, name: &str) -> bool {
    let address = page_address() + fragment;
    let looks = "popup,width=1280,height=800";
    let opened = web_sys::window().and_then(|window| {
        window.open_with_url_and_target_and_features(&address, name, looks).ok()?
    });
    if let Some(window) = &opened {
        // It may have been open behind others already.
        drop(window.focus());
    }
    opened.is_some()
}
