//! What this browser keeps: per map an append-only log of opaque updates, and a row for the start screen.
//! Knows ids and bytes. Two tabs can write to one map and neither undoes the other, because nothing is
//! overwritten: entries are only added, and compaction deletes only entries whose contents it puts back merged.

mod connection;
mod error;
mod private;
mod quota;
mod row;
mod succeed;
#[cfg(test)]
mod tests;
mod tx;

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;

use idb::{Query, Request, TransactionMode};
use wasm_bindgen::JsValue;

use super::timers;
use crate::model::{Sorted, sort_by};
use connection::{BY_MAP, Connection, MAPS, PRIVATE, UPDATES};
pub use error::VaultError;
pub use quota::{Estimate, estimate, is_persisted, persist};
pub use row::MapInfo;
pub use succeed::{Old, Successor};
use tx::Tx;

const DATABASE: &str = "alignment-canvas";
/// A write of 16 MB to a slow disk takes seconds. Longer than this is an end nobody told us of.
const PATIENCE_MS: u32 = 30_000;
const BOTH: [&str; 2] = [MAPS, UPDATES];

/// What an appended entry holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// Everything: may begin a log.
    Whole,
    /// What changed: means something only after the entries before it.
    Step,
}

/// The storage of this browser for this site. Clones share one connection.
#[derive(Clone)]
pub struct Vault {
    connection: Rc<Connection>,
    read: Rc<RefCell<Sorted<String, u64>>>,
}

impl Vault {
    /// Opens the storage, and makes it on the first visit.
    ///
    /// # Errors
    /// [`VaultError::Refused`] where the browser gives none, [`VaultError::Newer`] after a newer version of the app.
    pub async fn open() -> Result<Self, VaultError> {
        Self::open_named(DATABASE).await
    }

    async fn open_named(name: &str) -> Result<Self, VaultError> {
        Ok(Self { connection: Rc::new(Connection::open(name).await?), read: Rc::default() })
    }

    /// Every map kept here, the one last touched first.
    ///
    /// # Errors
    /// [`VaultError`] when the storage cannot be read.
    pub async fn list(&self) -> Result<Vec<MapInfo>, VaultError> {
        patiently(async {
            let tx = self.connection.begin(&[MAPS], TransactionMode::ReadOnly).await?;
            let rows = tx.store(MAPS)?.get_all(None, None)?.await?;
            let mut maps: Vec<_> = rows.iter().filter_map(MapInfo::from_js).collect();
            sort_by(&mut maps, |a, b| b.touched_ms().cmp(&a.touched_ms()));
            Ok(maps)
        })
        .await
    }

    /// Adds an entry to the log of the map `info` is about, and keeps `info`, in one transaction.
    /// Gives the entry's key when it is truly kept: only then may the screen say so.
    ///
    /// The write is under way when this returns, before anything is awaited: what a page writes while it goes
    /// away arrives nevertheless.
    ///
    /// # Errors
    /// [`VaultError::Full`] for want of room. [`VaultError::Gone`] for a [`Entry::Step`] to a map that is not here:
    /// append the map [`Entry::Whole`], or let it go. Nothing of it is kept then. After [`VaultError::Other`] that
    /// may be unknown; the same bytes can be appended again without harm.
    pub fn append(
        &self,
        info: &MapInfo,
        bytes: &[u8],
        entry: Entry,
    ) -> impl Future<Output = Result<u64, VaultError>> + use<> {
        let write =
            Write { row: info.to_js().into(), entry: row::entry(&info.id, bytes, None).into() };
        let id = JsValue::from_str(&info.id);
        let connection = Rc::clone(&self.connection);
        let begun = connection.begin_now(&BOTH, TransactionMode::ReadWrite);
        let begun = begun.and_then(|tx| tx.map(|tx| write.issue(tx, &id)).transpose());
        let map = info.id.clone();
        async move {
            let written = patiently(async {
                let issued = if let Some(issued) = begun? {
                    issued
                } else {
                    let tx = connection.begin(&BOTH, TransactionMode::ReadWrite).await?;
                    write.issue(tx, &id)?
                };
                let (key, was_here) = issued.await?;
                if was_here || entry == Entry::Whole {
                    return Ok(key);
                }
                // Asking first would have cost the turn in which a page that goes away can still write.
                take_back(&connection, &map, key).await?;
                Err(VaultError::Gone)
            });
            connection.judge(written.await)
        }
    }

    /// The entries of a map in the order they were kept, those after a key if one is given. Empty for an unknown map.
    ///
    /// # Errors
    /// [`VaultError`] when the storage cannot be read.
    pub async fn load(
        &self,
        map: &str,
        after: Option<u64>,
    ) -> Result<Vec<(u64, Vec<u8>)>, VaultError> {
        patiently(async {
            let tx = self.connection.begin(&[UPDATES], TransactionMode::ReadOnly).await?;
            let range = Query::from(row::entries_of(map, after)?);
            let rows = tx.store(UPDATES)?.index(BY_MAP)?.get_all(Some(range), None)?.await?;
            let entries: Vec<_> = rows.iter().filter_map(row::read_entry).collect();
            self.note_read(map, after, entries.last().map(|(key, _)| *key));
            Ok(entries)
        })
        .await
    }

    /// How far the log was read without a gap: only so far may it be compacted.
    fn note_read(&self, map: &str, after: Option<u64>, last: Option<u64>) {
        let mut read = self.read.borrow_mut();
        let before = read.get(map).copied();
        if let (Some(last), true) = (last, after <= before) {
            read.insert(map.to_owned(), last.max(before.unwrap_or_default()));
        }
    }

    /// Puts `merged` in the place of the entries up to the key `upto`, whose contents it must hold, in one
    /// transaction. Entries this vault has not read are left alone: `upto` must be the key of a loaded entry,
    /// because behind the key of an appended one another tab's may hide. Gives the key of the new entry, or
    /// `None` when nothing was left to replace, for instance because another tab has just done it.
    ///
    /// # Errors
    /// [`VaultError::Gone`] when the map is not here any more; [`VaultError::Full`] when there is no room for the
    /// copy. After any error the log is as it was.
    pub async fn compact(
        &self,
        map: &str,
        upto: u64,
        merged: &[u8],
    ) -> Result<Option<u64>, VaultError> {
        patiently(async {
            let upto = upto.min(self.read.borrow().get(map).copied().unwrap_or_default());
            let tx = self.connection.begin(&BOTH, TransactionMode::ReadWrite).await?;
            let present = tx.store(MAPS)?.count(Some(JsValue::from_str(map).into()))?.await?;
            if present == 0 {
                return Err(VaultError::Gone);
            }
            let mut replaced = keys_of(&tx, map).await?;
            replaced.retain(|key| *key <= upto);
            if replaced.is_empty() {
                return Ok(None);
            }
            let updates = tx.store(UPDATES)?;
            for key in replaced {
                updates.delete(row::number(key))?;
            }
            let added = updates.add(&row::entry(map, merged, None), None)?;
            tx.finish().await?;
            Ok(Some(row::whole(&added.result()?)))
        })
        .await
    }

    /// Notes that a map was opened, for the order of the start screen. An unknown map stays unknown.
    ///
    /// # Errors
    /// [`VaultError`] when it could not be kept.
    pub async fn note_opened(&self, map: &str, now_ms: u64) -> Result<(), VaultError> {
        patiently(async {
            let tx = self.connection.begin(&[MAPS], TransactionMode::ReadWrite).await?;
            let maps = tx.store(MAPS)?;
            if let Some(row) = maps.get(JsValue::from_str(map))?.await? {
                row::set_opened(&row, now_ms);
                maps.put(&row, None)?;
            }
            tx.finish().await
        })
        .await
    }

    /// Removes a map and its log, and where no other map's id begins with `kin` (which this one's does) also the private
    /// texts whose keys begin like one of `private`. Removing what is not there is no error.
    ///
    /// # Errors
    /// [`VaultError`] when it is still there.
    pub async fn remove(&self, map: &str, kin: &str, private: &[String]) -> Result<(), VaultError> {
        patiently(async {
            let stores = [MAPS, UPDATES, PRIVATE];
            let tx = self.connection.begin(&stores, TransactionMode::ReadWrite).await?;
            tx.store(MAPS)?.delete(JsValue::from_str(map))?;
            let updates = tx.store(UPDATES)?;
            for key in keys_of(&tx, map).await? {
                updates.delete(row::number(key))?;
            }
            let others = tx.store(MAPS)?.count(Some(private::beginning(kin)?))?.await?;
            if others == 0 {
                for prefix in private {
                    tx.store(PRIVATE)?.delete(private::beginning(prefix)?)?;
                }
            }
            tx.finish().await
        })
        .await
    }
}

/// Waits for the storage, but not for ever. What was kept nevertheless and is written again does no harm.
async fn patiently<T>(work: impl Future<Output = Result<T, VaultError>>) -> Result<T, VaultError> {
    let done = timers::within(PATIENCE_MS, work).await;
    done.unwrap_or_else(|| Err(VaultError::Other("no answer".to_owned())))
}

/// The two rows of an append, ready to be written.
struct Write {
    row: JsValue,
    entry: JsValue,
}

impl Write {
    /// Issues every request at once; the future gives the key, and whether the map was here before.
    fn issue(
        &self,
        tx: Tx,
        id: &JsValue,
    ) -> Result<impl Future<Output = Result<(u64, bool), VaultError>> + use<>, VaultError> {
        let maps = tx.store(MAPS)?;
        let before = maps.count(Some(id.clone().into()))?;
        let added = tx.store(UPDATES)?.add(&self.entry, None)?;
        maps.put(&self.row, None)?;
        let end = tx.finish();
        Ok(async move {
            end.await?;
            Ok((row::whole(&added.result()?), row::whole(&before.result()?) > 0))
        })
    }
}

/// Undoes an append to a map that was not here; the row too, unless the map has come back meanwhile.
async fn take_back(connection: &Connection, map: &str, key: u64) -> Result<(), VaultError> {
    let tx = connection.begin(&BOTH, TransactionMode::ReadWrite).await?;
    tx.store(UPDATES)?.delete(row::number(key))?;
    if keys_of(&tx, map).await?.is_empty() {
        tx.store(MAPS)?.delete(JsValue::from_str(map))?;
    }
    tx.finish().await
}

async fn keys_of(tx: &Tx, map: &str) -> Result<Vec<u64>, VaultError> {
    let index = tx.store(UPDATES)?.index(BY_MAP)?;
    let range = Query::from(row::entries_of(map, None)?);
    let keys = index.get_all_keys(Some(range), None)?.await?;
    Ok(keys.iter().map(row::whole).collect())
}
