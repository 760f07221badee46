//! What can go wrong with storage, in the few kinds that call for different words on the screen.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::DomException;

/// Why something was not kept or not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// This browser gives us no storage: switched off, a private window, a sandboxed frame, a broken profile.
    #[error("this browser gives no storage: {0}")]
    Refused(String),
    /// No room left, on the disk or in what the browser allows. Nothing of the write was kept.
    #[error("the storage is full")]
    Full,
    /// The map is not stored here (any more): removed in another tab, or the site's data were cleared.
    /// Whoever still has it open can append it whole.
    #[error("the map is not stored here")]
    Gone,
    /// A newer version of the app has been here; this one must not touch its data.
    #[error("the storage belongs to a newer version of the app")]
    Newer,
    #[error("the storage failed: {0}")]
    Other(String),
}

impl VaultError {
    /// A name for the kind of error, for messages and tests. Never changes.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(_) => "refused",
            Self::Full => "full",
            Self::Gone => "gone",
            Self::Newer => "newer",
            Self::Other(_) => "other",
        }
    }

    /// The reason a transaction ended without being kept.
    pub(super) fn from_abort(reason: Option<DomException>) -> Self {
        reason.map_or_else(|| Self::Other("aborted".to_owned()), |error| Self::from_js(&error))
    }

    /// An error met while opening: whatever it is, there is no storage.
    pub(super) fn from_open(error: idb::Error) -> Self {
        match error {
            idb::Error::DomException(error) => Self::refused(&error),
            idb::Error::IndexedDbOpenFailed(error) => Self::refused(&error),
            other => Self::Refused(other.to_string()),
        }
    }

    fn refused(error: &JsValue) -> Self {
        match name_of(error).as_str() {
            "VersionError" => Self::Newer,
            "QuotaExceededError" => Self::Full,
            _ if tells_of_no_space(&describe(error)) => Self::Full,
            _ => Self::Refused(describe(error)),
        }
    }

    pub(super) fn from_js(error: &JsValue) -> Self {
        match name_of(error).as_str() {
            "QuotaExceededError" => Self::Full,
            "SecurityError" => Self::Refused(describe(error)),
            _ if tells_of_no_space(&describe(error)) => Self::Full,
            _ => Self::Other(describe(error)),
        }
    }
}

impl From<idb::Error> for VaultError {
    /// An error of a request. Full storage shows there or at the transaction's end, as the browser likes.
    fn from(error: idb::Error) -> Self {
        match error {
            idb::Error::DomException(error) => Self::from_js(&error),
            idb::Error::AddFailed(error) | idb::Error::UpdateFailed(error) => Self::from_js(&error),
            other => Self::Other(other.to_string()),
        }
    }
}

/// The name of a `DOMException`, empty for anything else.
pub(super) fn name_of(error: &JsValue) -> String {
    error.dyn_ref::<DomException>().map(DomException::name).unwrap_or_default()
}

/// Chromium counts what it allows, but of a disk that is really full it tells only in words: of small values
/// `FILE_ERROR_NO_SPACE`, of large ones that blobs could not be written.
fn tells_of_no_space(words: &str) -> bool {
    words.contains("NO_SPACE") || words.contains("Failed to write blobs")
}

fn describe(error: &JsValue) -> String {
    let Some(error) = error.dyn_ref::<DomException>() else { return format!("{error:?}") };
    format!("{}: {}", error.name(), error.message())
}
