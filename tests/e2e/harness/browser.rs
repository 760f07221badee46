//! One browser with its own profile, steered over WebDriver.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::common::command::{Actions, Command};
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities};

use super::canvas::Canvas;
use super::driver::Driver;
use super::profile::Profile;
use super::site::Site;
use super::story::Outcome;
use super::waiting::wait_for;

/// Keeps what the browser complains about, from the first line of every page.
const EARLY: &str = include_str!("early.js");

pub struct Options {
    pub size: (u32, u32),
    /// Settings of the profile, as the browser's own file of them names them.
    pub prefs: Value,
    /// A phone: fingers, and a window of exactly this size.
    pub touch: bool,
    /// Lets two browsers of this machine find each other, on machines with no other network too.
    pub neighbour: bool,
    /// What the camera sees: a film in the format Y4M.
    pub film: Option<PathBuf>,
}

impl Options {
    /// A phone in upright format.
    pub fn phone() -> Self {
        Self { size: (390, 844), touch: true, ..Self::default() }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self { size: (1440, 900), prefs: json!({}), touch: false, neighbour: false, film: None }
    }
}

pub struct Browser {
    pub driver: WebDriver,
    pub site: &'static Site,
    pub touch: bool,
    profile: Arc<Profile>,
}

impl Browser {
    pub(super) async fn start(
        steered: &Driver,
        site: &'static Site,
        profile: Arc<Profile>,
        options: Options,
    ) -> Outcome<Self> {
        let capabilities = capabilities(&profile, &options)?;
        let driver = WebDriver::new(&steered.address, capabilities).await.map_err(|why| {
            format!(
                "the browser does not start ({why}): `cargo xtask test` brings one, or set CHROME"
            )
        })?;
        let browser = Self { driver, site, touch: options.touch, profile };
        let early = json!({ "source": EARLY });
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", early).await?;
        if options.touch {
            let (width, height) = options.size;
            let screen =
                json!({ "width": width, "height": height, "deviceScaleFactor": 2, "mobile": true });
            browser.devtools("Emulation.setDeviceMetricsOverride", screen).await?;
            let fingers = json!({ "enabled": true, "maxTouchPoints": 5 });
            browser.devtools("Emulation.setTouchEmulationEnabled", fingers).await?;
        }
        Ok(browser)
    }

    /// Opens the app and waits until it can be used.
    pub async fn open_app(&self) -> Outcome<Canvas<'_>> {
        self.driver.goto(self.site.app()).await?;
        let canvas = self.canvas();
        canvas.is_up().await?;
        Ok(canvas)
    }

    /// The first canvas of the page.
    pub fn canvas(&self) -> Canvas<'_> {
        self.canvas_at(0)
    }

    pub fn canvas_at(&self, index: usize) -> Canvas<'_> {
        Canvas::new(self, index)
    }

    /// Runs a script that reads; returns what it returns.
    pub async fn read(&self, script: &str, args: Vec<Value>) -> Outcome<Value> {
        Ok(self.driver.execute(script, args).await?.json().clone())
    }

    /// As [`Self::read`], for an expression that gives a promise.
    pub async fn promised(&self, expression: &str, args: Vec<Value>) -> Outcome<Value> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             (async (...args) => {expression})(...arguments)
               .then((value) => done({{ value }}), (error) => done({{ error: String(error) }}));"
        );
        let told = self.driver.execute_async(script, args).await?.json().clone();
        match told.get("error") {
            Some(error) => Err(error.as_str().unwrap_or("an error").into()),
            None => Ok(told["value"].clone()),
        }
    }

    pub async fn devtools(&self, command: &str, params: Value) -> Outcome<Value> {
        Ok(self.driver.cdp().send_raw(command, params).await?)
    }

    pub(super) async fn perform(&self, actions: Value) -> Outcome {
        let sent = Command::PerformActions(Actions::from(actions.clone()));
        let Err(why) = self.driver.cmd(sent).await else { return Ok(()) };
        let size = self.read("return [innerWidth, innerHeight]", vec![]).await?;
        Err(format!("{why}\nin a window of {size}: {actions}").into())
    }

    /// Puts text on the clipboard, as another program would.
    pub async fn fill_clipboard(&self, text: &str) -> Outcome {
        for name in ["clipboard-read", "clipboard-write"] {
            let permission = json!({ "permission": { "name": name }, "setting": "granted", "origin": self.site.origin });
            self.devtools("Browser.setPermission", permission).await?;
        }
        self.promised("navigator.clipboard.writeText(args[0])", vec![json!(text)]).await?;
        Ok(())
    }

    /// Drops a file on the middle of the page, as from a folder of the desktop.
    pub async fn drop_file(&self, file: &std::path::Path) -> Outcome {
        self.drop_files(&[file]).await
    }

    pub async fn drop_files(&self, files: &[&std::path::Path]) -> Outcome {
        let data = json!({ "items": [], "files": files, "dragOperationsMask": 1 });
        for kind in ["dragEnter", "dragOver", "drop"] {
            let event = json!({ "type": kind, "x": 700, "y": 450, "data": data });
            self.devtools("Input.dispatchDragEvent", event).await?;
        }
        Ok(())
    }

    /// The next file that arrives among the downloads, whole.
    pub async fn downloaded(&self) -> Outcome<(PathBuf, String)> {
        let folder = self.profile().downloads();
        let file = wait_for("a download", async || {
            let files = std::fs::read_dir(&folder)?.flatten().map(|entry| entry.path());
            let whole =
                |path: &PathBuf| path.extension().is_some_and(|end| end == "json" || end == "html");
            let found = files.filter(whole).collect::<Vec<_>>();
            Ok(found.into_iter().find(|path| path.metadata().is_ok_and(|file| file.len() > 0)))
        })
        .await?;
        let text = std::fs::read_to_string(&file)?;
        // The next download is then the only one there.
        let end = file.extension().unwrap_or_default();
        let kept = self.profile().folder().join("taken").with_extension(end);
        std::fs::rename(&file, &kept)?;
        Ok((kept, text))
    }

    /// Everything the browser has complained about on this page.
    pub async fn complaints(&self) -> Outcome<Vec<String>> {
        let script = "return [...(window.violations ?? []), ...(window.complaints ?? [])]";
        Ok(serde_json::from_value(self.read(script, vec![]).await?)?)
    }

    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    pub(super) fn profile_kept(&self) -> Arc<Profile> {
        Arc::clone(&self.profile)
    }

    /// Closes the browser as a person does. Its profile can be opened again.
    pub async fn quit(self) -> Outcome<Arc<Profile>> {
        self.driver.quit().await?;
        Ok(self.profile)
    }

    /// Lets go of a browser that was killed.
    pub async fn bury(self) -> Outcome<Arc<Profile>> {
        let _ = tokio::time::timeout(Duration::from_secs(5), self.driver.quit()).await;
        // A killed browser leaves a lock that names a process that is no more.
        for lock in ["SingletonLock", "SingletonCookie", "SingletonSocket"] {
            let _ = std::fs::remove_file(self.profile.data().join(lock));
        }
        Ok(self.profile)
    }
}

fn capabilities(profile: &Profile, options: &Options) -> Outcome<ChromeCapabilities> {
    let mut wanted = DesiredCapabilities::chrome();
    if let Ok(browser) = std::env::var("CHROME") {
        wanted.set_binary(&browser)?;
    }
    let (width, height) = options.size;
    let mut arguments = vec![
        "--headless=new".to_owned(),
        format!("--window-size={width},{height}"),
        format!("--user-data-dir={}", profile.data().display()),
        "--disable-gpu".to_owned(),
        "--disable-quic".to_owned(),
        "--no-first-run".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--lang=en-US".to_owned(),
    ];
    if options.neighbour {
        arguments.push("--allow-loopback-in-peer-connection".to_owned());
        arguments.push("--use-fake-device-for-media-stream".to_owned());
        arguments.push("--use-fake-ui-for-media-stream".to_owned());
    }
    if let Some(film) = &options.film {
        arguments.push("--use-fake-device-for-media-stream".to_owned());
        arguments.push("--use-fake-ui-for-media-stream".to_owned());
        arguments.push(format!("--use-file-for-fake-video-capture={}", film.display()));
    }
    if is_root() {
        arguments.push("--no-sandbox".to_owned());
    }
    for argument in &arguments {
        wanted.add_arg(argument)?;
    }
    let mut prefs = options.prefs.clone();
    prefs["download.default_directory"] = json!(profile.downloads());
    prefs["download.prompt_for_download"] = json!(false);
    wanted.add_experimental_option("prefs", prefs)?;
    // A page that asks whether to leave is told yes, as by a person in a hurry.
    wanted.set("unhandledPromptBehavior", "accept")?;
    Ok(wanted)
}

fn is_root() -> bool {
    let answer = std::process::Command::new("id").arg("-u").output();
    answer.is_ok_and(|id| String::from_utf8_lossy(&id.stdout).trim() == "0")
}
