//! What the private scope asks of the storage. Part of what comes late.

use std::rc::Rc;

use super::host::{Host, info, trouble};
use crate::browser::{Successor, VaultError, spawn};
use crate::store::{Action, Effect, PrivateAction, RegisterAction, Swapped};

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
    let Effect::Succeed { old, kin, stored, bytes, moves, without, moved } = effect else { return };
    let next = Successor { info: info(stored), bytes, moves, without, note: moved };
    spawn("succeed", async move {
        let succeeded = async { host.vault().await?.succeed(&old, &kin, &next).await }.await;
        let result = succeeded.map_err(trouble);
        host.dispatch(Action::Register(RegisterAction::Succeeded(result)));
        Ok::<(), VaultError>(())
    });
}
