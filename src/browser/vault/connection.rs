//! The database itself: made on first use, let go when somebody else needs it, opened again when it was lost.

use std::cell::{Cell, RefCell};
use std::future::IntoFuture;
use std::rc::Rc;

use idb::event::VersionChangeEvent;
use idb::{
    DatabaseEvent, Error, Event as _, Factory, IndexParams, KeyPath, ObjectStoreParams, Request,
    TransactionMode,
};
use js_sys::Date;
use web_sys::{Event, IdbDatabase};

use super::error::{VaultError, name_of};
use super::row;
use super::tx::Tx;
use crate::browser::listen::{Listener, listen};
use crate::browser::timers;

pub(super) const MAPS: &str = "maps";
pub(super) const UPDATES: &str = "updates";
/// What belongs to one person and never enters a map.
pub(super) const PRIVATE: &str = "private";
/// Index of the log: by map, then by age.
pub(super) const BY_MAP: &str = "map_key";

const VERSION: u32 = 1;
/// Opening has been seen to wait for ever. By then a person would rather work unsaved and be told.
const PATIENCE_MS: u32 = 10_000;

/// A connection that reopens when it was closed under us.
pub(super) struct Connection {
    name: String,
    open: Rc<RefCell<Option<Open>>>,
    full: Cell<bool>,
}

struct Open {
    database: IdbDatabase,
    _closed: Listener,
    _wanted: Listener,
}

impl Drop for Open {
    fn drop(&mut self) {
        // Transactions under way still end well.
        self.database.close();
    }
}

impl Connection {
    pub(super) async fn open(name: &str) -> Result<Self, VaultError> {
        let connection =
            Self { name: name.to_owned(), open: Rc::default(), full: Cell::new(false) };
        connection.reopen().await?;
        Ok(connection)
    }

    /// Begins a transaction at once; `None` when the connection is lost.
    pub(super) fn begin_now(
        &self,
        stores: &[&str],
        mode: TransactionMode,
    ) -> Result<Option<Tx>, VaultError> {
        let begun = match &*self.open.borrow() {
            Some(open) => Tx::begin(&open.database, stores, mode),
            None => return Ok(None),
        };
        match begun {
            Ok(tx) => Ok(Some(tx)),
            // The connection is closing and its event has not come yet.
            Err(error) if name_of(&error) == "InvalidStateError" => {
                forget(&self.open);
                Ok(None)
            }
            Err(error) => Err(VaultError::from_js(&error)),
        }
    }

    /// Begins a transaction, opening the database again if it was lost.
    pub(super) async fn begin(
        &self,
        stores: &[&str],
        mode: TransactionMode,
    ) -> Result<Tx, VaultError> {
        if let Some(tx) = self.begin_now(stores, mode)? {
            return Ok(tx);
        }
        self.reopen().await?;
        let tx = self.begin_now(stores, mode)?;
        tx.ok_or_else(|| VaultError::Other("closed as soon as opened".to_owned()))
    }

    /// The outcome of a write, as it should be told. On a full disk the browser says so once, closes the
    /// database, and from then on only that it cannot be opened: it is still the disk that is full.
    pub(super) fn judge<T>(&self, outcome: Result<T, VaultError>) -> Result<T, VaultError> {
        match outcome {
            Ok(_) => self.full.set(false),
            Err(VaultError::Full) => self.full.set(true),
            Err(VaultError::Refused(_) | VaultError::Other(_)) if self.full.get() => {
                return Err(VaultError::Full);
            }
            Err(_) => {}
        }
        outcome
    }

    async fn reopen(&self) -> Result<(), VaultError> {
        let database = open_database(&self.name).await?;
        let let_go = |event| {
            let open = Rc::clone(&self.open);
            listen(&database, event, move |_: &Event| forget(&open))
        };
        // The browser closed it (site data cleared), or another tab wants to upgrade or delete it.
        let open = Open { _closed: let_go("close"), _wanted: let_go("versionchange"), database };
        let before = self.open.borrow_mut().replace(open);
        drop(before);
        Ok(())
    }
}

fn forget(open: &RefCell<Option<Open>>) {
    let open = open.borrow_mut().take();
    drop(open);
}

async fn open_database(name: &str) -> Result<IdbDatabase, VaultError> {
    let factory = Factory::new().map_err(VaultError::from_open)?;
    let mut request = factory.open(name, Some(VERSION)).map_err(VaultError::from_open)?;
    request.on_upgrade_needed(|event| {
        if build(&event).is_err() {
            // Half a database is worse than none: opening then fails, and is said to.
            let upgrade = event.target().ok().and_then(|request| request.transaction());
            drop(upgrade.map(idb::Transaction::abort));
        }
    });
    let opened = timers::within(PATIENCE_MS, request.into_future()).await;
    let opened = opened.ok_or_else(|| VaultError::Refused("opening took too long".to_owned()))?;
    opened.map(IdbDatabase::from).map_err(VaultError::from_open)
}

fn build(event: &VersionChangeEvent) -> Result<(), Error> {
    let database = event.database()?;
    let keyed_by = |path: &str| {
        let mut params = ObjectStoreParams::new();
        params.key_path(Some(KeyPath::new_single(path)));
        params
    };
    database.create_object_store(MAPS, keyed_by(row::ID))?;
    database.create_object_store(PRIVATE, keyed_by(row::ID))?;
    let mut counted = keyed_by(row::KEY);
    counted.auto_increment(true);
    let updates = database.create_object_store(UPDATES, counted)?;
    let by_map = KeyPath::new_array([row::MAP, row::KEY]);
    updates.create_index(BY_MAP, by_map, Some(IndexParams::new()))?;
    // Keys are counted on from the time of birth, so that a key means one entry for ever: a tab that
    // remembers keys of a database since deleted can neither delete nor skip an entry of the new one.
    let first = Date::now() * 1000.0;
    updates.put(&row::entry("", &[], Some(first)), None)?;
    updates.delete(wasm_bindgen::JsValue::from_f64(first))?;
    Ok(())
}
