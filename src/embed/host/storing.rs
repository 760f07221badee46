//! What the store asks of this browser's storage.

use super::super::kept::{info, room_key, stored, trouble};
use super::Host;
use crate::browser::{Entry, Vault, VaultError, spawn};
use crate::store::{Action, RoomLink, RoomStep, Stored};

impl Host {
    /// Does something in this browser's storage whose result nobody waits for.
    pub(super) fn with_vault<F>(&self, tag: &'static str, run: F)
    where
        F: AsyncFnOnce(Vault) -> Result<(), VaultError> + 'static,
    {
        let Some(host) = self.me.upgrade() else { return };
        spawn(tag, async move { run(host.vault().await?).await });
    }

    pub(super) fn list(&self) {
        let Some(host) = self.me.upgrade() else { return };
        spawn("list", async move {
            let listed = async { host.vault().await?.list().await }.await;
            let stored = listed.map(|maps| maps.into_iter().map(stored).collect());
            host.dispatch(Action::Listed(stored.map_err(trouble)));
            Ok::<(), VaultError>(())
        });
    }

    pub(super) fn load(&self, slot: String, after: Option<u64>) {
        let Some(host) = self.me.upgrade() else { return };
        spawn("load", async move {
            host.load_now(slot, after).await;
            Ok::<(), VaultError>(())
        });
    }

    pub async fn load_now(&self, slot: String, after: Option<u64>) {
        let loaded = async { self.vault().await?.load(&slot, after).await }.await;
        let entries = loaded.map_err(trouble);
        let is_opened = after.is_none() && entries.as_ref().is_ok_and(|rows| !rows.is_empty());
        let key = room_key(&slot);
        self.dispatch(Action::Loaded { slot, entries });
        if is_opened && !self.stays_out.get() && self.feed.snapshot().view.beside.is_none() {
            // A map that was built together goes on being built together.
            let kept = async { self.vault().await?.private(&key).await }.await;
            let kept = kept.ok().and_then(|rows| rows.into_iter().find(|(found, _)| *found == key));
            if let Some((_, kept)) = kept {
                self.dispatch(Action::Room(RoomStep::Rejoin { kept: RoomLink(kept) }));
            }
        }
    }

    pub(super) fn append(&self, bytes: Vec<u8>, stored: Stored, whole: bool) {
        let Some(host) = self.me.upgrade() else { return };
        let slot = stored.slot.clone();
        let entry = if whole { Entry::Whole } else { Entry::Step };
        spawn("append", async move {
            let appended =
                async { host.vault().await?.append(&info(stored), &bytes, entry).await }.await;
            let result = appended.map_err(trouble);
            host.dispatch(Action::Appended { slot, result });
            Ok::<(), VaultError>(())
        });
    }

    pub(super) fn read_private(&self, prefix: String) {
        let Some(host) = self.me.upgrade() else { return };
        spawn("read private", async move {
            let rows = async { host.vault().await?.private(&prefix).await }.await;
            host.dispatch(Action::PrivateRead { prefix, rows: rows.map_err(trouble) });
            Ok::<(), VaultError>(())
        });
    }

    pub(super) fn keep_private(&self, key: String, text: Option<String>) {
        let Some(host) = self.me.upgrade() else { return };
        spawn("keep private", async move {
            let kept = async { host.vault().await?.keep_private(&key, text.as_deref()).await };
            let result = kept.await.map_err(trouble);
            host.dispatch(Action::PrivateKept { key, result });
            Ok::<(), VaultError>(())
        });
    }
}
