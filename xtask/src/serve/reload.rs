//! Telling open pages to load again.
//!
//! The page forbids itself every connection once it runs (`connect-src 'none'`), so neither
//! `fetch` nor `EventSource` can wait for news. A `<script>` from the same origin still may: the
//! server holds its answer back until something has changed. The page's own policy stays as it is.

use std::io::Cursor;
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

use tiny_http::{Header, Request, Response};

/// Addresses that belong to this module.
pub const PREFIX: &str = "/__reload/";

/// Waits for the next build. It begins a moment after `load`, because a browser calls a page
/// "loading" for as long as a request lasts that began before.
const CLIENT: &str = "\
const { since } = document.currentScript.dataset;
function wait() {
  const news = document.createElement('script');
  news.src = '/__reload/news.js?' + since;
  news.onload = () => news.remove();
  news.onerror = () => { news.remove(); setTimeout(wait, 1000); };
  document.head.append(news);
}
addEventListener('load', () => setTimeout(wait, 500));
";

pub struct Reload {
    state: Mutex<State>,
}

struct State {
    /// Changes with every build, and differs from that of an earlier run of this server.
    build: u128,
    waiting: Vec<Request>,
}

impl Reload {
    pub fn new() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { state: Mutex::new(State { build: now.as_millis(), waiting: Vec::new() }) }
    }

    /// What a page needs in its head.
    pub fn script_tag(&self) -> String {
        let build = self.lock().build;
        format!("<script src=\"{PREFIX}client.js\" data-since=\"{build}\"></script>\n")
    }

    /// Reloads every page that waits.
    pub fn now(&self) {
        let mut state = self.lock();
        state.build += 1;
        for request in state.waiting.drain(..) {
            respond(request, "location.reload();");
        }
    }

    /// Answers at once, or keeps the request until the next build.
    pub fn answer(&self, request: Request) {
        match request.url().strip_prefix(PREFIX).and_then(|rest| rest.split_once('?')) {
            Some(("news.js", since)) => {
                let mut state = self.lock();
                if since == state.build.to_string() {
                    state.waiting.push(request);
                } else {
                    respond(request, "location.reload();");
                }
            }
            _ => respond(request, CLIENT),
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().expect("no thread panics while it holds this lock")
    }
}

fn respond(request: Request, script: &str) {
    let header = |text: &str| text.parse::<Header>().expect("a plain header");
    let response: Response<Cursor<Vec<u8>>> = Response::from_data(script)
        .with_header(header("Content-Type: text/javascript"))
        .with_header(header("Cache-Control: no-store"));
    // The page may have gone away, which is its right.
    let _ = request.respond(response);
}
