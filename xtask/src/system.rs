//! Programs that do not come from cargo: finding them, and installing them where that is allowed.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Result, bail, ensure};

use crate::shell;

/// A program the commands need, and the ways to come by it.
pub struct Program {
    /// For messages: "Chromium".
    pub name: &'static str,
    /// An environment variable with its path, which wins over everything else.
    pub variable: &'static str,
    /// Names it may have in `PATH`.
    pub commands: &'static [&'static str],
    /// Places outside `PATH` where installers put it.
    pub places: &'static [&'static str],
    /// Debian packages that bring it. The second list is for distributions with other names.
    pub packages: [&'static [&'static str]; 2],
    /// What a person does where this program may not install anything.
    pub remedy: &'static str,
}

impl Program {
    /// Finds the program, or installs it as root on Debian and Ubuntu, or says what to install.
    pub fn ensure(&self) -> Result<PathBuf> {
        if let Some(path) = std::env::var_os(self.variable).map(PathBuf::from) {
            ensure!(path.is_file(), "{} names no file: {}", self.variable, path.display());
            return Ok(path);
        }
        if let Some(path) = self.find() {
            return Ok(path);
        }
        if may_install() {
            println!("installing {}", self.name);
            for packages in self.packages {
                if install(packages).is_ok()
                    && let Some(path) = self.find()
                {
                    return Ok(path);
                }
            }
        }
        bail!("{} is missing: {} (or set {})", self.name, self.remedy, self.variable)
    }

    fn find(&self) -> Option<PathBuf> {
        let in_path = self.commands.iter().find_map(|name| shell::find(name));
        let elsewhere = || self.places.iter().map(PathBuf::from).find(|path| path.is_file());
        in_path.or_else(elsewhere)
    }
}

/// True for root on Debian, Ubuntu and their kin.
fn may_install() -> bool {
    let is_root = || shell::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    shell::find("apt-get").is_some() && is_root()
}

fn install(packages: &[&str]) -> Result<()> {
    let apt = || {
        let mut apt = Command::new("apt-get");
        // It would print a line for every file it unpacks; errors go the other way.
        apt.env("DEBIAN_FRONTEND", "noninteractive").arg("-qq").stdout(Stdio::null());
        apt
    };
    shell::run(apt().arg("update"))?;
    shell::run(apt().args(["install", "--yes", "--no-install-recommends"]).args(packages))
}

/// The engine that runs `wasm-opt`, in release builds only.
pub const NODE: Program = Program {
    name: "Node.js",
    variable: "NODE",
    commands: &["node", "nodejs"],
    places: &["/opt/homebrew/bin/node", "/usr/local/bin/node"],
    packages: [&["nodejs", "npm"], &["nodejs"]],
    remedy: "install Node.js 18 or newer, with npm",
};

/// Fetches the programs that `NODE` runs.
pub const NPM: Program = Program {
    name: "npm",
    variable: "NPM",
    commands: &["npm"],
    places: &["/opt/homebrew/bin/npm", "/usr/local/bin/npm"],
    packages: [&["npm"], &["nodejs"]],
    remedy: "install Node.js 18 or newer, with npm",
};
