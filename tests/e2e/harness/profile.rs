//! A browser's own folder, with what it remembers. Gone when dropped.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::processes::kill_the_browser_of;
use super::story::Outcome;

static COUNT: AtomicU32 = AtomicU32::new(0);

#[derive(Debug)]
pub struct Profile {
    folder: PathBuf,
}

impl Profile {
    pub fn new() -> Outcome<Self> {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("alignment-canvas-e2e-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(folder.join("downloads"))?;
        Ok(Self { folder })
    }

    pub fn data(&self) -> PathBuf {
        self.folder.join("profile")
    }

    pub fn downloads(&self) -> PathBuf {
        self.folder.join("downloads")
    }

    /// A file that a person could choose, such as one that a colleague sent.
    pub fn file(&self, name: &str, text: &[u8]) -> Outcome<PathBuf> {
        let path = self.folder.join(name);
        fs::write(&path, text)?;
        Ok(path)
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        // A story that failed leaves its browser running, and a running browser writes into its folder.
        kill_the_browser_of(self);
        let _ = fs::remove_dir_all(&self.folder);
    }
}
