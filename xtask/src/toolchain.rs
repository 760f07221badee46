//! The parts of the Rust toolchain a build needs beyond the default ones.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::project::WASM_TARGET;
use crate::shell;

/// Adds the Wasm target when it is missing.
pub fn ensure_wasm_target() -> Result<()> {
    if in_sysroot() {
        return Ok(());
    }
    println!("adding the target {WASM_TARGET}");
    let added = shell::run(Command::new("rustup").args(["target", "add", WASM_TARGET]));
    // A toolchain that does not come from rustup may still bring the target with it.
    if added.is_err() && !in_sysroot() {
        bail!("the Rust target {WASM_TARGET} is missing: run `rustup target add {WASM_TARGET}`");
    }
    Ok(())
}

/// Adds a component of the toolchain when its cargo command is missing.
pub fn ensure_component(component: &str, command: &str) -> Result<()> {
    let is_there = || shell::succeeds(shell::cargo().args([command, "--version"]));
    if is_there() {
        return Ok(());
    }
    println!("adding the component {component}");
    let added = shell::run(Command::new("rustup").args(["component", "add", component]));
    if added.is_err() || !is_there() {
        bail!("the Rust component {component} is missing: run `rustup component add {component}`");
    }
    Ok(())
}

/// Looks where rustc itself looks, which holds for rustup and for every other way to install Rust.
fn in_sysroot() -> bool {
    shell::read(Command::new("rustc").args(["--print", "sysroot"])).is_ok_and(|sysroot| {
        Path::new(sysroot.trim()).join("lib/rustlib").join(WASM_TARGET).join("lib").is_dir()
    })
}
