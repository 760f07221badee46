//! Takes the late part out of the compiled app, so that the first picture does not wait for it.
//!
//! `#[wasm_split(late)]` marks the door. What can only be reached through it moves, code and data
//! alike; the linker's relocations tell what reaches what.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, ensure};
use wasm_split_cli_support::{Options, transform};

use crate::project::Project;

/// How the first part names the module that fetches the late one. Not its file: that gets a hash, and this stays.
const LOADER: &str = "late";
/// Ours, since the one that the tool writes refers to the glue, and the glue to it.
const LOADER_FILE: &str = "./late.js";

/// The app in two: the first part still goes through wasm-bindgen, the late one is complete.
pub struct Parts {
    pub main: PathBuf,
    pub late: Vec<u8>,
}

/// Splits the Wasm that the linker wrote.
pub fn split(project: &Project, wasm: &Path) -> Result<Parts> {
    let folder = project.target.join("wasm-split");
    let _ = fs::remove_dir_all(&folder);
    let input = fs::read(wasm).with_context(|| format!("no {}", wasm.display()))?;
    let main = folder.join("main.wasm");
    let mut options = Options::new(&input);
    options.output_dir = &folder;
    options.main_out_path = &main;
    options.link_name = LOADER;
    let split = transform(options).map_err(|why| anyhow!("splitting the Wasm: {why:?}"))?;
    ensure!(
        split.split_modules.len() == 1,
        "there is one late part, not {:?}",
        split.split_modules
    );
    let late = fs::read(&split.split_modules[0])?;
    Ok(Parts { main, late })
}

/// Has the glue take the loader from our file.
pub fn with_our_loader(glue: &str) -> Result<String> {
    let line = format!("from \"{LOADER}\"");
    ensure!(glue.matches(&line).count() == 1, "the glue takes nothing {line}");
    Ok(glue.replace(&line, &format!("from \"{LOADER_FILE}\"")))
}
