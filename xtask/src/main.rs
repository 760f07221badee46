//! The project's own commands. `cargo xtask help` lists them.

mod build;
mod check;
mod http;
mod package;
mod project;
mod serve;
mod shell;
mod soak;
mod system;
mod test;
mod toolchain;
mod tools;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};

use crate::build::Wanted;
use crate::project::Project;
use crate::soak::Until;

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
        /// Also count the bytes of the Wasm by crate (release only).
        #[arg(long)]
        by_crate: bool,
        /// Let the page connect to this relay, such as wss://relay.example/mqtt. May be given several times; without
        /// it the page connects to none. See docs/relay.md.
        #[arg(long, value_name = "ADDRESS")]
        relay: Vec<String>,
        /// Leave out the connections from browser to browser, so that the page cannot open any.
        #[arg(long)]
        no_webrtc: bool,
    },
    /// Build a package for other people's pages into `package/`: in npm's shape, with types, licences and a list of all
    /// that is in it, and one file that opens by itself.
    Package {
        #[arg(long, value_enum, default_value_t = Profile::Release)]
        profile: Profile,
        /// Put this map (JSON) into the file that opens by itself.
        #[arg(long, value_name = "FILE")]
        map: Option<PathBuf>,
        /// Leave out the connections from browser to browser, as with `build`.
        #[arg(long)]
        no_webrtc: bool,
    },
    /// Build, serve on this computer, and rebuild and reload on every change.
    Serve {
        /// Serve what people get, slower to build, instead of a development build.
        #[arg(long)]
        release: bool,
        /// Use this port and no other [default: 8080, or any free one].
        #[arg(long)]
        port: Option<u16>,
        /// Do not open a browser.
        #[arg(long)]
        no_open: bool,
        /// Let the page connect to this relay, as with `build`.
        #[arg(long, value_name = "ADDRESS")]
        relay: Vec<String>,
    },
    /// Run every test: native, Wasm in a headless browser, end to end in a real one.
    Test {
        /// Only tests whose names contain this.
        filter: Option<String>,
        /// Only tests of this kind.
        #[arg(long, value_enum)]
        only: Option<test::Step>,
    },
    /// Check format, lints, the walls between the rooms, and docs.
    Check,
    /// Build a release, count its bytes by file and by crate, and measure it in a browser.
    Bench,
    /// Run rooms on bad networks and feed decoders nonsense for long, from new seeds, compiled for speed.
    Soak {
        /// Begin no new round of 300 rooms after so many minutes.
        #[arg(long, default_value_t = 30)]
        minutes: u64,
        /// Instead: run so many rooms, however long it takes. A room of sixty people comes with each hundred.
        #[arg(long, conflicts_with_all = ["minutes", "browsers"], value_parser = clap::value_parser!(u64).range(1..))]
        seeds: Option<u64>,
        /// Instead: eight real browsers in one room, for two minutes in each round.
        #[arg(long)]
        browsers: bool,
        /// Begin with this seed, to see a run again: `--seeds 1 --seed <the one that went wrong>`.
        #[arg(long)]
        seed: Option<u64>,
    },
    /// See in a browser which functions opening a map and writing cards never call, and list them for the cold part.
    Profile,
    /// Build a release and draw its screens into `target/screenshots/`.
    Screenshots,
}

/// How much work a build puts into its output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Profile {
    Dev,
    Release,
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(true) => ExitCode::SUCCESS,
        // The command has said what failed, in words of its own and on a line of its own.
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// True when everything the command looked at was well.
fn run(command: Command) -> Result<bool> {
    let project = Project::find()?;
    match command {
        Command::Build { profile, by_crate, relay, no_webrtc } => {
            let wanted = Wanted {
                profile,
                by_crate,
                relays: &relay,
                webrtc: !no_webrtc,
                watched: false,
                offline: true,
            };
            build::build(&project, wanted).map(|()| true)
        }
        Command::Package { profile, map, no_webrtc } => {
            let wanted = Wanted {
                profile,
                by_crate: false,
                relays: &[],
                webrtc: !no_webrtc,
                watched: false,
                offline: false,
            };
            package::package(&project, wanted, map.as_deref()).map(|_| true)
        }
        Command::Serve { release, port, no_open, relay } => {
            let profile = if release { Profile::Release } else { Profile::Dev };
            let options = serve::Options { profile, port, open: !no_open, relays: relay };
            serve::serve(&project, &options).map(|()| true)
        }
        Command::Test { filter, only } => test::test(&project, only, filter.as_deref()),
        Command::Check => check::check(&project),
        Command::Bench => test::bench(&project),
        Command::Soak { minutes, seed, browsers: true, .. } => {
            soak::with_browsers(&project, minutes, seed)
        }
        Command::Soak { minutes, seeds, seed, .. } => {
            let until = seeds.map_or(Until::Minutes(minutes), Until::Seeds);
            soak::soak(&project, until, seed)
        }
        Command::Profile => test::profile(&project),
        Command::Screenshots => test::run_ignored(&project, "screenshots_", &[]),
    }
}
