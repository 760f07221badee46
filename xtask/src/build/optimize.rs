//! Shrinking the compiled app with `wasm-opt`.

use std::fs;

use anyhow::{Context, Result};

use crate::project::Project;
use crate::shell;
use crate::tools::Tools;

/// What rustc's Wasm target may use; anything newer makes `wasm-opt` fail instead of guessing.
const FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Whether the functions keep their names, which costs bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Names {
    Drop,
    Keep,
}

/// Gives back a smaller module that does the same.
pub fn optimize(project: &Project, wasm: &[u8], names: Names) -> Result<Vec<u8>> {
    let tools = Tools::ensure(project)?;
    let folder = project.target.join("wasm-opt");
    fs::create_dir_all(&folder)?;
    let (input, output) = (folder.join("in.wasm"), folder.join("out.wasm"));
    fs::write(&input, wasm)?;

    let mut command = tools.wasm_opt();
    command.args(FEATURES).arg("-Oz");
    if names == Names::Keep {
        command.arg("--debuginfo");
    }
    command.arg(&input).arg("--output").arg(&output);
    shell::run(&mut command).context("a release needs wasm-opt")?;
    fs::read(output).context("wasm-opt wrote nothing")
}
