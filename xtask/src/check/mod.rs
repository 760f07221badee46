//! Everything a machine can say about the sources without running the app.

mod tidy;

use std::process::Command;

use anyhow::Result;

use crate::project::{Project, WASM_TARGET};
use crate::shell;
use crate::toolchain;

/// One check and the way out when it fails.
struct Check {
    name: &'static str,
    run: fn(&Project) -> Result<()>,
    remedy: &'static str,
}

const CHECKS: [Check; 8] = [
    Check { name: "format", run: format, remedy: "cargo fmt --all" },
    Check { name: "tidy", run: tidy::check, remedy: "split the files named above" },
    Check {
        name: "clippy",
        run: clippy_native,
        remedy: "cargo clippy --workspace --all-targets --test e2e --fix --allow-dirty, then by hand",
    },
    Check {
        name: "clippy for Wasm",
        run: clippy_wasm,
        remedy: "cargo clippy --lib --target wasm32-unknown-unknown --fix --allow-dirty, then by hand",
    },
    Check {
        name: "clippy for Wasm without WebRTC",
        run: clippy_without_webrtc,
        remedy: "put `#[cfg(feature = \"webrtc\")]` before what needs it",
    },
    Check { name: "walls", run: walls, remedy: "cargo test --test walls, and move what it names" },
    Check {
        name: "docs",
        run: docs_native,
        remedy: "RUSTDOCFLAGS='-D warnings' cargo doc --no-deps --workspace",
    },
    Check {
        name: "docs for Wasm",
        run: docs_wasm,
        remedy: "RUSTDOCFLAGS='-D warnings' cargo doc --no-deps --lib --target wasm32-unknown-unknown",
    },
];

/// Runs every check, whatever the others say; true when all passed.
pub fn check(project: &Project) -> Result<bool> {
    toolchain::ensure_component("rustfmt", "fmt")?;
    toolchain::ensure_component("clippy", "clippy")?;
    toolchain::ensure_wasm_target()?;
    let mut failed = Vec::new();
    for check in &CHECKS {
        println!("\n== {}", check.name);
        if let Err(error) = (check.run)(project) {
            println!("{error:#}\nto mend it: {}", check.remedy);
            failed.push(check.name);
        }
    }
    println!();
    if failed.is_empty() {
        println!("all {} checks passed", CHECKS.len());
    } else {
        let passed = CHECKS.len() - failed.len();
        println!("{passed} of {} checks passed; failed: {}", CHECKS.len(), failed.join(", "));
    }
    Ok(failed.is_empty())
}

fn format(project: &Project) -> Result<()> {
    shell::run(project.cargo().args(["fmt", "--all", "--check"]))
}

fn clippy_native(project: &Project) -> Result<()> {
    // `--all-targets` passes over the end-to-end tests, which are no test by themselves.
    let arguments =
        ["clippy", "--workspace", "--all-targets", "--test", "e2e", "--", "-D", "warnings"];
    shell::run(project.cargo().args(arguments))
}

fn clippy_wasm(project: &Project) -> Result<()> {
    let arguments = ["clippy", "--lib", "--target", WASM_TARGET, "--", "-D", "warnings"];
    shell::run(project.cargo().args(arguments))
}

fn clippy_without_webrtc(project: &Project) -> Result<()> {
    let target = ["clippy", "--lib", "--target", WASM_TARGET, "--no-default-features"];
    shell::run(project.cargo().args(target).args(["--", "-D", "warnings"]))
}

fn walls(project: &Project) -> Result<()> {
    shell::run(project.cargo().args(["test", "--quiet", "--test", "walls"]))
}

fn docs_native(project: &Project) -> Result<()> {
    shell::run(doc(project).arg("--workspace"))
}

fn docs_wasm(project: &Project) -> Result<()> {
    shell::run(doc(project).args(["--lib", "--target", WASM_TARGET]))
}

fn doc(project: &Project) -> Command {
    let mut cargo = project.cargo();
    cargo.args(["doc", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings");
    cargo
}
