//! What the private scope asks of the storage. Part of what comes late.

use std::rc::Rc;

use super::host::{Host, info, trouble};
use super::kept::room_key;
use crate::browser::{Old, Successor, VaultError, spawn};
use crate::store::{
    Action, Effect, Predecessor, PrivateAction, RegisterAction, Succession, Swapped,
};

/// Puts a private text in the place of another one.
pub(super) type Swap = fn(Rc<Host>, String, Option<String>, Option<String>);

pub(super) fn swap(host: Rc<Host>, key: String, known: Option<String>, text: Option<String>) {
    spawn("swap private", async move {
        let swapped = async {
            host.vault().await?.swap_private(&key, known.as_deref(), text.as_deref()).await
        };
        let result = match swapped.await {
            Ok(Ok(())) => Ok(Swapped::Done),
            Ok(Err(there)) => Ok(Swapped::Other(there)),
            Err(error) => Err(trouble(error)),
        };
        host.dispatch(Action::Private(PrivateAction::Swapped { key, result }));
        Ok::<(), VaultError>(())
    });
}

/// Puts a map in the place of another one.
pub(super) type Succeed = fn(Rc<Host>, Effect);

pub(super) fn succeed(host: Rc<Host>, effect: Effect) {
    let Effect::Succeed(next) = effect else { return };
    let slot = next.stored.slot.clone();
    let next = successor(*next);
    spawn("succeed", async move {
        let succeeded = async { host.vault().await?.succeed(&next).await }.await;
        let result = succeeded.map_err(trouble);
        host.dispatch(Action::Register(RegisterAction::Succeeded { slot, result }));
        Ok::<(), VaultError>(())
    });
}

/// With the keys of the room, which lie beside the map's slot.
fn successor(next: Succession) -> Successor {
    let Succession { old, stored, bytes, beside, without, mut notes, room, only_in_place } = next;
    let rooms = old.iter().map(|old| (room_key(&old.slot), None));
    notes.extend(rooms);
    notes.extend(room.map(|room| (room_key(&stored.slot), Some(room.0))));
    let old = old.into_iter().map(|Predecessor { slot, kin, moves }| Old { slot, kin, moves });
    let beside = beside.into_iter().map(|(stored, bytes)| (info(stored), bytes));
    let (old, beside) = (old.collect(), beside.collect());
    Successor { old, info: info(stored), bytes, beside, without, notes, only_in_place }
}
