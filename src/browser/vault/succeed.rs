//! One map in the place of another one, at once: either all of it is so, or nothing.

use idb::{Query, TransactionMode};
use wasm_bindgen::JsValue;

use super::connection::{MAPS, PRIVATE, UPDATES};
use super::private::beginning;
use super::{MapInfo, Vault, VaultError, keys_of, patiently, row};

/// A map that goes.
pub struct Old {
    pub slot: String,
    /// What the ids of its copies begin with: where none is left, private texts go.
    pub kin: String,
    /// Private texts whose keys begin like the first come under keys that begin like the second.
    pub moves: Vec<(String, String)>,
}

/// What comes in the place of maps.
pub struct Successor {
    pub old: Vec<Old>,
    pub info: MapInfo,
    pub bytes: Vec<u8>,
    /// Maps that come beside it.
    pub beside: Vec<(MapInfo, Vec<u8>)>,
    /// Private texts whose keys begin like one of these go.
    pub without: Vec<String>,
    /// Private texts by their keys, which are kept with it, or go.
    pub notes: Vec<(String, Option<String>)>,
    /// No map is kept where none of the old ones is there any more.
    pub only_in_place: bool,
}

impl Vault {
    /// Removes maps with their logs, and keeps another one that begins with these bytes. Private texts go along, and are
    /// removed where no other map's id begins with its `kin`.
    ///
    /// # Errors
    /// [`VaultError`] when all is as it was.
    pub async fn succeed(&self, next: &Successor) -> Result<(), VaultError> {
        let written = patiently(async {
            let stores = [MAPS, UPDATES, PRIVATE];
            let tx = self.connection.begin(&stores, TransactionMode::ReadWrite).await?;
            let (maps, updates, private) =
                (tx.store(MAPS)?, tx.store(UPDATES)?, tx.store(PRIVATE)?);
            let mut comes = !next.only_in_place;
            for old in &next.old {
                let slot = Query::from(JsValue::from_str(&old.slot));
                comes |= next.only_in_place && maps.count(Some(slot))?.await? > 0;
                maps.delete(Query::from(JsValue::from_str(&old.slot)))?;
                for key in keys_of(&tx, &old.slot).await? {
                    updates.delete(row::number(key))?;
                }
            }
            let first = std::iter::once((&next.info, &next.bytes)).filter(|_| comes);
            for (info, bytes) in first.chain(next.beside.iter().map(|(info, bytes)| (info, bytes)))
            {
                updates.add(&row::entry(&info.id, bytes, None), None)?;
                maps.put(&info.to_js().into(), None)?;
            }
            for old in &next.old {
                let others = maps.count(Some(beginning(&old.kin)?))?.await?;
                for (from, to) in &old.moves {
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
            }
            // Of whoever is gone nothing stays, not even for the other copies.
            for gone in &next.without {
                private.delete(beginning(gone)?)?;
            }
            for (key, text) in &next.notes {
                match text {
                    Some(_) if !comes => {}
                    Some(text) => drop(private.put(&row::private(key, text), None)?),
                    None => drop(private.delete(Query::from(JsValue::from_str(key)))?),
                }
            }
            tx.finish().await
        });
        self.connection.judge(written.await)
    }
}
