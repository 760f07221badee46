//! A bell between the tabs of this browser: "there is something new in the storage". It carries no contents.

use wasm_bindgen::JsValue;
use web_sys::{BroadcastChannel, MessageEvent};

use super::listen::{Listener, listen};

/// Rings in every other tab, and every other canvas of this page, that holds a bell of the same name.
/// Silent where the browser has no such channel. Gone when dropped.
pub struct TabBell {
    channel: Option<(BroadcastChannel, Listener)>,
}

impl TabBell {
    /// `run` is called when another bell of this name was rung: look into the storage then.
    pub fn new(name: &str, run: impl Fn() + 'static) -> Self {
        let channel = BroadcastChannel::new(&format!("alignment-canvas:{name}")).ok();
        let channel = channel.map(|channel| {
            let heard = listen(&channel, "message", move |_: &MessageEvent| run());
            (channel, heard)
        });
        Self { channel }
    }

    /// Rings all others, not this one.
    pub fn ring(&self) {
        if let Some((channel, _)) = &self.channel {
            // A bell nobody can hear is no loss: the entries are in the storage.
            drop(channel.post_message(&JsValue::TRUE));
        }
    }
}

impl Drop for TabBell {
    fn drop(&mut self) {
        if let Some((channel, _)) = &self.channel {
            channel.close();
        }
    }
}
