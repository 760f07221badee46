//! Compressed twins of the files, so that a plain web server can send them as they are.
//!
//! Node does the work: a release needs it for `wasm-opt` anyway, and its brotli is compiled,
//! while one of our own would run unoptimised in a development build of xtask.

use std::path::Path;

use anyhow::{Context, Result};

use crate::project::Project;
use crate::shell;
use crate::tools::Tools;

const SCRIPT: &str = "xtask/tools/compress.mjs";

/// The bytes of one file as it lies in `dist/` and as it travels.
#[derive(Debug, PartialEq)]
pub struct Sizes {
    pub name: String,
    pub raw: usize,
    pub gzip: usize,
    pub brotli: usize,
}

/// Writes a `.br` and a `.gz` beside every file of `folder`.
pub fn compress(project: &Project, folder: &Path) -> Result<Vec<Sizes>> {
    let mut node = Tools::ensure(project)?.node();
    let output = shell::read(node.arg(project.root.join(SCRIPT)).arg(folder))?;
    output.lines().map(|line| read(line).context("the packer's output is unclear")).collect()
}

fn read(line: &str) -> Option<Sizes> {
    let mut parts = line.split('\t');
    let name = parts.next()?.replace('\\', "/");
    let mut count = || parts.next()?.parse().ok();
    Some(Sizes { name, raw: count()?, gzip: count()?, brotli: count()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_packer_is_read() {
        let sizes = Sizes { name: "examples/a.json".to_owned(), raw: 9, gzip: 8, brotli: 7 };
        assert_eq!(read("examples\\a.json\t9\t8\t7"), Some(sizes));
        assert_eq!(read("a.json\t9\t8"), None);
    }
}
