//! Where things lie in this checkout. Knows no command.

use std::env;
use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::shell;

/// The name of the library as cargo and wasm-bindgen spell it in file names.
pub const LIB: &str = "alignment_canvas";

/// The target the app is compiled for.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The folders of this checkout, all absolute.
pub struct Project {
    pub root: PathBuf,
    /// Cargo's target folder, wherever the environment puts it.
    pub target: PathBuf,
}

impl Project {
    /// Asks cargo, so that `CARGO_TARGET_DIR` and configuration files are heeded.
    pub fn find() -> Result<Self> {
        // Set by `cargo run`; the compiled-in path serves when the binary is started by itself.
        let package = env::var("CARGO_MANIFEST_DIR")
            .unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
        let root =
            Path::new(&package).parent().context("the xtask package lies in no workspace")?;
        let json = shell::read(shell::cargo().current_dir(root).args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
        ]))?;
        let metadata: Value = serde_json::from_str(&json).context("cargo metadata")?;
        let target = metadata["target_directory"]
            .as_str()
            .context("cargo metadata names no target folder")?;
        Ok(Self { root: root.to_owned(), target: PathBuf::from(target) })
    }

    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Waits until no other command of this checkout builds, and keeps others waiting as long as this is held: they would
    /// write the same files.
    pub fn build_alone(&self) -> Result<File> {
        let path = self.target.join("building.lock");
        let file =
            File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
        file.lock().with_context(|| format!("cannot lock {}", path.display()))?;
        Ok(file)
    }

    /// A cargo command that runs at the top of the checkout.
    pub fn cargo(&self) -> std::process::Command {
        let mut cargo = shell::cargo();
        cargo.current_dir(&self.root);
        cargo
    }

    /// The version of `package` in `Cargo.lock`.
    pub fn locked_version(&self, package: &str) -> Result<String> {
        let lock = std::fs::read_to_string(self.root.join("Cargo.lock")).context("Cargo.lock")?;
        match locked_version(&lock, package) {
            Some(version) => Ok(version.to_owned()),
            None => bail!("Cargo.lock has no {package}"),
        }
    }
}

fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn a_locked_version_is_that_of_the_whole_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }
}
