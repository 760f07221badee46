//! Telling open pages to load again.
//!
//! The page forbids itself every connection once it runs (`connect-src 'none'`), so neither
//! `fetch` nor `EventSource` can wait for news. A `<script>` from the same origin still may: the
//! server holds its answer back until something has changed. The page's own policy stays as it is.

use std::sync::{Condvar, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::http::{Response, StatusCode, Uri, response};

/// Addresses that belong to this module.
pub const PREFIX: &str = "/__reload/";

/// Waits for the next build. It begins a moment after `load`, because a browser calls a page
/// "loading" for as long as a request lasts that began before.
const CLIENT: &str = "\
const { since } = document.currentScript.dataset;
function wait() {
  const news = document.createElement('script');
  news.src = '/__reload/news.js?' + since;
  news.onload = () => { news.remove(); wait(); };
  news.onerror = () => { news.remove(); setTimeout(wait, 1000); };
  document.head.append(news);
}
addEventListener('load', () => setTimeout(wait, 500));
";

/// An answer is held back no longer: nobody knows whether the page is still there.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Reload {
    /// Changes with every build, and differs from that of an earlier run of this server.
    build: Mutex<u128>,
    built: Condvar,
}

impl Reload {
    pub fn new() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { build: Mutex::new(now.as_millis()), built: Condvar::new() }
    }

    /// What a page needs in its head.
    pub fn script_tag(&self) -> String {
        let build = *self.lock();
        format!("<script src=\"{PREFIX}client.js\" data-since=\"{build}\"></script>\n")
    }

    /// Reloads every page that waits.
    pub fn now(&self) {
        *self.lock() += 1;
        self.built.notify_all();
    }

    /// The answer to an address of this module, in time or with the next build.
    pub fn answer(&self, uri: &Uri) -> Option<Response> {
        let script = match (uri.path().strip_prefix(PREFIX)?, uri.query()) {
            ("news.js", Some(since)) => {
                let is_same = |build: &mut u128| build.to_string() == since;
                let waited = self.built.wait_timeout_while(self.lock(), PATIENCE, is_same);
                let waited = waited.expect("no thread panics while it holds this lock");
                if waited.1.timed_out() { "" } else { "location.reload();" }
            }
            _ => CLIENT,
        };
        let headers = [("Content-Type", "text/javascript"), ("Cache-Control", "no-store")];
        Some(response(StatusCode::OK, &headers, script))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, u128> {
        self.build.lock().expect("no thread panics while it holds this lock")
    }
}
