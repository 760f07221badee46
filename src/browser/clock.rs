//! What time it is here. No clock decides a merge; these are for people and for pacing.

use js_sys::Date;

/// Milliseconds since 1970, by this device's clock, which may be wrong.
#[must_use]
pub fn now_ms() -> u64 {
    // Whole, positive and far below 2^53 until the year 287396.
    Date::now() as u64
}

/// Milliseconds since the page began. Never runs backwards; for measuring how long something took.
#[must_use]
pub fn uptime_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or_else(Date::now, |p| p.now())
}

/// Today where the person is, `YYYY-MM-DD`.
#[must_use]
pub fn today() -> String {
    let now = Date::new_0();
    format!("{:04}-{:02}-{:02}", now.get_full_year(), now.get_month() + 1, now.get_date())
}

/// A moment as this device's language writes it, short.
#[must_use]
pub fn date_time(ms: u64) -> String {
    let date = js_sys::Date::new(&(ms as f64).into());
    String::from(date.to_locale_string("default", &wasm_bindgen::JsValue::UNDEFINED))
}
