//! A transaction that is all or nothing, and whose end is waited for.

use std::future::Future;

use idb::{ObjectStore, TransactionMode};
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, IdbDatabase, IdbTransaction};

use super::error::VaultError;
use crate::browser::listen::{Listener, listen};

/// An open transaction. One that writes is rolled back when it is dropped before [`Tx::finish`]; one that reads
/// needs no end: its requests are awaited. (Chromium says `complete` before a large value has been handed over.)
///
/// The crate `idb` runs the requests; the end is ours, because the crate's own future loses the reason of an abort,
/// and a full disk is found out only there.
pub(super) struct Tx {
    raw: IdbTransaction,
    requests: Option<idb::Transaction>,
    end: JsFuture,
    writes: bool,
    _lost: Listener,
}

impl Tx {
    /// Begins at once.
    pub(super) fn begin(
        database: &IdbDatabase,
        stores: &[&str],
        mode: TransactionMode,
    ) -> Result<Self, JsValue> {
        let raw = begin_durable(database, stores, mode)?;
        // Not `Function::default()`: that evaluates a string, which a strict policy refuses.
        let mut fail: Option<Function> = None;
        let end = JsFuture::from(Promise::new(&mut |kept, lost| {
            raw.set_oncomplete(Some(&kept));
            raw.set_onabort(Some(&lost));
            fail = Some(lost);
        }));
        // Begun while the browser was closing the connection (a full disk), a transaction hears of no end at all.
        let lost = listen(database, "close", move |_: &Event| {
            drop(fail.as_ref().map(|fail| fail.call0(&JsValue::NULL)));
        });
        let writes = mode == TransactionMode::ReadWrite;
        Ok(Self { requests: Some(raw.clone().into()), raw, end, writes, _lost: lost })
    }

    pub(super) fn store(&self, name: &str) -> Result<ObjectStore, VaultError> {
        let requests = self.requests.as_ref().expect("present until `finish`");
        Ok(requests.object_store(name)?)
    }

    /// Asks for the commit now, without waiting for the requests: what a page writes while it goes away
    /// survives only so. The future ends when the browser says `complete`, or with the reason why not.
    pub(super) fn finish(mut self) -> impl Future<Output = Result<(), VaultError>> + use<> {
        // A browser without `commit` (2019 and before) commits by itself a little later.
        drop(self.requests.take().map(idb::Transaction::commit));
        async move {
            match (&mut self.end).await {
                Ok(_) => Ok(()),
                Err(_) => Err(VaultError::from_abort(self.raw.error())),
            }
        }
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if let Some(requests) = self.requests.take().filter(|_| self.writes) {
            drop(requests.abort());
        }
    }
}

#[wasm_bindgen]
extern "C" {
    /// `web-sys` has the options only behind a compiler flag.
    #[wasm_bindgen(extends = IdbDatabase)]
    type DurableDatabase;

    #[wasm_bindgen(method, catch, js_name = transaction)]
    fn transaction(
        this: &DurableDatabase,
        stores: &Array,
        mode: &JsValue,
        options: &Object,
    ) -> Result<IdbTransaction, JsValue>;
}

/// `strict`: `complete` comes after the data reached the disk, so that "saved" outlives a power cut.
/// It costs a few milliseconds, in another process. Browsers that do not know the option ignore it.
fn begin_durable(
    database: &IdbDatabase,
    stores: &[&str],
    mode: TransactionMode,
) -> Result<IdbTransaction, JsValue> {
    let stores: Array = stores.iter().map(|name| JsValue::from_str(name)).collect();
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &"strict".into())?;
    let database: &DurableDatabase = database.unchecked_ref();
    database.transaction(&stores, &mode.into(), &options)
}
