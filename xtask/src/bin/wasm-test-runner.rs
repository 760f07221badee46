//! Runs Wasm tests in a headless browser; `cargo test` starts it once for each test binary.
//!
//! It is wasm-bindgen's own runner, at the version this workspace is locked to. It stands behind
//! a feature because only `cargo xtask test` needs the crates it brings along.

use std::env;
use std::process::ExitCode;

use wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args;

fn main() -> ExitCode {
    match run_cli_with_args(env::args_os()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // A failed test has said so already; where in the runner that was noticed helps nobody.
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
