//! What a room asks of the page: ways to others, keys to keep, time to pass.

use std::convert::Infallible;

use super::super::kept::room_key;
use super::Host;
use crate::browser::spawn;
use crate::store::{RelayLogin, RoomEffect};

impl Host {
    pub(super) fn room(&self, effect: RoomEffect) {
        match effect {
            RoomEffect::Connect { topic, place } => {
                // A room is entered by the late part alone.
                if let Some(late) = self.late.get() {
                    self.ways.set(Some((late.connect)(&topic, &self.door())));
                }
                if let Some(place) = place {
                    self.meet(topic, place);
                }
            }
            RoomEffect::Meet { topic, place } => self.meet(topic, place),
            RoomEffect::Disconnect => self.ways.disconnect(),
            RoomEffect::Send { wire, frame } => self.ways.with(|wires| wires.send(wire, &frame)),
            RoomEffect::Close { wire } => self.ways.with(|wires| wires.close(wire)),
            RoomEffect::Seek { link, name } => {
                if let (Some(late), Some(host)) = (self.late.get(), self.me.upgrade()) {
                    (late.seek)(host, link, name);
                }
            }
            RoomEffect::Login { place, login, keep } => {
                let kept = keep.then(|| login.to_kept());
                let key = RelayLogin::key(&place);
                self.with_vault("keep login", async move |vault| {
                    vault.keep_private(&key, kept.as_deref()).await
                });
                let relays = self.feed.relays();
                self.ways.with(|wires| wires.meet(None, &place, &relays, &login));
            }
            RoomEffect::Pair { code } => self.ways.with(|wires| wires.pair(code)),
            RoomEffect::Hold(kept) => {
                self.held.hold_room(kept.as_ref().map(|kept| kept.0.as_str()));
            }
            RoomEffect::WakeIn(ms) => self.ways.wake_in(ms, self.door()),
            RoomEffect::Keep { slot, kept } => {
                let key = room_key(&slot);
                self.with_vault("keep room", async move |vault| {
                    vault.keep_private(&key, kept.as_ref().map(|kept| kept.0.as_str())).await
                });
            }
        }
    }

    /// Goes to the relay of a room, with what this browser keeps to sign in there.
    fn meet(&self, topic: String, place: String) {
        let Some(host) = self.me.upgrade() else { return };
        spawn("meet", async move {
            let key = RelayLogin::key(&place);
            let rows = async { host.vault().await?.private(&key).await }.await.unwrap_or_default();
            let kept = rows.iter().find(|(found, _)| *found == key);
            let login = kept.and_then(|(_, kept)| RelayLogin::from_kept(kept));
            let relays = host.feed.relays();
            host.ways.with(|wires| {
                wires.meet(Some(&topic), &place, &relays, &login.unwrap_or_default());
            });
            Ok::<(), Infallible>(())
        });
    }
}
