//! What steers a browser: WebDriver for Chromium and WebKitGTK, WebDriver BiDi for Firefox. The stories meet the same few
//! things in all of them.

use serde_json::{Value, json};
use thirtyfour::WindowHandle;
use thirtyfour::common::command::{Actions, Command};
use thirtyfour::prelude::*;

use super::firefox::Firefox;
use super::hands::together;
use super::story::Outcome;
use super::waiting::wait_for;
use super::webkit::WebKit;

#[derive(Clone)]
pub enum Steering {
    Chromium(WebDriver),
    Firefox(Firefox),
    WebKit(WebKit),
}

/// From where points in a frame are counted.
#[derive(PartialEq)]
pub enum Counts {
    FromTheWindow,
    FromTheFrame,
}

impl Steering {
    /// For what only Chromium's own protocol can do.
    pub fn chromium(&self) -> Outcome<&WebDriver> {
        match self {
            Self::Chromium(driver) => Ok(driver),
            Self::Firefox(_) | Self::WebKit(_) => Err("only Chromium can be steered so".into()),
        }
    }

    pub async fn goto(&self, address: impl AsRef<str>) -> Outcome {
        match self {
            Self::Chromium(driver) | Self::WebKit(WebKit { session: driver, .. }) => {
                Ok(driver.goto(address.as_ref()).await?)
            }
            Self::Firefox(firefox) => firefox.goto(address.as_ref()).await,
        }
    }

    pub async fn refresh(&self) -> Outcome {
        match self {
            Self::Chromium(driver) | Self::WebKit(WebKit { session: driver, .. }) => {
                Ok(driver.refresh().await?)
            }
            Self::Firefox(firefox) => firefox.refresh().await,
        }
    }

    /// From the next page on `programs` lists what each instance of the program exports; its later parts are none.
    pub async fn watch_programs(&self) -> Outcome {
        const WATCH: &str = "window.programs = [];
            for (const how of ['instantiate', 'instantiateStreaming']) {
                const was = WebAssembly[how];
                WebAssembly[how] = async (...all) => {
                    const made = await was.apply(WebAssembly, all), { exports } = made.instance ?? made;
                    if (exports.memory) programs.push(exports);
                    return made;
                };
            }";
        self.before_each_page(WATCH).await
    }

    /// Runs a script before each page's own.
    pub async fn before_each_page(&self, script: &str) -> Outcome {
        match self {
            Self::Chromium(driver) => {
                let source = json!({ "source": script });
                driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", source).await?;
                Ok(())
            }
            Self::Firefox(firefox) => firefox.before_each_page(script).await,
            // WebDriver alone has no way to do it.
            Self::WebKit(_) => Ok(()),
        }
    }

    /// Runs the body of a function and gives what it returns.
    pub async fn execute(&self, body: &str, args: Vec<Value>) -> Outcome<Value> {
        match self {
            Self::Chromium(driver) | Self::WebKit(WebKit { session: driver, .. }) => {
                Ok(driver.execute(body, args).await?.json().clone())
            }
            Self::Firefox(firefox) => firefox.execute(body, args).await,
        }
    }

    /// What becomes of an expression that may wait: `{ value }` or `{ error }`.
    pub async fn promised(&self, expression: &str, args: Vec<Value>) -> Outcome<Value> {
        let settled = "then((value) => ({ value }), (error) => ({ error: String(error) }))";
        match self {
            Self::Chromium(driver) | Self::WebKit(WebKit { session: driver, .. }) => {
                let script = format!(
                    "const done = arguments[arguments.length - 1];
                     (async (...args) => {expression})(...arguments).{settled}.then(done);"
                );
                Ok(driver.execute_async(script, args).await?.json().clone())
            }
            Self::Firefox(firefox) => {
                let body =
                    format!("return (async (...args) => {expression})(...arguments).{settled}");
                firefox.execute(&body, args).await
            }
        }
    }

    /// Real input: both protocols write it in the same way.
    pub async fn perform(&self, actions: Value) -> Outcome {
        match self {
            Self::Chromium(driver) | Self::WebKit(WebKit { session: driver, .. }) => {
                driver.cmd(Command::PerformActions(Actions::from(actions))).await?;
                Ok(())
            }
            Self::Firefox(firefox) => firefox.perform(actions).await,
        }
    }

    /// Chooses from the list that a script finds and gives the keyboard to: in Chromium by typing, for which its driver has
    /// a way of its own; in Firefox by arrow keys.
    pub async fn choose(&self, script: &str, args: Vec<Value>, option: &str) -> Outcome {
        match self {
            Self::Chromium(driver) | Self::WebKit(WebKit { session: driver, .. }) => {
                let list = wait_for("a list", async || {
                    Ok(driver.execute(script, args.clone()).await?.element().ok())
                });
                Ok(list.await?.send_keys(option).await?)
            }
            Self::Firefox(firefox) => {
                let away = format!(
                    "const list = (function () {{ {script} }})(...arguments);
                     const at = [...list?.options ?? []].findIndex((it) => it.text.startsWith({}));
                     return at < 0 ? null : at - list.selectedIndex",
                    json!(option)
                );
                let away = wait_for("a list with that", async || {
                    Ok(firefox.execute(&away, args.clone()).await?.as_i64())
                })
                .await?;
                let arrow = if away < 0 { "Up" } else { "Down" };
                for _ in 0..away.abs() {
                    self.perform(together(&[arrow])).await?;
                }
                Ok(())
            }
        }
    }

    /// Looks into the first frame of the page.
    pub async fn enter_frame(&self) -> Outcome<Counts> {
        if let Self::Firefox(firefox) = self {
            firefox.enter_frame().await?;
            return Ok(Counts::FromTheFrame);
        }
        self.chromium()?.enter_frame(0).await?;
        Ok(Counts::FromTheWindow)
    }

    pub async fn leave_frame(&self) -> Outcome {
        match self {
            Self::Firefox(firefox) => firefox.leave_frame(),
            _ => self.chromium()?.enter_default_frame().await?,
        }
        Ok(())
    }

    /// As if nobody had used this browser before: for several stories in one Firefox, which takes its time to start.
    pub async fn as_new(&self) -> Outcome {
        match self {
            Self::Firefox(firefox) => firefox.as_new().await,
            _ => Err("another browser is simply started anew".into()),
        }
    }

    /// Lets go of everything that nobody holds any more.
    pub async fn collect_garbage(&self) -> Outcome {
        if let Self::Firefox(_) = self {
            return self.execute("return TestUtils.gc()", vec![]).await.map(drop);
        }
        let nothing = json!({});
        self.chromium()?.cdp().send_raw("HeapProfiler.collectGarbage", nothing).await?;
        Ok(())
    }

    /// Lets pages of this origin write to the clipboard without a click. Firefox is started so.
    pub async fn allow_clipboard(&self, origin: &str) -> Outcome {
        let Self::Chromium(driver) = self else { return Ok(()) };
        for name in ["clipboard-read", "clipboard-write"] {
            let permission =
                json!({ "permission": { "name": name }, "setting": "granted", "origin": origin });
            driver.cdp().send_raw("Browser.setPermission", permission).await?;
        }
        Ok(())
    }

    pub async fn screenshot_as_png(&self) -> Outcome<Vec<u8>> {
        match self {
            Self::Chromium(driver) | Self::WebKit(WebKit { session: driver, .. }) => {
                Ok(driver.screenshot_as_png().await?)
            }
            Self::Firefox(firefox) => firefox.screenshot_as_png().await,
        }
    }

    /// Closes the browser as a person does.
    pub async fn quit(self) -> Outcome {
        match self {
            Self::Chromium(driver) | Self::WebKit(WebKit { session: driver, .. }) => {
                Ok(driver.quit().await?)
            }
            Self::Firefox(firefox) => firefox.quit().await,
        }
    }

    pub async fn back(&self) -> Outcome {
        Ok(self.chromium()?.back().await?)
    }

    pub async fn window(&self) -> Outcome<WindowHandle> {
        Ok(self.chromium()?.window().await?)
    }

    pub async fn windows(&self) -> Outcome<Vec<WindowHandle>> {
        Ok(self.chromium()?.windows().await?)
    }

    pub async fn new_tab(&self) -> Outcome<WindowHandle> {
        Ok(self.chromium()?.new_tab().await?)
    }

    pub async fn switch_to_window(&self, window: WindowHandle) -> Outcome {
        Ok(self.chromium()?.switch_to_window(window).await?)
    }

    pub async fn close_window(&self) -> Outcome {
        Ok(self.chromium()?.close_window().await?)
    }
}
