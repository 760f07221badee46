//! One browser with its own profile, and what a story does with it.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use super::canvas::Canvas;
use super::chromium;
use super::driver::Driver;
use super::firefox::Firefox;
use super::profile::Profile;
use super::site::Site;
use super::steering::{Counts, Steering};
use super::story::Outcome;
use super::waiting::wait_for;
use super::webkit::WebKit;

/// Keeps what the browser complains about, from the first line of every page.
const EARLY: &str = include_str!("early.js");

#[derive(Clone, Copy, PartialEq)]
pub enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

#[derive(Clone)]
pub struct Options {
    pub engine: Engine,
    pub size: (u32, u32),
    /// Settings of the profile, as the browser's own file of them names them.
    pub prefs: Value,
    /// A phone: fingers, and a window of exactly this size.
    pub touch: bool,
    /// Lets two browsers of this machine find each other, on machines with no other network too.
    pub neighbour: bool,
    /// A name that leads to this machine, and that browsers take for one of another.
    pub name: Option<&'static str>,
    /// What the camera sees: a film in the format Y4M.
    pub film: Option<PathBuf>,
    /// A window whose browser forgets what was done in it.
    pub private: bool,
}

impl Options {
    /// A phone in upright format.
    pub fn phone() -> Self {
        Self { size: (390, 844), touch: true, ..Self::default() }
    }

    pub fn firefox() -> Self {
        Self { engine: Engine::Firefox, ..Self::default() }
    }

    /// Only where WebKitGTK is: on Linux.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code))]
    pub fn webkit() -> Self {
        Self { engine: Engine::WebKit, ..Self::default() }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            engine: Engine::Chromium,
            size: (1440, 900),
            prefs: json!({}),
            touch: false,
            neighbour: false,
            name: None,
            film: None,
            private: false,
        }
    }
}

pub struct Browser {
    pub driver: Steering,
    pub site: &'static Site,
    pub touch: bool,
    /// Where the frame lies that is looked into, where the driver counts from the corner of the window all the same.
    frame: Mutex<[i64; 2]>,
    profile: Arc<Profile>,
}

impl Browser {
    /// With a profile that was used before it is started, or with a new one.
    pub(super) async fn start(
        home: &Driver,
        site: &'static Site,
        profile: Option<Arc<Profile>>,
        options: Options,
    ) -> Outcome<Self> {
        let profile = profile.map_or_else(|| Profile::new().map(Arc::new), Ok)?;
        let driver = Self::started(home, &profile, &options).await?;
        driver.before_each_page(EARLY).await?;
        let (touch, frame) = (options.touch, Mutex::default());
        Ok(Self { driver, site, touch, frame, profile })
    }

    async fn started(home: &Driver, profile: &Profile, options: &Options) -> Outcome<Steering> {
        Ok(match options.engine {
            Engine::Chromium => Steering::Chromium(chromium::start(home, profile, options).await?),
            Engine::Firefox => Steering::Firefox(Firefox::start(profile, options).await?),
            Engine::WebKit => Steering::WebKit(WebKit::start(profile, options).await?),
        })
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
        self.driver.execute(script, args).await
    }

    /// As [`Self::read`], for an expression that gives a promise.
    pub async fn promised(&self, expression: &str, args: Vec<Value>) -> Outcome<Value> {
        let told = self.driver.promised(expression, args).await?;
        match told.get("error") {
            Some(error) => Err(error.as_str().unwrap_or("an error").into()),
            None => Ok(told["value"].clone()),
        }
    }

    pub async fn devtools(&self, command: &str, params: Value) -> Outcome<Value> {
        Ok(self.driver.chromium()?.cdp().send_raw(command, params).await?)
    }

    /// Looks into the first frame of the page, and acts there.
    pub async fn enter_frame(&self) -> Outcome {
        let corner = "const { x, y } = document.querySelector('iframe').getBoundingClientRect(); return [x, y].map(Math.round)";
        let corner = serde_json::from_value(self.read(corner, vec![]).await?)?;
        if self.driver.enter_frame().await? == Counts::FromTheWindow {
            *self.frame.lock().expect("nobody panics with it") = corner;
        }
        Ok(())
    }

    /// Back to the page around it.
    pub async fn leave_frame(&self) -> Outcome {
        *self.frame.lock().expect("nobody panics with it") = [0, 0];
        self.driver.leave_frame().await
    }

    /// The same actions where they belong in the window.
    fn in_the_window(&self, mut actions: Value) -> Value {
        let [x, y] = *self.frame.lock().expect("nobody panics with it");
        let devices = actions.as_array_mut().into_iter().flatten();
        let steps =
            devices.flat_map(|device| device["actions"].as_array_mut().into_iter().flatten());
        for step in steps.filter(|step| step.get("x").is_some()) {
            for (key, by) in [("x", x), ("y", y)] {
                step[key] = json!(step[key].as_i64().unwrap_or_default() + by);
            }
        }
        actions
    }

    pub(super) async fn perform(&self, actions: Value) -> Outcome {
        let actions = self.in_the_window(actions);
        let Err(why) = self.driver.perform(actions.clone()).await else { return Ok(()) };
        let size = self.read("return [innerWidth, innerHeight]", vec![]).await?;
        Err(format!("{why}\nin a window of {size}: {actions}").into())
    }

    /// Puts text on the clipboard, as another program would.
    pub async fn fill_clipboard(&self, text: &str) -> Outcome {
        self.driver.allow_clipboard(&self.site.origin).await?;
        self.promised("navigator.clipboard.writeText(args[0])", vec![json!(text)]).await?;
        Ok(())
    }

    /// Drops a file on the middle of the page, as from a folder of the desktop.
    pub async fn drop_file(&self, file: &std::path::Path) -> Outcome {
        self.drop_files(&[file]).await
    }

    pub async fn drop_files(&self, files: &[&std::path::Path]) -> Outcome {
        let data = json!({ "items": [], "files": files, "dragOperationsMask": 1 });
        let x = self.read("return Math.min(700, innerWidth / 2)", vec![]).await?;
        // A hand does not keep still: what the page says of the first place is known before it lets go.
        for kind in ["dragEnter", "dragOver", "dragOver", "drop"] {
            let event = json!({ "type": kind, "x": x, "y": 450, "data": data });
            self.devtools("Input.dispatchDragEvent", event).await?;
        }
        Ok(())
    }

    /// The next file that arrives among the downloads, whole.
    pub async fn downloaded(&self) -> Outcome<(PathBuf, String)> {
        let file = self.downloaded_as(&["json", "html"]).await?;
        let text = std::fs::read_to_string(&file)?;
        Ok((file, text))
    }

    /// The same for files whose names end like one of these.
    pub async fn downloaded_as(&self, ends: &[&str]) -> Outcome<PathBuf> {
        let folder = self.profile().downloads();
        let file = wait_for("a download", async || {
            let files = std::fs::read_dir(&folder)?.flatten().map(|entry| entry.path());
            let whole = |path: &PathBuf| {
                path.extension().is_some_and(|it| ends.iter().any(|end| it == *end))
            };
            let found = files.filter(whole).collect::<Vec<_>>();
            Ok(found.into_iter().find(|path| path.metadata().is_ok_and(|file| file.len() > 0)))
        })
        .await?;
        // The next download is then the only one there.
        let end = file.extension().unwrap_or_default();
        let kept = self.profile().folder().join("taken").with_extension(end);
        std::fs::rename(&file, &kept)?;
        Ok(kept)
    }

    /// Begins to listen to a page that is loaded already, where nothing can run before it.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code))]
    pub async fn listen_from_now(&self) -> Outcome {
        self.read(EARLY, vec![]).await.map(drop)
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
