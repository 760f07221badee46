//! A WebKitGTK: its own small browser, the driver that comes with it, and a screen that nobody looks at, since this browser
//! has no way to do without one. What it keeps it forgets when it closes.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use serde_json::json;
use thirtyfour::{Capabilities, WebDriver};

use super::browser::Options;
use super::profile::Profile;
use super::story::Outcome;
use super::waiting::wait_for;

const PATIENCE: Duration = Duration::from_secs(20);

/// Ends with the last one who holds it.
struct Process(Mutex<Child>);

impl Drop for Process {
    fn drop(&mut self) {
        let process = self.0.get_mut().unwrap_or_else(|poisoned| poisoned.into_inner());
        let _ = process.kill();
        let _ = process.wait();
    }
}

#[derive(Clone)]
pub struct WebKit {
    pub session: WebDriver,
    /// In the order in which they end.
    _processes: Arc<[Process; 2]>,
}

impl WebKit {
    pub async fn start(profile: &Profile, options: &Options) -> Outcome<Self> {
        if options.touch || options.neighbour || options.film.is_some() || options.name.is_some() {
            return Err("fingers, neighbours, films and names are for Chromium".into());
        }
        let folder = profile.data();
        std::fs::create_dir_all(&folder)?;
        let downloads = format!("XDG_DOWNLOAD_DIR=\"{}\"\n", profile.downloads().display());
        std::fs::write(folder.join("user-dirs.dirs"), downloads)?;
        let (screen, display) = screen(options.size)?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = Command::new(program("WEBKITDRIVER")?);
        command.arg(format!("--port={port}")).env("DISPLAY", display);
        // No command line of theirs names this folder, so nobody finds them by it: they end with their driver and their screen.
        for name in ["XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"] {
            command.env(name, &folder);
        }
        let driver = run(command.stdout(Stdio::null()))?;
        let wanted = capabilities()?;
        let address = format!("http://127.0.0.1:{port}");
        let session =
            wait_for("WebKitGTK", async || Ok(WebDriver::new(&address, wanted.clone()).await.ok()))
                .await?;
        let (width, height) = options.size;
        session.set_window_rect(0, 0, width, height).await?;
        Ok(Self { session, _processes: Arc::new([driver, screen]) })
    }
}

fn program(variable: &str) -> Outcome<String> {
    let hint = |_| format!("there is no {variable}: `cargo xtask test` brings it, or set it");
    Ok(std::env::var(variable).map_err(hint)?)
}

fn capabilities() -> Outcome<Capabilities> {
    let own = json!({ "binary": program("WEBKIT")?, "args": ["--automation"] });
    let mut wanted = Capabilities::new();
    wanted.set("browserName", "MiniBrowser")?;
    wanted.set("webkitgtk:browserOptions", own)?;
    wanted.set("unhandledPromptBehavior", "accept")?;
    Ok(wanted)
}

/// A screen in memory, and what programs call it.
fn screen((width, height): (u32, u32)) -> Outcome<(Process, String)> {
    let mut command = Command::new(program("XVFB")?);
    let size = format!("{width}x{height}x24");
    // It takes a number that is free, and tells it.
    command.args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", &size]);
    let screen = run(command.stdout(Stdio::piped()))?;
    let output = screen.0.lock().expect("nobody panics with it").stdout.take();
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let mut line = String::new();
        let read = output.map(|output| BufReader::new(output).read_line(&mut line));
        let _ = tell.send(matches!(read, Some(Ok(_))).then(|| line.trim().to_owned()));
    });
    let number = told.recv_timeout(PATIENCE).ok().flatten().filter(|number| !number.is_empty());
    Ok((screen, format!(":{}", number.ok_or("there is no screen for WebKitGTK")?)))
}

fn run(command: &mut Command) -> Outcome<Process> {
    let process = command.stderr(Stdio::null()).spawn();
    let process = process.map_err(|why| format!("{command:?} does not start: {why}"))?;
    Ok(Process(Mutex::new(process)))
}
