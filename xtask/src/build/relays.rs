//! Writes the relays that a page allows into `index.html`. The end-to-end tests read this file too.

#[path = "../../../src/sync/mqtt/address.rs"]
#[expect(dead_code, reason = "the app's own file; here only addresses are read")]
mod address;

use address::RelayAddress;

/// Where the first policy ends its list of those whom the page may call. The second one, which `page.js` adds, takes
/// its list from the element's attribute.
const CALLS: &str = "connect-src 'self'";
const ELEMENT: &str = "<alignment-canvas>";

/// Without relays the page stays as it is.
pub fn allow(html: &str, relays: &[String]) -> Result<String, String> {
    if relays.is_empty() {
        return Ok(html.to_owned());
    }
    for place in [CALLS, ELEMENT] {
        if html.matches(place).count() != 1 {
            return Err(format!("index.html has not exactly one `{place}`"));
        }
    }
    let mut calls = CALLS.to_owned();
    let mut allowed = Vec::new();
    for raw in relays {
        let relay = RelayAddress::parse(raw).map_err(|why| format!("--relay {raw:?}: {why}"))?;
        if !calls.split(' ').any(|known| known == relay.origin()) {
            calls.push(' ');
            calls.push_str(relay.origin());
        }
        allowed.push(relay.url().to_owned());
    }
    let element = format!("<alignment-canvas relay=\"{}\">", allowed.join(" "));
    Ok(html.replace(CALLS, &calls).replace(ELEMENT, &element))
}
