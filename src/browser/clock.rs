//! What time it is here. No clock decides a merge; these are for people and for pacing.

use std::cell::Cell;

use js_sys::Date;

/// Milliseconds since 1970, by this device's clock, which may be wrong.
#[must_use]
pub fn now_ms() -> u64 {
    // Whole, positive and far below 2^53 until the year 287396.
    Date::now() as u64
}

/// Milliseconds since the page began. Never runs backwards, whatever the clock of the device is set to; where the device
/// sleeps it may stand still.
#[must_use]
pub fn uptime_ms() -> f64 {
    let ran = web_sys::window().and_then(|window| window.performance()).map(|it| it.now());
    ran.unwrap_or_else(Date::now)
}

/// The same for what waits for others, who do not sleep with the device: the time that it slept is in it. A clock that somebody
/// has set forward looks like a sleep, so nothing that people see rests on this.
#[must_use]
pub fn awake_ms() -> f64 {
    thread_local! {
        static AWAKE: Cell<Option<Awake>> = const { Cell::new(None) };
    }
    let ran = uptime_ms();
    let ahead = Date::now() - ran;
    let awake = AWAKE.get().unwrap_or(Awake { ahead, slept: 0.0 }).seen(ahead);
    AWAKE.set(Some(awake));
    ran + awake.slept
}

/// How far the clock of the device is ahead of that of the page, at the most so far, and how long the device has slept.
#[derive(Clone, Copy)]
pub(super) struct Awake {
    pub ahead: f64,
    pub slept: f64,
}

impl Awake {
    /// Clocks drift apart by little at a time. A leap forward is a sleep, or a clock that somebody has set, which is rarer; a
    /// clock that was set back, and forward again, has not slept.
    pub fn seen(self, ahead: f64) -> Self {
        const LEAP_MS: f64 = 3_000.0;
        let leap = ahead - self.ahead;
        let slept = if leap > LEAP_MS { leap } else { 0.0 };
        Self { ahead: self.ahead.max(ahead), slept: self.slept + slept }
    }
}

/// Today where the person is, `YYYY-MM-DD`.
#[must_use]
pub fn today() -> String {
    let now = Date::new_0();
    format!("{:04}-{:02}-{:02}", now.get_full_year(), now.get_month() + 1, now.get_date())
}

/// A moment as a language writes it, short; as this device's does where none is given.
#[must_use]
pub fn date_time(ms: u64, locale: &str) -> String {
    let locale = if locale.is_empty() { "default" } else { locale };
    let date = js_sys::Date::new(&(ms as f64).into());
    String::from(date.to_locale_string(locale, &wasm_bindgen::JsValue::UNDEFINED))
}
