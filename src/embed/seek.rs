//! The way back into a room that this browser has been in before. Reached through the late part alone.

use std::convert::Infallible;
use std::rc::Rc;

use super::host::Host;
use super::kept::ROOM;
use crate::browser::spawn;
use crate::store::{Action, RoomLink, RoomStep};

pub(super) type Seek = fn(Rc<Host>, RoomLink, String);

/// Opens the map that this browser keeps with the keys of a link, or says that there is none.
pub(super) fn seek(host: Rc<Host>, link: RoomLink, name: String) {
    spawn("seek room", async move {
        if !reenter(&host, &link, &name).await.unwrap_or_default() {
            host.dispatch(Action::Room(RoomStep::Enter { link, name }));
        }
        Ok::<(), Infallible>(())
    });
}

/// With the name that was given this time, and with all that this link allows besides.
async fn reenter(host: &Host, link: &RoomLink, name: &str) -> Option<bool> {
    let vault = host.vault().await.ok()?;
    let mut rows = vault.private(ROOM).await.ok()?.into_iter();
    let found = rows.find_map(|(key, kept)| Some((key, RoomLink(kept).joined(link, name)?)));
    let (key, joined) = found?;
    // Where it cannot be kept, the way in is the one that was.
    drop(vault.keep_private(&key, Some(&joined.0)).await);
    host.load_now(key.strip_prefix(ROOM)?.to_owned(), None).await;
    Some(host.feed.snapshot().room.is_some())
}
