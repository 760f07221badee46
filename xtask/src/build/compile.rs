//! From Rust to Wasm and its JavaScript glue.

use std::path::PathBuf;
use std::{env, fs};

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use super::cold;
use super::split::{self, Parts};
use crate::Profile;
use crate::project::{LIB, Project, WASM_TARGET};
use crate::shell;

/// The compiled app and the JavaScript that loads it.
pub struct Bound {
    pub wasm: Vec<u8>,
    /// What seldom runs of that; in a release only.
    pub cold: Vec<u8>,
    /// What is fetched after the first picture.
    pub late: Vec<u8>,
    pub glue: String,
}

/// The names of WebRTC, in scripts and as the bindings spell them.
const WEBRTC: [&str; 4] =
    ["RTCPeerConnection", "RTCDataChannel", "RtcPeerConnection", "RtcDataChannel"];

impl Bound {
    /// Who builds without WebRTC relies on it: some companies allow no page that could open such connections.
    pub fn expect_no_webrtc(&self) -> Result<()> {
        let parts = [
            ("the glue", self.glue.as_bytes()),
            ("the first part", &self.wasm),
            ("the cold part", &self.cold),
            ("the late part", &self.late),
        ];
        for (part, bytes) in parts {
            let names = |name: &&&str| bytes.windows(name.len()).any(|it| it == name.as_bytes());
            if let Some(name) = WEBRTC.iter().find(names) {
                bail!("{part} names {name}, although it was built without WebRTC");
            }
        }
        Ok(())
    }
}

/// Flags for the app alone, in the form that takes spaces in paths.
const RUSTFLAGS: &str = "CARGO_ENCODED_RUSTFLAGS";

/// The same bytes on every machine: no names of its folders in the messages of a breakdown. And functions with names that tell
/// one use of a generic from another, the same ones in each build, for the list of those that seldom run.
fn release_flags() -> Result<String> {
    let home = match env::var_os("CARGO_HOME") {
        Some(home) => PathBuf::from(home),
        None => env::home_dir().context("this account has no home folder")?.join(".cargo"),
    };
    let mut flags = vec!["-Csymbol-mangling-version=v0".to_owned()];
    for registry in fs::read_dir(home.join("registry/src")).into_iter().flatten() {
        flags.push(format!("--remap-path-prefix={}/=", registry?.path().display()));
    }
    Ok(flags.join("\x1f"))
}

/// LLVM puts a function with one caller into it, however long it is, since it is never longer for that. Here it is: see
/// `LEVEL` in `optimize.rs`. Instructions that cost a hundred times as much leave that to functions of 30 of them, and
/// change nothing else, as a call costs as much more. Of the app's last step alone: what is compiled for speed is done by then.
const KEEPS_FUNCTIONS: [&str; 4] =
    ["-C", "llvm-args=-inline-instr-cost=500", "-C", "llvm-args=-inline-call-penalty=2500"];

/// Runs cargo; gives the path of the raw Wasm.
pub fn compile(project: &Project, profile: Profile, webrtc: bool) -> Result<PathBuf> {
    let mut cargo = project.cargo();
    cargo.args(["rustc", "--lib", "--target", WASM_TARGET]);
    let folder = match profile {
        Profile::Dev => "debug",
        Profile::Release => {
            cargo.arg("--release");
            "release"
        }
    };
    if profile == Profile::Release {
        cargo.env(RUSTFLAGS, release_flags()?);
    }
    if !webrtc {
        // It is the only one there is.
        cargo.arg("--no-default-features");
    }
    // What reaches what, for the split. Only of this crate's last step, so that nothing else is compiled twice.
    cargo.args(["--", "-C", "link-arg=--emit-relocs"]);
    if profile == Profile::Release {
        cargo.args(KEEPS_FUNCTIONS);
    }
    shell::run(&mut cargo)?;
    let wasm = project.target.join(WASM_TARGET).join(folder);
    Ok(wasm.join(LIB).with_extension("wasm"))
}

/// Runs wasm-bindgen as a library, so that nothing has to be installed.
pub fn bind(project: &Project, parts: Parts, profile: Profile) -> Result<Bound> {
    let macros = project.locked_version("wasm-bindgen")?;
    let support = project.locked_version("wasm-bindgen-cli-support")?;
    if macros != support {
        bail!(
            "wasm-bindgen is {macros} but xtask has wasm-bindgen-cli-support {support}: \
             set `wasm-bindgen-cli-support = \"={macros}\"` in xtask/Cargo.toml"
        );
    }
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(parts.main)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        // The late part joins memory, stack and functions by them.
        .keep_lld_exports(true)
        // The element starts a fresh instance after a trap, and needs this export for it.
        .reset_state_function(true)
        // Names make a developer's stack traces readable; `wasm-opt` drops them in a release.
        .debug(profile == Profile::Dev);
    let mut output = bindgen.generate_output().context("wasm-bindgen")?;
    let inline = output.snippets().iter().filter(|(_, list)| !list.is_empty());
    let mut snippets = inline.map(|(name, _)| name).chain(output.local_modules().keys());
    if let Some(snippet) = snippets.next() {
        bail!(
            "a crate brings its own JavaScript ({snippet}); \
             `dist` has no place for snippets: remove the `inline_js` or `module = \"/...\"`"
        );
    }
    let glue = split::with_our_loader(output.js())?;
    let wasm = output.wasm_mut().emit_wasm();
    Ok(Bound { glue, wasm, cold: cold::EMPTY.to_vec(), late: parts.late })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_without_webrtc_names_it_nowhere() {
        let bound = |glue: &str, wasm: &str, late: &str| {
            let (glue, cold) = (glue.to_owned(), Vec::new());
            Bound { glue, wasm: wasm.into(), cold, late: late.into() }.expect_no_webrtc()
        };
        assert!(bound("new WebSocket(url)", "\0asm MARTC Arts", "\0asm").is_ok());
        assert!(bound("imports: () => new RTCPeerConnection()", "\0asm", "\0asm").is_err());
        assert!(bound("", "\0asm __wbg_instanceof_RtcDataChannel_1f", "\0asm").is_err());
        assert!(bound("", "\0asm", "\0asm x RTCDataChannel").is_err());
    }
}
