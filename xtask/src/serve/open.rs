//! Opening the browser, where there is one and a screen to show it on.

use std::env;
use std::process::{Command, Stdio};

use crate::shell;

/// Opens `address`, or does nothing: the address has been printed anyway.
pub fn open(address: &str) {
    let Some(mut command) = opener() else {
        return;
    };
    let quiet = command.arg(address).stdin(Stdio::null()).stdout(Stdio::null());
    let _ = quiet.stderr(Stdio::null()).spawn();
}

fn opener() -> Option<Command> {
    if cfg!(target_os = "macos") {
        return Some(Command::new("open"));
    }
    if cfg!(windows) {
        let mut start = Command::new("cmd");
        start.args(["/C", "start", ""]);
        return Some(start);
    }
    let has_screen = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|it| env::var_os(it).is_some());
    let program = shell::find("xdg-open").filter(|_| has_screen)?;
    Some(Command::new(program))
}
