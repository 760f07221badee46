//! The project's own commands. `cargo xtask help` lists them.

mod build;
mod project;
mod shell;
mod toolchain;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};

use crate::project::Project;

/// Build, serve, test and measure Alignment Canvas.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the app into `dist/`, ready for any static web server.
    Build {
        /// `dev` compiles fast and needs no Node; `release` is what people get.
        #[arg(long, value_enum, default_value_t = Profile::Release)]
        profile: Profile,
    },
}

/// How much work a build puts into its output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Profile {
    Dev,
    Release,
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    let project = Project::find()?;
    match command {
        Command::Build { profile } => build::build(&project, profile).map(drop),
    }
}
