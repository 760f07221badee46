//! The one door through which futures start. Each carries a tag, and its error ends here.

use std::convert::Infallible;
use std::fmt::Display;
use std::future::Future;

/// Runs a future to its end. An error nobody handled goes to the console, with the tag that says whose it was.
#[expect(clippy::disallowed_methods, reason = "this is the one door")]
pub fn spawn<E: Display>(tag: &'static str, future: impl Future<Output = Result<(), E>> + 'static) {
    wasm_bindgen_futures::spawn_local(async move {
        if let Err(error) = future.await {
            complain(tag, &error);
        }
    });
}

/// Runs this once everything of the present turn is shown, before the page hears of another key. A timer would leave a gap in
/// which the keyboard is nowhere and a key is lost.
pub fn before_the_next_key(run: Box<dyn FnOnce()>) {
    spawn("later", async move {
        run();
        Ok::<_, Infallible>(())
    });
}

/// Says on the console what went wrong and where. Never put map contents into the error.
pub fn complain(tag: &str, error: &dyn Display) {
    web_sys::console::error_1(&format!("alignment-canvas: {tag}: {error}").into());
}
