//! A Chromium with its own profile, steered over WebDriver.

use serde_json::json;
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities};

use super::browser::Options;
use super::driver::Driver;
use super::profile::Profile;
use super::story::Outcome;
use super::waiting::soon;

pub async fn start(steered: &Driver, profile: &Profile, options: &Options) -> Outcome<WebDriver> {
    let capabilities = capabilities(profile, options)?;
    let driver = WebDriver::new(&steered.address, capabilities).await.map_err(|why| {
        format!("the browser does not start ({why}): `cargo xtask test` brings one, or set CHROME")
    })?;
    dress(&driver, options).await?;
    Ok(driver)
}

/// Makes the tab that is looked at what these options want. It has the keyboard from then on: a window that was just
/// opened gets it a moment later, and until then nothing in it does.
async fn dress(driver: &WebDriver, options: &Options) -> Outcome {
    driver.cdp().send_raw("Page.bringToFront", json!({})).await?;
    soon("the window to have the keyboard", async || {
        let focused = driver.execute("return document.hasFocus()", vec![]).await?;
        Ok(focused.json() == &json!(true))
    })
    .await?;
    if options.touch {
        let (width, height) = options.size;
        let screen =
            json!({ "width": width, "height": height, "deviceScaleFactor": 2, "mobile": true });
        driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", screen).await?;
        let fingers = json!({ "enabled": true, "maxTouchPoints": 5 });
        driver.cdp().send_raw("Emulation.setTouchEmulationEnabled", fingers).await?;
    }
    Ok(())
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
    if options.private {
        arguments.push("--incognito".to_owned());
    }
    if let Some(name) = options.name {
        arguments.push(format!("--host-resolver-rules=MAP {name} 127.0.0.1"));
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
    // Otherwise some distributions begin with a page of the internet, for which the driver waits.
    prefs["session.restore_on_startup"] = json!(4);
    prefs["session.startup_urls"] = json!(["about:blank"]);
    wanted.add_experimental_option("prefs", prefs)?;
    // A page that asks whether to leave is told yes, as by a person in a hurry.
    wanted.set("unhandledPromptBehavior", "accept")?;
    Ok(wanted)
}

fn is_root() -> bool {
    let answer = std::process::Command::new("id").arg("-u").output();
    answer.is_ok_and(|id| String::from_utf8_lossy(&id.stdout).trim() == "0")
}
