//! What this browser can do here, tried out.

use js_sys::{Array, Reflect};
use wasm_bindgen_futures::JsFuture;

use super::camera::NoCamera;
use super::vault::{Vault, VaultError, is_persisted};

/// Whether this browser keeps what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeps {
    No,
    /// Until it runs out of space.
    Yes,
    /// It has promised not to clear it by itself.
    Promised,
}

/// Writes something, reads it again and takes it away.
pub async fn keeps() -> Keeps {
    const KEY: &str = "check";
    let tried = async {
        let vault = Vault::open().await?;
        vault.keep_private(KEY, Some("kept")).await?;
        let rows = vault.private(KEY).await?;
        vault.keep_private(KEY, None).await?;
        Ok::<_, VaultError>(rows.iter().any(|(_, text)| text == "kept"))
    };
    match tried.await {
        Ok(true) if is_persisted().await => Keeps::Promised,
        Ok(true) => Keeps::Yes,
        Ok(false) | Err(_) => Keeps::No,
    }
}

/// Whether there is a camera that this page may ask for. Nobody is asked yet.
///
/// # Errors
/// [`NoCamera`]
pub async fn camera_there() -> Result<(), NoCamera> {
    let window = web_sys::window().ok_or(NoCamera::Unsupported)?;
    let devices = window.navigator().media_devices().map_err(|_| NoCamera::Unsupported)?;
    if devices.is_undefined() {
        return Err(NoCamera::Unsupported);
    }
    let asked = devices.enumerate_devices().map_err(|_| NoCamera::Unsupported)?;
    let found = JsFuture::from(asked).await.map_err(|_| NoCamera::Unsupported)?;
    let kind = |device| Reflect::get(&device, &"kind".into()).ok()?.as_string();
    let is_camera = |device| kind(device).as_deref() == Some("videoinput");
    if Array::from(&found).iter().any(is_camera) { Ok(()) } else { Err(NoCamera::Missing) }
}
