//! The clipboard. The events of copy, cut and paste work everywhere, plain `http:` pages included; the buttons'
//! way does not, and says so.

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, ClipboardEvent, File};

use super::files::files_in;
use super::object;

/// Our own flavour beside the plain text. Other programs do not see it; pages in the same browser do.
const OURS: &str = "application/x-alignment-map+json";
const PLAIN: &str = "text/plain";
const PNG: &str = "image/png";

/// What a paste brings.
#[derive(Debug, Clone, Default)]
pub struct Pasted {
    /// Our own flavour, if it was copied from a canvas in this browser.
    pub json: Option<String>,
    pub text: Option<String>,
    pub files: Vec<File>,
}

/// Answers a `copy` or `cut` event. `false` when the browser gave no clipboard: then do not cut.
pub fn set_clipboard(event: &ClipboardEvent, plain: &str, json: &str) -> bool {
    let Some(data) = event.clipboard_data() else { return false };
    let put = data.set_data(PLAIN, plain).and_then(|()| data.set_data(OURS, json));
    // Else the browser puts the selected text of the page there instead.
    event.prevent_default();
    put.is_ok()
}

/// Reads a `paste` event, and takes it from the browser if there was something in it.
#[must_use]
pub fn read_clipboard(event: &ClipboardEvent) -> Pasted {
    let Some(data) = event.clipboard_data() else { return Pasted::default() };
    let flavour = |kind: &str| data.get_data(kind).ok().filter(|text| !text.is_empty());
    let pasted = Pasted { json: flavour(OURS), text: flavour(PLAIN), files: files_in(&data) };
    if pasted.json.is_some() || pasted.text.is_some() || !pasted.files.is_empty() {
        event.prevent_default();
    }
    pasted
}

/// Puts text on the clipboard from a button, while its click is handled. `false` where the browser refuses, as on
/// plain `http:` pages: show the text for copying by hand then.
pub async fn write_text(text: &str) -> bool {
    settle(|clipboard| clipboard.write_text(text)).await.is_some()
}

/// Reads text from the clipboard for a button. The browser asks the person. `None` where it is refused.
pub async fn read_text() -> Option<String> {
    settle(web_sys::Clipboard::read_text).await?.as_string()
}

/// Puts a picture on the clipboard from a button. `false` where the browser refuses or knows no pictures there.
pub async fn write_png(bytes: &[u8]) -> bool {
    let item = || {
        let options = BlobPropertyBag::new();
        options.set_type(PNG);
        let parts = Array::of1(&Uint8Array::from(bytes));
        let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
        let class = Reflect::get(&js_sys::global(), &"ClipboardItem".into()).ok()?;
        let parts = Array::of1(&object([(PNG, blob.into())]));
        let class: Function = class.dyn_into().ok()?;
        Reflect::construct(&class, &parts).ok()
    };
    let Some(item) = item() else { return false };
    settle(|clipboard| clipboard.write(&Array::of1(&item))).await.is_some()
}

async fn settle(ask: impl FnOnce(&web_sys::Clipboard) -> Promise) -> Option<JsValue> {
    let clipboard = web_sys::window()?.navigator().clipboard();
    if clipboard.is_undefined() {
        return None;
    }
    JsFuture::from(ask(&clipboard)).await.ok()
}
