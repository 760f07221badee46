//! What opening a map, looking around and writing cards call: `cargo xtask profile`, with an app that notes it.
//!
//! Acts by hand alone, since what the element's methods call is not what people wait for.

use std::fs;

use alignment_canvas::exchange::{link_text, parse, to_fragment};
use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::harness::{Browser, Canvas, Options, Outcome, World, story};

/// For each function of the first part a one where it has run.
#[derive(Default)]
struct Ran(Vec<u8>);

impl Ran {
    /// Adds what the page has noted, which goes with it.
    async fn note(&mut self, browser: &Browser) -> Outcome {
        let told = browser.read("return ran()", vec![]).await?;
        let told = told.as_str().ok_or("the app does not note what runs")?.as_bytes();
        self.0.resize(told.len(), b'0');
        for (known, told) in self.0.iter_mut().zip(told) {
            *known = (*known).max(*told);
        }
        let ran = self.0.iter().filter(|it| **it == b'1').count();
        println!("  {ran} of {} functions have run", self.0.len());
        Ok(())
    }
}

/// Looks around: moves, comes nearer, goes away, sees all of it.
async fn look(canvas: &Canvas<'_>, card: &str) -> Outcome {
    let browser = canvas.browser;
    let at = canvas.card(card).await?;
    let under = at.middle().by(0.0, at.height + 60.0);
    browser.drag(under, under.by(-80.0, 30.0)).await?;
    browser.wheel(under, 60, 120, None).await?;
    browser.wheel(under, 0, -240, Some("Control")).await?;
    browser.wheel(under, 0, 480, Some("Control")).await?;
    for button in ["Zoom in", "Zoom out", "Show the whole map"] {
        canvas.click("button", button).await?;
    }
    canvas.pick(card).await
}

/// A title, cards in two lanes, other words for one of them, and all of it saved.
async fn write(canvas: &Canvas<'_>) -> Outcome {
    let browser = canvas.browser;
    canvas.fill("Title of the map", "Nordwind").await?;
    for (lane, title) in [
        ("Priorities", "Safe stores"),
        ("Priorities", "Faster"),
        ("Business outcomes", "Fewer accidents"),
    ] {
        canvas.click("textbox", &format!("Write a card into {lane}")).await?;
        browser.types(title).await?;
        browser.press("Enter").await?;
        browser.press("Escape").await?;
    }
    canvas.card("Outcome: Fewer accidents").await?;
    let faster = canvas.card("Priority: Faster").await?;
    browser.double_click_at(faster.middle()).await?;
    browser.types("Faster and better").await?;
    browser.press("Enter").await?;
    browser.press("Escape").await?;
    canvas.says_saved("Saved in this browser").await
}

#[test]
#[ignore = "notes what runs: `cargo xtask profile`"]
fn profile_of_opening_and_writing() {
    story(async |world: World| {
        let mut ran = Ran::default();
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        canvas.click("button", "New map").await?;
        write(&canvas).await?;
        look(&canvas, "Priority: Safe stores").await?;
        // Put aside for a moment, as before a page goes.
        let first = browser.driver.window().await?;
        let aside = browser.driver.new_tab().await?;
        browser.driver.switch_to_window(aside).await?;
        browser.driver.goto(world.site.empty()).await?;
        browser.driver.switch_to_window(first).await?;
        ran.note(&browser).await?;
        // What this browser keeps, and the start screen that lists it.
        browser.driver.refresh().await?;
        canvas.card("Priority: Safe stores").await?;
        ran.note(&browser).await?;
        let window = browser.driver.new_tab().await?;
        browser.driver.switch_to_window(window).await?;
        browser.driver.goto(world.site.app()).await?;
        canvas.click("button", "Sixty stores").await?;
        look(&canvas, "Outcome: Increase conversion").await?;
        ran.note(&browser).await?;
        drop(browser.quit().await?);

        let example = include_str!("../../examples/sixty-stores.json");
        let map = parse(example).expect("an example of ours can be read").map;
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
        std::io::Write::write_all(&mut zlib, link_text(&map).as_bytes())?;
        let link = format!("{}{}", world.site.app(), to_fragment(&zlib.finish()?));
        for options in [Options::default(), Options::phone()] {
            let browser = world.browser_with(options).await?;
            browser.driver.goto(&link).await?;
            let canvas = browser.canvas();
            canvas.find("region", "Shared map").await?;
            ran.note(&browser).await?;
            canvas.click("button", "Make it mine").await?;
            canvas.is_gone("region", "Shared map").await?;
            ran.note(&browser).await?;
            drop(browser.quit().await?);
        }
        fs::write(std::env::var("RAN")?, &ran.0)?;
        Ok(())
    });
}
