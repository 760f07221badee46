//! Files in and out: a download, the file dialog, a drop, and reading text with a limit.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, DataTransfer, Event, File, FileList, HtmlAnchorElement,
    HtmlInputElement, Url,
};

use super::listen::{Listener, listen};
use super::timers;

/// How long a download may take to start reading its blob before the blob is let go.
const DOWNLOAD_GRACE_MS: u32 = 60_000;

/// The browser would not start the download.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the browser did not start the download")]
pub struct NotDownloaded;

/// Why a file gave no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Found before a byte was read.
    #[error("the file is too big: {bytes} bytes")]
    TooBig { bytes: u64 },
    #[error("the file is not text")]
    NotText,
    /// Moved or changed since it was picked, a folder, or no permission.
    #[error("the file cannot be read")]
    Unreadable,
}

/// Saves bytes as a file where the browser puts downloads.
///
/// # Errors
/// [`NotDownloaded`] when the browser refuses the blob. A blocked download (a sandboxed frame) cannot be noticed.
pub fn download(name: &str, mime: &str, bytes: &[u8]) -> Result<(), NotDownloaded> {
    let save = || -> Result<(), JsValue> {
        let options = BlobPropertyBag::new();
        options.set_type(mime);
        let parts = Array::of1(&Uint8Array::from(bytes));
        let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
        let url = Url::create_object_url_with_blob(&blob)?;
        let document = web_sys::window().and_then(|window| window.document());
        let document = document.ok_or(JsValue::NULL)?;
        let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
        link.set_href(&url);
        link.set_download(name);
        // The link is in no page: the click starts the download and no listener of the host page sees it.
        link.click();
        timers::after(DOWNLOAD_GRACE_MS, move || drop(Url::revoke_object_url(&url))).forget();
        Ok(())
    };
    save().map_err(|_| NotDownloaded)
}

/// A file dialog that can be opened again and again. The input may stay out of the page, or be placed
/// (hidden) in a shadow root, where a test can reach it.
pub struct FilePicker {
    input: HtmlInputElement,
    _picked: Listener,
}

impl FilePicker {
    /// `accept` as in `<input accept>`: `".json,application/json"`. `run` gets the files, never none.
    ///
    /// # Panics
    /// Outside a page.
    pub fn new(accept: &str, multiple: bool, run: impl Fn(Vec<File>) + 'static) -> Self {
        let input = file_input(accept, multiple);
        let picked = listen(&input, "change", {
            let input = input.clone();
            move |_: &Event| {
                let files = files_of(input.files());
                // Else picking the same file again would be no change.
                input.set_value("");
                if !files.is_empty() {
                    run(files);
                }
            }
        });
        Self { input, _picked: picked }
    }

    /// Opens the dialog. The browser allows it only while it handles a click or a key.
    pub fn open(&self) {
        self.input.click();
    }

    #[must_use]
    pub fn input(&self) -> &HtmlInputElement {
        &self.input
    }
}

/// Opens the file dialog once. `run` is not called when the person cancels.
/// The browser allows it only while it handles a click or a key.
pub fn pick_files(accept: &str, multiple: bool, run: impl FnOnce(Vec<File>) + 'static) {
    // The picker must outlive the dialog: it holds itself until a file comes or the dialog is cancelled.
    let slot: Rc<RefCell<Option<(FilePicker, Listener)>>> = Rc::default();
    let run = RefCell::new(Some(run));
    let picker = FilePicker::new(accept, multiple, {
        let slot = Rc::clone(&slot);
        move |files| {
            let run = run.borrow_mut().take();
            if let Some(run) = run {
                run(files);
            }
            slot.borrow_mut().take();
        }
    });
    let cancelled = listen(picker.input(), "cancel", {
        let slot = Rc::clone(&slot);
        move |_: &Event| drop(slot.borrow_mut().take())
    });
    picker.open();
    *slot.borrow_mut() = Some((picker, cancelled));
}

fn file_input(accept: &str, multiple: bool) -> HtmlInputElement {
    let document = web_sys::window().and_then(|window| window.document()).expect("a page");
    let input: HtmlInputElement =
        document.create_element("input").expect("`input` is a name").unchecked_into();
    input.set_type("file");
    input.set_accept(accept);
    input.set_multiple(multiple);
    input.set_hidden(true);
    input
}

/// The files of a drop or a paste, in their order. Empty while a drag only hovers.
#[must_use]
pub fn files_in(transfer: &DataTransfer) -> Vec<File> {
    files_of(transfer.files())
}

/// Does a drag that only hovers bring files? (Their names are not told before the drop.)
#[must_use]
pub fn brings_files(transfer: &DataTransfer) -> bool {
    transfer.types().iter().any(|kind| kind == "Files")
}

fn files_of(list: Option<FileList>) -> Vec<File> {
    let Some(list) = list else { return Vec::new() };
    (0..list.length()).filter_map(|at| list.item(at)).collect()
}

/// Reads a file as it is.
///
/// # Errors
/// [`ReadError::TooBig`] before anything is read when the file has more than `limit` bytes.
pub async fn read_bytes(file: &File, limit: u64) -> Result<Vec<u8>, ReadError> {
    let bytes = file.size() as u64;
    if bytes > limit {
        return Err(ReadError::TooBig { bytes });
    }
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|_| ReadError::Unreadable)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// Reads a file as text: UTF-8, or UTF-16 that says so. A byte order mark is taken off.
///
/// # Errors
/// [`ReadError::TooBig`] before anything is read when the file has more than `limit` bytes.
pub async fn read_text(file: &File, limit: u64) -> Result<String, ReadError> {
    text_from(read_bytes(file, limit).await?).ok_or(ReadError::NotText)
}

/// As [`read_text`], of bytes that were read.
#[must_use]
pub fn text_from(bytes: Vec<u8>) -> Option<String> {
    let text = match bytes.as_slice() {
        // It may have a map inside. Whoever looks for one comes late, so it waits as a text: a letter for each byte.
        [0x89, b'P', b'N', b'G', ..] => {
            return Some(bytes.iter().map(|byte| char::from(*byte)).collect());
        }
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8(rest.to_vec()).ok()?,
        _ => String::from_utf8(bytes).ok()?,
    };
    // Text has no NUL; many a binary file is otherwise valid.
    (!text.contains('\0')).then_some(text)
}

fn utf16(bytes: &[u8], join: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| join(*pair)).collect();
    odd.is_empty().then(|| String::from_utf16(&units).ok())?
}
