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

    /// Keeps a text under a key in the place of the one that was known to be there, and of no other one. `None` stands
    /// for no text. Gives what is there instead, where another tab was first; then all is as it was.
    ///
    /// # Errors
    /// [`VaultError`] when it could not be kept; then all is as it was.
    pub async fn swap_private(
        &self,
        key: &str,
        known: Option<&str>,
        text: Option<&str>,
    ) -> Result<Result<(), Option<String>>, VaultError> {
        let swapped = patiently(async {
            let tx = self.connection.begin(&[PRIVATE], TransactionMode::ReadWrite).await?;
            let store = tx.store(PRIVATE)?;
            let there = store.get(Query::from(JsValue::from_str(key)))?.await?;
            let there = there.as_ref().and_then(row::read_private).map(|(_, text)| text);
            if there.as_deref() != known {
                return Ok(Err(there));
            }
            match text {
                Some(text) => drop(store.put(&row::private(key, text), None)?),
                None => drop(store.delete(Query::from(JsValue::from_str(key)))?),
            }
            tx.finish().await?;
            Ok(Ok(()))
        });
        self.connection.judge(swapped.await)
    }

    /// Keys and texts of all keys that begin like this, sorted by key.
    ///
    /// # Errors
    /// [`VaultError`] when the storage cannot be read.
    pub async fn private(&self, prefix: &str) -> Result<Vec<(String, String)>, VaultError> {
        patiently(async {
            let tx = self.connection.begin(&[PRIVATE], TransactionMode::ReadOnly).await?;
            let rows = tx.store(PRIVATE)?.get_all(Some(beginning(prefix)?), None)?.await?;
            Ok(rows.iter().filter_map(row::read_private).collect())
        })
        .await
    }
}

/// All keys that begin like this.
pub(super) fn beginning(prefix: &str) -> Result<Query, VaultError> {
    // Keys are ASCII, so this is behind all of them.
    let end = JsValue::from_str(&format!("{prefix}\u{ffff}"));
    Ok(KeyRange::bound(&JsValue::from_str(prefix), &end, None, None)?.into())
}
