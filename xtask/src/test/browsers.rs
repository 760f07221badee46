//! The browsers the tests run in, and what steers them.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use serde_json::json;

use crate::project::Project;
use crate::system::Program;

const CHROME: Program = Program {
    name: "Chromium",
    variable: "CHROME",
    commands: &["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"],
    places: &[
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    ],
    packages: [&["chromium", "chromium-driver"], &["chromium-browser", "chromium-chromedriver"]],
    remedy: "install Chromium or Chrome",
};

const CHROMEDRIVER: Program = Program {
    name: "ChromeDriver",
    variable: "CHROMEDRIVER",
    commands: &["chromedriver", "chromium.chromedriver"],
    places: &["/usr/lib/chromium/chromedriver", "/usr/lib/chromium-browser/chromedriver"],
    packages: [&["chromium-driver"], &["chromium-chromedriver"]],
    remedy: "install the ChromeDriver of the same version as Chromium",
};

const FIREFOX: Program = Program {
    name: "Firefox",
    variable: "FIREFOX",
    commands: &["firefox-esr", "firefox"],
    places: &[
        "/Applications/Firefox.app/Contents/MacOS/firefox",
        "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
    ],
    packages: [&["firefox-esr"], &["firefox"]],
    remedy: "install Firefox, at least the ESR",
};

const WEBKIT_DRIVER: Program = Program {
    name: "WebKitGTK's driver",
    variable: "WEBKITDRIVER",
    commands: &["WebKitWebDriver"],
    places: &[],
    packages: [&["webkit2gtk-driver"], &["webkit2gtk-driver"]],
    remedy: "install the package with WebKitWebDriver, often webkit2gtk-driver",
};

/// It comes with the library, outside `PATH`.
const WEBKIT: Program = Program {
    name: "WebKitGTK's MiniBrowser",
    variable: "WEBKIT",
    commands: &["MiniBrowser"],
    places: &[
        "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
        "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
        "/usr/libexec/webkit2gtk-4.1/MiniBrowser",
        "/usr/lib/webkit2gtk-4.1/MiniBrowser",
    ],
    packages: [&["webkit2gtk-driver"], &["libwebkit2gtk-4.1-0"]],
    remedy: "install WebKitGTK with its MiniBrowser",
};

/// WebKitGTK cannot do without a screen.
const XVFB: Program = Program {
    name: "Xvfb",
    variable: "XVFB",
    commands: &["Xvfb"],
    places: &[],
    packages: [&["xvfb"], &["xvfb"]],
    remedy: "install Xvfb",
};

/// The third browser, and what it needs, by the variables that the tests look into. It exists on Linux only, and so does
/// its test.
pub fn webkit() -> Result<Vec<(&'static str, PathBuf)>> {
    let needed = if cfg!(target_os = "linux") { vec![WEBKIT_DRIVER, WEBKIT, XVFB] } else { vec![] };
    needed.into_iter().map(|it| Ok((it.variable, it.ensure()?))).collect()
}

/// The second browser. It needs no driver: it is steered by a protocol of its own.
pub fn firefox() -> Result<PathBuf> {
    FIREFOX.ensure()
}

/// Chromium and its driver, both present.
pub struct Chromium {
    pub browser: PathBuf,
    pub driver: PathBuf,
}

impl Chromium {
    pub fn ensure() -> Result<Self> {
        Ok(Self { browser: CHROME.ensure()?, driver: CHROMEDRIVER.ensure()? })
    }

    /// Writes the capabilities that wasm-bindgen's runner passes to the driver.
    ///
    /// The runner itself adds what a headless browser needs as root. The rest keeps the browser
    /// from calling home, which only costs time where there is no network.
    /// Two connections of one page reach each other by loopback where the machine is in no network: browsers keep
    /// quiet about it, unless told otherwise and allowed the microphone, which is none.
    /// `names` says where names that the tests use lead to.
    pub fn capabilities(&self, project: &Project, names: &str) -> Result<PathBuf> {
        let path = project.target.join("webdriver.json");
        let options = json!({
            "goog:chromeOptions": {
                "binary": self.browser,
                "args": [
                    "allow-loopback-in-peer-connection",
                    "disable-background-networking",
                    "disable-component-update",
                    "disable-gpu",
                    "disable-sync",
                    "no-first-run",
                    "use-fake-device-for-media-stream",
                    "use-fake-ui-for-media-stream",
                    format!("host-resolver-rules={names}"),
                ],
            },
        });
        fs::write(&path, options.to_string())?;
        Ok(path)
    }
}
