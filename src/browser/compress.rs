//! Compression, done by the browser itself: zlib (RFC 1950), whose checksum it verifies.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStream, ReadableStreamDefaultReader, ReadableWritablePair};

// In every browser since 2023; `web-sys` still calls them unstable.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = ReadableWritablePair)]
    type CompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;

    #[wasm_bindgen(extends = ReadableWritablePair)]
    type DecompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;
}

/// The browsers' name for zlib.
const ZLIB: &str = "deflate";

/// Why something cannot be decompressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InflateError {
    /// Not zlib, cut short, or its checksum does not hold.
    Damaged,
    /// More comes out of it than was allowed.
    TooBig,
    /// A browser from before 2023.
    Unsupported,
}

/// Compresses. `None` in a browser that cannot.
pub async fn deflate(bytes: &[u8]) -> Option<Vec<u8>> {
    let stream = CompressionStream::new(ZLIB).ok()?;
    let through = piped(bytes, &stream)?;
    read_all(&through, usize::MAX).await.ok()
}

/// Decompresses, and stops as soon as more than `most` bytes come out.
///
/// # Errors
/// [`InflateError`]
pub async fn inflate(bytes: &[u8], most: usize) -> Result<Vec<u8>, InflateError> {
    let stream = DecompressionStream::new(ZLIB);
    let stream = stream.map_err(|_| InflateError::Unsupported)?;
    let through = piped(bytes, &stream).ok_or(InflateError::Unsupported)?;
    read_all(&through, most).await
}

/// What comes out of a pair of streams when these bytes go in.
fn piped(bytes: &[u8], through: &ReadableWritablePair) -> Option<ReadableStream> {
    let parts = js_sys::Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence(&parts).ok()?;
    Some(blob.stream().pipe_through(through))
}

async fn read_all(stream: &ReadableStream, most: usize) -> Result<Vec<u8>, InflateError> {
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut all = Vec::new();
    loop {
        let step = JsFuture::from(reader.read()).await.map_err(|_| InflateError::Damaged)?;
        let part = |key: &str| Reflect::get(&step, &key.into()).unwrap_or(JsValue::UNDEFINED);
        if part("done").is_truthy() {
            return Ok(all);
        }
        let chunk: Uint8Array = part("value").unchecked_into();
        if all.len() + chunk.length() as usize > most {
            let _ = JsFuture::from(reader.cancel()).await;
            return Err(InflateError::TooBig);
        }
        all.extend(chunk.to_vec());
    }
}
