//! One map in the place of another one, at once: either all of it is so, or nothing.

use idb::{Query, TransactionMode};
use wasm_bindgen::JsValue;

use super::connection::{MAPS, PRIVATE, UPDATES};
use super::private::beginning;
use super::{MapInfo, Vault, VaultError, keys_of, patiently, row};

/// What comes in the place of a map.
pub struct Successor {
    pub info: MapInfo,
    pub bytes: Vec<u8>,
    /// Private texts whose keys begin like the first come under keys that begin like the second.
    pub moves: Vec<(String, String)>,
    /// Those whose keys begin like one of these do not.
    pub without: Vec<String>,
    /// A private text that is kept with it, by its key.
    pub note: (String, String),
}

impl Vault {
    /// Removes a map with its log, and keeps another one that begins with these bytes. Private texts go along, and are
    /// removed where no other map's id begins with `kin`.
    ///
    /// # Errors
    /// [`VaultError`] when all is as it was.
    pub async fn succeed(&self, old: &str, kin: &str, next: &Successor) -> Result<(), VaultError> {
        let written = patiently(async {
            let stores = [MAPS, UPDATES, PRIVATE];
            let tx = self.connection.begin(&stores, TransactionMode::ReadWrite).await?;
            let (maps, updates, private) =
                (tx.store(MAPS)?, tx.store(UPDATES)?, tx.store(PRIVATE)?);
            maps.delete(Query::from(JsValue::from_str(old)))?;
            for key in keys_of(&tx, old).await? {
                updates.delete(row::number(key))?;
            }
            updates.add(&row::entry(&next.info.id, &next.bytes, None), None)?;
            maps.put(&next.info.to_js().into(), None)?;
            let others = maps.count(Some(beginning(kin)?))?.await?;
            for (from, to) in &next.moves {
                let rows = private.get_all(Some(beginning(from)?), None)?.await?;
                let rows = rows.iter().filter_map(row::read_private);
                let stays = |key: &str| next.without.iter().any(|gone| key.starts_with(gone));
                for (key, text) in rows.filter(|(key, _)| !stays(key)) {
                    let key = key.replacen(from.as_str(), to, 1);
                    private.put(&row::private(&key, &text), None)?;
                }
                if others == 0 {
                    private.delete(beginning(from)?)?;
                }
            }
            // Of whoever is gone nothing stays, not even for the other copies.
            for gone in &next.without {
                private.delete(beginning(gone)?)?;
            }
            private.put(&row::private(&next.note.0, &next.note.1), None)?;
            tx.finish().await
        });
        self.connection.judge(written.await)
    }
}
