//! Small settings of this browser. It may refuse to keep them, which is no error: then they are not remembered.

use web_sys::Storage;

const PREFIX: &str = "alignment-canvas:";

/// A setting kept by this browser for every page of this site.
#[must_use]
pub fn read(name: &str) -> Option<String> {
    local()?.get_item(&key(name)).ok()?
}

/// `None` takes the setting back.
pub fn write(name: &str, value: Option<&str>) {
    put(local(), name, value);
}

/// A setting kept for this tab only, across a reload.
#[must_use]
pub fn read_for_tab(name: &str) -> Option<String> {
    tab()?.get_item(&key(name)).ok()?
}

/// `None` takes the setting back.
pub fn write_for_tab(name: &str, value: Option<&str>) {
    put(tab(), name, value);
}

fn put(storage: Option<Storage>, name: &str, value: Option<&str>) {
    let Some(storage) = storage else { return };
    // Refused or full: then it is not remembered, and nobody is bothered about it.
    drop(match value {
        Some(value) => storage.set_item(&key(name), value),
        None => storage.remove_item(&key(name)),
    });
}

fn key(name: &str) -> String {
    format!("{PREFIX}{name}")
}

fn local() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn tab() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}
