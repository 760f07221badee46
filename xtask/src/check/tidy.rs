//! Files that have grown too long to be read in one sitting.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::project::Project;

/// Longer files fail. The aim is 400 lines; the rest is room to finish a thought.
const LIMIT: usize = 500;
const AIM: usize = 400;

const FOLDERS: [&str; 4] = ["src", "xtask", "styles", "tests"];
const EXTENSIONS: [&str; 3] = ["rs", "js", "css"];

/// Names the files over the aim, and fails when one is over the limit.
pub fn check(project: &Project) -> Result<()> {
    let mut too_long = 0;
    for folder in FOLDERS {
        for (path, lines) in long_files(&project.root.join(folder))? {
            let path = path.strip_prefix(&project.root).unwrap_or(&path);
            println!("{lines} lines: {}", path.display());
            too_long += usize::from(lines > LIMIT);
        }
    }
    match too_long {
        0 => Ok(()),
        1 => bail!("one file is over {LIMIT} lines"),
        _ => bail!("{too_long} files are over {LIMIT} lines"),
    }
}

fn long_files(folder: &Path) -> Result<Vec<(PathBuf, usize)>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(long_files(&path)?);
        } else if EXTENSIONS.iter().any(|it| path.extension().is_some_and(|is| is == *it)) {
            let lines = fs::read_to_string(&path)?.lines().count();
            if lines > AIM {
                found.push((path, lines));
            }
        }
    }
    found.sort();
    Ok(found)
}
