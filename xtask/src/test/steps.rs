//! The three kinds of tests, and what each needs before it can run.

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result};

use super::brokers::{self, Brokers};
use super::browsers::{self, Chromium};
use super::office;
use super::slowest::Times;
use super::tally::Tally;
use crate::build::{self, Wanted};
use crate::package;
use crate::project::{Project, WASM_TARGET};
use crate::shell;
use crate::system::NPM;
use crate::toolchain;
use crate::tools::Tools;

/// How long one Wasm test binary may take in the browser, in seconds.
const WASM_TIMEOUT: &str = "120";

/// End-to-end stories that are begun at once. Most of them only wait for their turn: there have to be more than those that
/// want the machine for themselves, or these keep both cores waiting until the one story beside them has ended.
const BEGUN: &str = "16";

/// Passing tests show what they print, their figures above all.
const SHOWN: [&str; 2] = ["--", "--show-output"];

/// What every step works with.
pub struct Context<'a> {
    pub project: &'a Project,
    /// Only tests whose names contain it.
    pub filter: Option<&'a str>,
}

impl Context<'_> {
    /// The app's tests, then those of this package. One by one, because together cargo would
    /// unite the features of their dependencies and compile the larger half twice.
    pub fn native(&self, tally: &mut Tally) -> Result<()> {
        let tools = Tools::ensure(self.project)?;
        let mut app = self.cargo_test();
        app.args(self.filter)
            .args(SHOWN)
            .env("NODE", tools.engine())
            .env("YJS", tools.yjs())
            .env("SOFFICE", office::calc()?);
        let app = tally.run(&mut app);
        let mut tools = self.cargo_test();
        let tools = tools.args(["--package", "xtask"]).args(self.filter);
        app.and(tally.run(tools))
    }

    pub fn wasm(&self, tally: &mut Tally) -> Result<()> {
        toolchain::ensure_wasm_target()?;
        let chromium = Chromium::ensure()?;
        let brokers = Brokers::start()?;
        let runner = "wasm-test-runner";
        let mut build = self.project.cargo();
        build.args(["build", "--quiet", "--package", "xtask", "--features", runner]);
        // Old crates below the runner would otherwise be announced at every run.
        build.args(["--bin", runner, "--config", "future-incompat-report.frequency='never'"]);
        println!("building the runner for browser tests, if it is not there yet");
        shell::run(&mut build)?;
        let runner = self.project.target.join(format!("debug/{runner}{EXE_SUFFIX}"));
        let capabilities = chromium.capabilities(self.project, &brokers.names()?)?;
        let mut command = self.cargo_test();
        command
            .args(["--lib", "--target", WASM_TARGET])
            .args(self.filter)
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
            .env("CHROMEDRIVER", &chromium.driver)
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities)
            .env("WASM_BINDGEN_TEST_TIMEOUT", WASM_TIMEOUT)
            .env("WASM_BINDGEN_TEST_ONLY_WEB", "1");
        tally.run(&mut command)
    }

    pub fn e2e(&self, tally: &mut Tally) -> Result<()> {
        let mut command = self.e2e_command(false, false)?;
        let wanted = Wanted { offline: false, ..Wanted::release(false) };
        let packed = package::package(self.project, wanted, None)?;
        command.env("PACKAGE", packed).env("NPM", NPM.ensure()?);
        let times = Times::of(&mut command, &self.project.target)?;
        let outcome = tally.run(command.args(self.filter).args(SHOWN));
        times.print()?;
        outcome
    }

    /// Tests that measure or draw rather than judge, one at a time.
    pub fn ignored_e2e(&self, tally: &mut Tally, set: &[(&str, String)]) -> Result<()> {
        self.ignored(tally, set, false)
    }

    /// The same, with an app that notes which of its functions run.
    pub fn watched_e2e(&self, tally: &mut Tally, set: &[(&str, String)]) -> Result<()> {
        self.ignored(tally, set, true)
    }

    fn ignored(&self, tally: &mut Tally, set: &[(&str, String)], watched: bool) -> Result<()> {
        let mut command = self.e2e_command(!watched, watched)?;
        command.envs(set.iter().map(|(name, value)| (name, value)));
        let arguments = ["--ignored", "--nocapture", "--test-threads=1"];
        tally.run(command.arg("--").args(arguments).args(self.filter))
    }

    /// Ignored tests of the questions alone, without a browser, compiled for speed.
    pub fn ignored_native(&self, tally: &mut Tally) -> Result<()> {
        let mut command = self.cargo_test();
        command.args(["--profile", "speed", "--test", "analysis"]);
        let arguments = ["--ignored", "--nocapture", "--test-threads=1"];
        tally.run(command.arg("--").args(arguments).args(self.filter))
    }

    /// Builds what people get, and readies the command that drives it.
    fn e2e_command(&self, by_crate: bool, watched: bool) -> Result<Command> {
        let chromium = Chromium::ensure()?;
        let firefox = browsers::firefox()?;
        let webkit = browsers::webkit()?;
        let axe = Tools::ensure(self.project)?.axe();
        let mosquitto = brokers::mosquitto()?;
        let wanted = Wanted { watched, ..Wanted::release(by_crate) };
        build::build(self.project, wanted)
            .context("the release build failed (rerun it with `cargo xtask build`)")?;
        let shots = self.project.root.join("target/screenshots");
        fs::create_dir_all(&shots)?;
        let mut command = self.cargo_test();
        command
            .args(["--test", "e2e"])
            .env("CANVAS_DIST", self.project.dist())
            .env("CHROME", chromium.browser)
            .env("CHROMEDRIVER", chromium.driver)
            .env("FIREFOX", firefox)
            .envs(webkit)
            .env("AXE", axe)
            .env("MOSQUITTO", mosquitto)
            .env("SHOTS", shots)
            .env("RUST_TEST_THREADS", BEGUN);
        Ok(command)
    }

    fn cargo_test(&self) -> Command {
        let mut cargo = self.project.cargo();
        cargo.args(["test", "--no-fail-fast"]);
        cargo
    }
}
