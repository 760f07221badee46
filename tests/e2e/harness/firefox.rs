//! A Firefox with its own profile, steered over WebDriver BiDi: JSON through a WebSocket that Firefox opens by itself,
//! so that no driver program is needed.

use std::fmt::Write;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use base64ct::{Base64, Encoding};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::browser::Options;
use super::profile::Profile;
use super::story::Outcome;

const PATIENCE: Duration = Duration::from_secs(40);

/// What keeps a fresh profile from calling home and from asking questions. More comes with the protocol itself: Firefox
/// sets what it recommends for automation once a session begins.
const QUIET: [(&str, &str); 12] = [
    ("app.normandy.enabled", "false"),
    ("app.update.disabledForTesting", "true"),
    ("browser.aboutwelcome.enabled", "false"),
    // It asks for an icon where a page names none, and takes its own asking for the page's.
    ("browser.chrome.site_icons", "false"),
    ("browser.shell.checkDefaultBrowser", "false"),
    ("browser.startup.homepage_override.mstone", "\"ignore\""),
    ("datareporting.policy.dataSubmissionEnabled", "false"),
    ("intl.accept_languages", "\"en-US\""),
    ("network.captive-portal-service.enabled", "false"),
    ("network.connectivity-service.enabled", "false"),
    ("services.settings.server", "\"data:,#nobody\""),
    ("toolkit.telemetry.reportingpolicy.firstRun", "false"),
];

/// What a story may do that a page otherwise may not.
const ALLOWED: [(&str, &str); 6] = [
    ("dom.events.testing.asyncClipboard", "true"),
    // `TestUtils.gc()`: what nobody holds any more goes at once.
    ("dom.testing.testutils.enabled", "true"),
    ("browser.download.folderList", "2"),
    ("browser.download.alwaysOpenPanel", "false"),
    ("browser.download.always_ask_before_handling_new_types", "false"),
    ("browser.helperApps.neverAsk.saveToDisk", "\"application/json,text/html\""),
];

/// What lets two browsers of one machine find each other, in no network at all.
const NEIGHBOUR: [(&str, &str); 4] = [
    ("media.navigator.permission.disabled", "true"),
    ("media.navigator.streams.fake", "true"),
    ("media.peerconnection.ice.loopback", "true"),
    ("media.peerconnection.ice.obfuscate_host_addresses", "false"),
];

/// Ends with the last one who steers it.
struct Process(Mutex<Child>);

impl Drop for Process {
    fn drop(&mut self) {
        let process = self.0.get_mut().unwrap_or_else(|poisoned| poisoned.into_inner());
        let _ = process.kill();
        let _ = process.wait();
    }
}

impl Process {
    fn has_ended(&self) -> bool {
        let mut process = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        process.try_wait().is_ok_and(|ended| ended.is_some())
    }
}

struct Line {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    calls: u64,
}

impl Line {
    async fn call(&mut self, method: &str, params: Value) -> Outcome<Value> {
        self.calls += 1;
        let id = json!(self.calls);
        let call = json!({ "id": id, "method": method, "params": params });
        self.socket.send(Message::text(call.to_string())).await?;
        while let Some(message) = self.socket.next().await {
            let Message::Text(text) = message? else { continue };
            let mut told: Value = serde_json::from_str(&text)?;
            // Events, and answers that somebody gave up waiting for.
            if told["id"] != id {
                continue;
            }
            if told["type"] == "success" {
                return Ok(told["result"].take());
            }
            return Err(format!("{method}: {}, {}", told["error"], told["message"]).into());
        }
        Err(format!("{method}: Firefox hung up").into())
    }
}

/// Where a story is.
struct Place {
    window: String,
    /// The frame that is looked into.
    frame: Option<String>,
}

/// One window of one Firefox.
#[derive(Clone)]
pub struct Firefox {
    process: Arc<Process>,
    line: Arc<tokio::sync::Mutex<Line>>,
    size: (u32, u32),
    place: Arc<Mutex<Place>>,
}

impl Firefox {
    pub async fn start(profile: &Profile, options: &Options) -> Outcome<Self> {
        if options.touch || options.film.is_some() {
            return Err("fingers and films are for Chromium".into());
        }
        let folder = profile.data();
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("user.js"), preferences(profile, options)?)?;
        let (process, address) = launch(&folder)?;
        let (socket, _) = connect_async(format!("{address}/session")).await?;
        let mut line = Line { socket, calls: 0 };
        // A page that asks whether to leave is told yes, as by a person in a hurry.
        let prompts = json!({ "unhandledPromptBehavior": { "default": "accept" } });
        line.call("session.new", json!({ "capabilities": { "alwaysMatch": prompts } })).await?;
        // In the tab that it opens by itself the keyboard stays in the address bar.
        let first = line.call("browsingContext.getTree", json!({})).await?;
        let tab = line.call("browsingContext.create", json!({ "type": "tab" })).await?;
        let close = json!({ "context": first["contexts"][0]["context"] });
        line.call("browsingContext.close", close).await?;
        let place = Place { window: id(&tab["context"])?, frame: None };
        let (line, place) = (tokio::sync::Mutex::new(line), Mutex::new(place));
        let firefox =
            Self { process, line: Arc::new(line), size: options.size, place: Arc::new(place) };
        firefox.take_size().await?;
        Ok(firefox)
    }

    fn place(&self) -> std::sync::MutexGuard<'_, Place> {
        self.place.lock().expect("nobody panics with it")
    }

    fn window(&self) -> String {
        self.place().window.clone()
    }

    /// What is looked into: a frame, or else the window.
    fn here(&self) -> String {
        let place = self.place();
        place.frame.as_ref().unwrap_or(&place.window).clone()
    }

    async fn take_size(&self) -> Outcome {
        let (width, height) = self.size;
        let size =
            json!({ "context": self.window(), "viewport": { "width": width, "height": height } });
        self.call("browsingContext.setViewport", size).await.map(drop)
    }

    /// The same program as somebody else has it who has used it for nothing yet.
    pub async fn as_new(&self) -> Outcome {
        let person = self.call("browser.createUserContext", json!({})).await?;
        let tab = json!({ "type": "tab", "userContext": person["userContext"] });
        let tab = self.call("browsingContext.create", tab).await?;
        let window = id(&tab["context"])?;
        let before = std::mem::replace(&mut *self.place(), Place { window, frame: None });
        self.call("browsingContext.close", json!({ "context": before.window })).await?;
        self.take_size().await
    }

    /// Looks into the first frame of the page. Points count from its corner then.
    pub async fn enter_frame(&self) -> Outcome {
        let root = json!({ "root": self.window() });
        let tree = self.call("browsingContext.getTree", root).await?;
        self.place().frame = Some(id(&tree["contexts"][0]["children"][0]["context"])?);
        Ok(())
    }

    pub fn leave_frame(&self) {
        self.place().frame = None;
    }

    async fn call(&self, method: &str, params: Value) -> Outcome<Value> {
        self.line.lock().await.call(method, params).await
    }

    pub async fn goto(&self, address: &str) -> Outcome {
        let place = json!({ "context": self.window(), "url": address, "wait": "complete" });
        self.call("browsingContext.navigate", place).await.map(drop)
    }

    pub async fn refresh(&self) -> Outcome {
        let window = json!({ "context": self.window(), "wait": "complete" });
        self.call("browsingContext.reload", window).await.map(drop)
    }

    pub async fn before_each_page(&self, script: &str) -> Outcome {
        let function = json!({ "functionDeclaration": format!("() => {{ {script} }}") });
        self.call("script.addPreloadScript", function).await.map(drop)
    }

    /// Arguments and what is returned travel as JSON, as they do for Chromium, not in the protocol's own notation.
    pub async fn execute(&self, body: &str, args: Vec<Value>) -> Outcome<Value> {
        let function = format!(
            "async (args) => {{
                const run = function () {{ {body}\n }};
                return JSON.stringify((await run.apply(null, JSON.parse(args))) ?? null);
            }}"
        );
        let call = json!({
            "functionDeclaration": function,
            "arguments": [{ "type": "string", "value": Value::from(args).to_string() }],
            "target": { "context": self.here() },
            "awaitPromise": true,
        });
        let told = self.call("script.callFunction", call).await?;
        match told["result"]["value"].as_str() {
            Some(text) => Ok(serde_json::from_str(text)?),
            None => Err(format!("a script failed: {}", told["exceptionDetails"]["text"]).into()),
        }
    }

    pub async fn perform(&self, actions: Value) -> Outcome {
        let input = json!({ "context": self.here(), "actions": actions });
        self.call("input.performActions", input).await.map(drop)
    }

    pub async fn screenshot_as_png(&self) -> Outcome<Vec<u8>> {
        let window = json!({ "context": self.window() });
        let told = self.call("browsingContext.captureScreenshot", window).await?;
        let letters = told["data"].as_str().ok_or("a picture without data")?;
        Ok(Base64::decode_vec(letters)?)
    }

    /// Its profile can be opened again only when the process is no more.
    pub async fn quit(self) -> Outcome {
        self.call("browser.close", json!({})).await?;
        let begun = Instant::now();
        while !self.process.has_ended() {
            if begun.elapsed() > PATIENCE {
                return Err("Firefox was told to close and did not".into());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }
}

fn id(told: &Value) -> Outcome<String> {
    Ok(told.as_str().ok_or("Firefox has no such window or frame")?.to_owned())
}

/// The text of a profile's `user.js`.
fn preferences(profile: &Profile, options: &Options) -> Outcome<String> {
    let downloads = json!(profile.downloads()).to_string();
    let names = json!(options.name.unwrap_or_default()).to_string();
    let mut set = vec![("browser.download.dir", downloads.as_str())];
    set.push(("network.dns.localDomains", &names));
    set.extend(QUIET.into_iter().chain(ALLOWED));
    if options.neighbour {
        set.extend(NEIGHBOUR);
    }
    let mut text = String::new();
    for (name, value) in set {
        writeln!(text, "user_pref({}, {value});", json!(name))?;
    }
    for (name, value) in options.prefs.as_object().into_iter().flatten() {
        writeln!(text, "user_pref({}, {value});", json!(name))?;
    }
    Ok(text)
}

/// Starts Firefox and waits until it says where it listens.
fn launch(folder: &Path) -> Outcome<(Arc<Process>, String)> {
    let program = std::env::var("FIREFOX").unwrap_or_else(|_| "firefox-esr".to_owned());
    let mut command = Command::new(&program);
    command.args(["--headless", "--no-remote", "--remote-debugging-port=0", "--profile"]);
    command.arg(folder).arg("about:blank");
    // Root's Firefox refuses to work in the home of somebody else.
    command.env("HOME", folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut process = command.spawn().map_err(|why| {
        format!("there is no Firefox at {program:?} ({why}): `cargo xtask test` brings one, or set FIREFOX")
    })?;
    let output = process.stderr.take().ok_or("Firefox has no output")?;
    let process = Arc::new(Process(Mutex::new(process)));
    let (tell, told) = mpsc::channel();
    // Read to the end: a browser whose output nobody reads stops when the pipe is full.
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if let Some((_, address)) = line.split_once("WebDriver BiDi listening on ") {
                let _ = tell.send(address.trim().to_owned());
            }
        }
    });
    match told.recv_timeout(PATIENCE) {
        Ok(address) => Ok((process, address)),
        Err(_) => Err(format!("{program:?} was started but does not listen").into()),
    }
}
