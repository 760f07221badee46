//! Shrinking the compiled app with `wasm-opt`.

use std::{fs, thread};

use anyhow::{Context, Result, anyhow};
use wasmparser::{Parser, Payload};

use super::assets::hash;
use super::compile::Bound;
use crate::project::Project;
use crate::shell;
use crate::tools::Tools;

/// The names of functions stay in for those who count bytes; see [`without_custom_sections`].
///
/// What makes the Wasm smaller may make it larger once it is packed. A function with one caller is put into it only where it
/// is tiny: that leaves many small functions that are alike instead of a few large ones (7 % of both parts, packed), and
/// what seldom runs lies in functions of its own. And what is reckoned twice within a function stays (0.6 %).
const LEVEL: [&str; 4] =
    ["-Oz", "--one-caller-inline-max-function-size=20", "--skip-pass=local-cse", "--debuginfo"];

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

/// The first part and the late one, smaller, side by side: `wasm-opt` out of a package registry takes one core.
pub fn both(project: &Project, bound: &Bound) -> Result<(Vec<u8>, Vec<u8>)> {
    let tools = Tools::ensure(project)?;
    thread::scope(|scope| {
        let late = scope.spawn(|| optimize(project, &tools, "late", &bound.late));
        let first = optimize(project, &tools, "first", &bound.wasm)?;
        let late = late.join().map_err(|_| anyhow!("the shrinking of the late part broke"))??;
        Ok((first, late))
    })
}

/// Gives back a smaller module that does the same.
///
/// It takes a minute, so the last result of each part is kept for the next build of the same sources.
fn optimize(project: &Project, tools: &Tools, part: &str, wasm: &[u8]) -> Result<Vec<u8>> {
    let folder = project.target.join("wasm-opt").join(part);
    let key = hash(&[wasm, LEVEL.concat().as_bytes(), FEATURES.concat().as_bytes()].concat());
    let output = folder.join(format!("{key}.wasm"));
    if let Ok(known) = fs::read(&output) {
        return Ok(known);
    }
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let (input, draft) = (folder.join("in.wasm"), folder.join("draft.wasm"));
    fs::write(&input, wasm)?;
    let mut command = tools.wasm_opt();
    command.args(FEATURES).args(LEVEL).arg(&input).arg("--output").arg(&draft);
    shell::run(&mut command).context("a release needs wasm-opt")?;
    fs::rename(draft, &output)?;
    fs::read(output).context("wasm-opt wrote nothing")
}

/// The module without what only tools read: names, producers, features.
pub fn without_custom_sections(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut kept = Vec::with_capacity(wasm.len());
    let mut start = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.context("the Wasm cannot be read")?;
        // The range of a section begins behind its id and its length, which stay with it.
        let end = match &payload {
            Payload::Version { range, .. } => range.end,
            payload => payload.as_section().map_or(start, |(_, range)| range.end),
        };
        if !matches!(payload, Payload::CustomSection(_)) {
            kept.extend_from_slice(&wasm[start..end]);
        }
        start = end;
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_sections_go_and_the_rest_stays() {
        let header = b"\0asm\x01\0\0\0".as_slice();
        let types = b"\x01\x04\x01\x60\0\0".as_slice();
        let names = b"\0\x06\x04nameX".as_slice();
        let exports = b"\x07\x01\0".as_slice();
        let whole = [header, names, types, names, exports].concat();
        let stripped = without_custom_sections(&whole).unwrap();
        assert_eq!(stripped, [header, types, exports].concat());
    }
}
