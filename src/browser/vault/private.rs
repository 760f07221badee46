//! What belongs to one person and never enters a map: small texts under keys. Keys that begin alike belong together.

use idb::{KeyRange, Query, TransactionMode};
use wasm_bindgen::JsValue;

use super::connection::PRIVATE;
use super::{Vault, VaultError, patiently, row};

impl Vault {
    /// Keeps a text under a key, in the place of what was there; `None` removes it. Kept for certain when this is done.
    ///
    /// # Errors
    /// [`VaultError`] when it could not be kept; then all is as it was.
    pub async fn keep_private(&self, key: &str, text: Option<&str>) -> Result<(), VaultError> {
        let kept = patiently(async {
            let tx = self.connection.begin(&[PRIVATE], TransactionMode::ReadWrite).await?;
            let store = tx.store(PRIVATE)?;
            match text {
                Some(text) => drop(store.put(&row::private(key, text), None)?),
                None => drop(store.delete(Query::from(JsValue::from_str(key)))?),
            }
            tx.finish().await
        });
        self.connection.judge(kept.await)
    }

    /// Keys and texts of all keys that begin like this, sorted by key.
    ///
    /// # Errors
    /// [`VaultError`] when the storage cannot be read.
    pub async fn private(&self, prefix: &str) -> Result<Vec<(String, String)>, VaultError> {
        patiently(async {
            let tx = self.connection.begin(&[PRIVATE], TransactionMode::ReadOnly).await?;
            // Keys are ASCII, so this is behind all that begin like this.
            let end = JsValue::from_str(&format!("{prefix}\u{ffff}"));
            let range = KeyRange::bound(&JsValue::from_str(prefix), &end, None, None)?;
            let rows = tx.store(PRIVATE)?.get_all(Some(range.into()), None)?.await?;
            Ok(rows.iter().filter_map(row::read_private).collect())
        })
        .await
    }
}
