//! From sources to `dist/`: compile, bind, shrink, name, write.

mod assets;
mod compile;
mod page;
mod steps;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::Profile;
use crate::project::Project;
use crate::toolchain;
use steps::Steps;

/// The files of `dist/` by their path in it.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Builds the app and writes it to `dist/`.
pub fn build(project: &Project, profile: Profile) -> Result<()> {
    let mut steps = Steps::default();
    toolchain::ensure_wasm_target()?;
    let wasm = steps.time("compile", || compile::compile(project, profile))?;
    let bound = steps.time("wasm-bindgen", || compile::bind(project, &wasm, profile))?;
    let files = steps.time("bundle", || page::bundle(&project.root, bound))?;
    steps.time("write", || write(&project.dist(), &files))?;
    steps.print();
    Ok(())
}

/// Writes new files before it removes old ones, so that a page being served finds all its parts.
fn write(dist: &Path, files: &Files) -> Result<()> {
    for (name, bytes) in files {
        let path = dist.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    remove_others(dist, "", files)
}

fn remove_others(dist: &Path, prefix: &str, files: &Files) -> Result<()> {
    for entry in fs::read_dir(dist.join(prefix))? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            remove_others(dist, &format!("{name}/"), files)?;
        } else if !files.contains_key(&name) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
