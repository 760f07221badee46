//! Between the tabs of this browser: a bell, "there is something new in the storage", that carries no contents; and a line
//! between a window and those beside it, for what no storage has.

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

/// Short texts between the windows of one map. Silent where the browser has no such channel. Gone when dropped.
pub struct SideLine {
    channel: Option<(BroadcastChannel, Listener)>,
}

impl SideLine {
    /// `run` is called with what was said in another window; what it gives is said back.
    pub fn new(name: &str, run: impl Fn(&str) -> Option<String> + 'static) -> Self {
        let channel = BroadcastChannel::new(&format!("alignment-canvas-beside:{name}")).ok();
        let channel = channel.map(|channel| {
            let back = channel.clone();
            let heard = listen(&channel, "message", move |event: &MessageEvent| {
                if let Some(answer) = event.data().as_string().and_then(|said| run(&said)) {
                    drop(back.post_message(&answer.into()));
                }
            });
            (channel, heard)
        });
        Self { channel }
    }

    pub fn say(&self, text: &str) {
        if let Some((channel, _)) = &self.channel {
            drop(channel.post_message(&text.into()));
        }
    }
}

impl Drop for SideLine {
    fn drop(&mut self) {
        if let Some((channel, _)) = &self.channel {
            channel.close();
        }
    }
}
