//! Noticing that a source file has changed.

use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::{Context, Result};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher, recommended_watcher};

/// Folders watched with everything in them.
const FOLDERS: [&str; 5] = ["src", "styles", "messages", "examples", "schema"];

/// Files watched at the top. Their folder is watched in their place, because many editors
/// save by putting a new file where the old one was.
const FILES: [&str; 2] = ["index.html", "Cargo.toml"];

/// Long enough for an editor to write all it wants to, short enough to go unnoticed.
const QUIET: Duration = Duration::from_millis(100);

pub struct Changes {
    events: Receiver<()>,
    /// Watching ends when this is dropped.
    _watcher: RecommendedWatcher,
}

impl Changes {
    /// Waits for a change and for quiet after it. False when watching has ended.
    pub fn wait(&self) -> bool {
        let changed = self.events.recv().is_ok();
        while self.events.recv_timeout(QUIET).is_ok() {}
        changed
    }
}

pub fn watch(root: &Path) -> Result<Changes> {
    let (send, events) = channel();
    let top = root.to_owned();
    let mut watcher = recommended_watcher(move |event: notify::Result<Event>| {
        if event.is_ok_and(|event| matters(&top, &event)) {
            // Nobody listens any more when the server stops.
            let _ = send.send(());
        }
    })
    .context("cannot watch files")?;
    watcher.watch(root, RecursiveMode::NonRecursive)?;
    for folder in FOLDERS.map(|folder| root.join(folder)) {
        if folder.is_dir() {
            watcher.watch(&folder, RecursiveMode::Recursive)?;
        }
    }
    Ok(Changes { events, _watcher: watcher })
}

/// The build itself reads the sources, and being read is an event too.
fn matters(root: &Path, event: &Event) -> bool {
    !event.kind.is_access() && event.paths.iter().any(|path| is_source(root, path))
}

fn is_source(root: &Path, path: &Path) -> bool {
    let Ok(path) = path.strip_prefix(root) else {
        return false;
    };
    FOLDERS.iter().any(|folder| path.starts_with(folder) && path != Path::new(folder))
        || FILES.iter().any(|file| path == Path::new(file))
}

#[cfg(test)]
mod tests {
    use notify::EventKind;
    use notify::event::{AccessKind, ModifyKind};

    use super::*;

    #[test]
    fn only_sources_matter() {
        let is_source = |path: &str| is_source(Path::new("/a"), &Path::new("/a").join(path));
        assert!(is_source("src/ui/mod.rs") && is_source("index.html"));
        assert!(!is_source("dist/index.html") && !is_source("Cargo.lock") && !is_source("src"));
    }

    #[test]
    fn reading_a_source_is_no_change() {
        let event = |kind| Event::new(kind).add_path("/a/src/lib.rs".into());
        let root = Path::new("/a");
        assert!(matters(root, &event(EventKind::Modify(ModifyKind::Any))));
        assert!(!matters(root, &event(EventKind::Access(AccessKind::Any))));
    }
}
