//! What comes from the npm registry, at exact versions with checksums: `wasm-opt`, axe, and `yjs` to hold our documents
//! against.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::project::Project;
use crate::shell;
use crate::system::{NODE, NPM};

const PACKAGE: &str = include_str!("../tools/package.json");
const LOCK: &str = include_str!("../tools/package-lock.json");

/// A folder with all of them installed.
pub struct Tools {
    modules: PathBuf,
    node: PathBuf,
}

impl Tools {
    /// Installs what the lock file lists, unless an earlier run already did.
    pub fn ensure(project: &Project) -> Result<Self> {
        let folder = project.target.join("tools");
        let tools = Self { modules: folder.join("node_modules"), node: NODE.ensure()? };
        let stamp = tools.modules.join("installed.json");
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == LOCK) {
            return Ok(tools);
        }
        println!("installing wasm-opt, axe and yjs from the npm registry");
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("package.json"), PACKAGE)?;
        fs::write(folder.join("package-lock.json"), LOCK)?;
        let quiet = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
        let mut npm = Command::new(NPM.ensure()?);
        shell::run(npm.args(quiet).current_dir(&folder))
            .context("wasm-opt, axe and yjs could not be fetched from the npm registry")?;
        fs::write(stamp, LOCK)?;
        Ok(tools)
    }

    /// A command that runs a script.
    pub fn node(&self) -> Command {
        Command::new(&self.node)
    }

    /// A command that runs `wasm-opt`.
    pub fn wasm_opt(&self) -> Command {
        let mut node = self.node();
        node.arg(self.modules.join("binaryen/bin/wasm-opt"));
        node
    }

    /// The engine that runs them.
    pub fn engine(&self) -> &Path {
        &self.node
    }

    /// The module that makes and reads documents like ours.
    pub fn yjs(&self) -> PathBuf {
        self.modules.join("yjs/dist/yjs.mjs")
    }

    /// The script that looks for barriers in a page.
    pub fn axe(&self) -> PathBuf {
        self.modules.join("axe-core/axe.min.js")
    }
}
