//! Pictures of every screen, for a person to look at: `cargo xtask screenshots`.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::harness::{Browser, Canvas, Options, Outcome, World, story, wait_for};

mod sixty;
mod workshops;

const EXAMPLE: &str = "Retailer safety videos";

struct Album<'a> {
    browser: &'a Browser,
    name: String,
}

impl Album<'_> {
    async fn keep(&self, screen: &str) -> Outcome {
        let folder =
            PathBuf::from(std::env::var("SHOTS").unwrap_or_else(|_| "target/screenshots".into()));
        std::fs::create_dir_all(&folder)?;
        // Two frames: what was asked for is drawn then.
        let drawn = "new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(r, 200))))";
        self.browser.promised(drawn, vec![]).await?;
        let file = folder.join(format!("{}-{screen}.png", self.name));
        std::fs::write(&file, self.browser.driver.screenshot_as_png().await?)?;
        println!("{}", file.display());
        Ok(())
    }
}

async fn wide(album: &Album<'_>, canvas: &Canvas<'_>) -> Outcome {
    let browser = album.browser;
    album.keep("1-start").await?;
    canvas.click("button", EXAMPLE).await?;
    canvas.find("button", "Show the whole map").await?;
    album.keep("2-example").await?;
    canvas.pick("Outcome: Decrease safety incidents").await?;
    browser.press("Enter").await?;
    canvas.find("textbox", "Title").await?;
    album.keep("3-writing").await?;
    browser.press("Escape").await?;
    browser.press("l").await?;
    canvas.find("combobox", "Write what comes next, or find a card").await?;
    album.keep("4-so-that").await?;
    browser.press("Escape").await?;
    browser.press("i").await?;
    canvas.find("complementary", "Card").await?;
    album.keep("5-details").await?;
    browser.press("i").await?;
    canvas.click("button", "Outline").await?;
    album.keep("6-outline").await?;
    canvas.click("button", "Canvas and outline").await?;
    album.keep("7-both").await?;
    canvas.click("button", "Canvas").await?;
    browser.press("q").await?;
    canvas.find("region", "No sponsor").await?;
    album.keep("8-questions").await?;
    browser.press("Escape").await?;
    canvas.pick("Outcome: Decrease safety incidents").await?;
    browser.press("s").await?;
    canvas.find("region", "Line of sight").await?;
    album.keep("9-sight").await?;
    browser.press("Escape").await?;
    let file = browser.profile().file("drawing.json", br#"{"type":"excalidraw","elements":[]}"#)?;
    browser.drop_file(&file).await?;
    canvas.says("could not be opened").await?;
    album.keep("10-error").await?;
    // Where the bar has no room for it, the menu has it.
    if album.name.starts_with("1024") {
        canvas.click("button", "Menu").await?;
        canvas.click("button", "Ask the room: cards or votes").await?;
    } else {
        canvas.click("button", "Question to the room").await?;
    }
    canvas.find("button", "Ask the room").await?;
    album.keep("11-ask").await?;
    canvas.click("button", "Ask the room").await?;
    canvas.find("textbox", "Link to write").await?;
    album.keep("12-room").await?;
    Ok(())
}

async fn phone(album: &Album<'_>, canvas: &Canvas<'_>) -> Outcome {
    album.keep("1-start").await?;
    canvas.click("button", EXAMPLE).await?;
    canvas.find("region", "Outline of the map").await?;
    album.keep("2-outline").await?;
    let outline = canvas.within("region", "Outline of the map");
    outline.click("textbox", "Outcome: Decrease safety incidents").await?;
    album.keep("2-writing").await?;
    outline.click("button", "Connect Decrease safety incidents").await?;
    canvas.find("dialog", "“Decrease safety incidents” so that…").await?;
    album.keep("2-so-that").await?;
    album.browser.press("Escape").await?;
    outline.click("button", "Details of Decrease safety incidents").await?;
    canvas.find("complementary", "Card").await?;
    album.keep("2-details").await?;
    canvas.click("button", "Close details").await?;
    let file =
        album.browser.profile().file("drawing.json", br#"{"type":"excalidraw","elements":[]}"#)?;
    album.browser.drop_file(&file).await?;
    canvas.says("could not be opened").await?;
    album.keep("2-error").await?;
    canvas.click("button", "Canvas").await?;
    album.keep("3-canvas").await?;
    canvas.click("button", "Menu").await?;
    album.keep("4-menu").await?;
    canvas.click("button", "Questions").await?;
    canvas.find("region", "No sponsor").await?;
    album.keep("5-questions").await?;
    canvas.click("button", "Menu").await?;
    canvas.click("button", "Ask the room: cards or votes").await?;
    canvas.click("button", "Ask the room").await?;
    let link = canvas.find("textbox", "Link to write").await?.value.unwrap_or_default();
    album.keep("6-room").await?;
    album.browser.driver.goto(&link).await?;
    canvas.find("textbox", "Your thought").await?;
    album.browser.types("Fewer accidents on the shop floor").await?;
    album.browser.press("Enter").await?;
    album.keep("7-writing").await?;
    canvas.click("button", "Hand in 1 card").await?;
    canvas.find("textbox", "Your cards as text").await?;
    album.keep("8-hand-in").await?;
    Ok(())
}

/// What lights up with a card: on the canvas, or from the outline where that is what is shown.
async fn lit(canvas: &Canvas<'_>, card: &str, on_canvas: bool) -> Outcome {
    if on_canvas {
        canvas.click("button", "Leave the overview of support").await?;
        canvas.pick(&format!("Support: {card}")).await?;
        canvas.click("button", "Line of sight").await?;
    } else {
        canvas.click("button", &format!("Details of {card}")).await?;
        canvas.within("complementary", "Card").click("button", "Line of sight").await?;
    }
    canvas.find("region", "Line of sight").await.map(drop)
}

/// What an executive sees of an example: the questions, what supports the priorities, the report, who influences whom, and
/// the line of sight of something that L&D offers.
async fn at_a_glance(
    album: &Album<'_>,
    canvas: &Canvas<'_>,
    (example, card): (&str, &str),
    on_canvas: bool,
) -> Outcome {
    let name = example.to_lowercase().replace(' ', "-");
    canvas.click("button", example).await?;
    canvas.find("button", "Menu").await?;
    // Where the bar is narrow, or its text large, it is in the menu.
    if canvas.starting("button", "Questions").await?.is_empty() {
        canvas.click("button", "Menu").await?;
    }
    canvas.click("button", "Questions").await?;
    let panel = canvas.within("complementary", "Questions");
    let share = wait_for("the share of priorities", async || {
        let all = panel.starting("summary", "").await?;
        Ok(all.into_iter().find(|found| found.name.contains("of priorities are supported")))
    })
    .await?;
    album.keep(&format!("{name}-questions")).await?;
    panel.click("summary", &share.name).await?;
    panel.click("button", "Show on the map").await?;
    canvas.find("region", "Support for priorities").await?;
    album.keep(&format!("{name}-support")).await?;
    canvas.click("button", "Menu").await?;
    canvas.click("button", "Report").await?;
    canvas.within("dialog", "Report").starting("article", "").await?;
    album.keep(&format!("{name}-report")).await?;
    album.browser.press("Escape").await?;
    canvas.click("button", "Menu").await?;
    canvas.click("button", "People").await?;
    let people = canvas.within("dialog", "People");
    people.click("button", "Who influences whom").await?;
    album.keep(&format!("{name}-influence")).await?;
    album.browser.press("Escape").await?;
    // With large letters the questions leave no room for the card beside them.
    if !album.name.ends_with("large-text") {
        lit(canvas, card, on_canvas).await?;
        album.keep(&format!("{name}-sight")).await?;
    }
    Ok(())
}

#[test]
#[ignore = "pictures to look at: `cargo xtask screenshots`"]
fn screenshots_of_the_examples_at_a_glance() {
    story(async |world: World| {
        let large: Value = json!({ "webkit": { "webprefs": { "default_font_size": 32 } } });
        for (size, theme, prefs) in [
            ((1440, 1040), "light", None),
            ((1440, 1040), "dark", None),
            ((390, 844), "light", None),
            ((390, 844), "dark", None),
            ((1440, 1040), "large-text", Some(large)),
        ] {
            for example in [
                ("Structured shadowing", "Structured Shadowing"),
                (EXAMPLE, "Shorter, funnier safety videos"),
                ("Sixty stores", "Quick holiday updates"),
            ] {
                let touch = size.0 < 700;
                let options = Options { size, touch, ..Options::default() };
                let options = match &prefs {
                    Some(prefs) => Options { prefs: prefs.clone(), ..options },
                    None => options,
                };
                let browser = world.browser_with(options).await?;
                dressed(&browser, if theme == "dark" { "dark" } else { "light" }).await?;
                let canvas = browser.open_app().await?;
                let album = Album { browser: &browser, name: format!("{}-{theme}", size.0) };
                at_a_glance(&album, &canvas, example, !touch).await?;
                drop(browser.quit().await?);
            }
        }
        Ok(())
    });
}

async fn dressed(browser: &Browser, theme: &str) -> Outcome {
    let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
    browser.devtools("Emulation.setEmulatedMedia", media).await?;
    Ok(())
}

#[test]
#[ignore = "pictures to look at: `cargo xtask screenshots`"]
fn screenshots_of_every_screen() {
    story(async |world: World| {
        for (size, theme) in [
            ((1440, 1040), "light"),
            ((1440, 1040), "dark"),
            ((1024, 900), "light"),
            ((390, 844), "light"),
            ((390, 844), "dark"),
        ] {
            let touch = size.0 < 700;
            let browser = world.browser_with(Options { size, touch, ..Options::default() }).await?;
            dressed(&browser, theme).await?;
            let canvas = browser.open_app().await?;
            let album = Album { browser: &browser, name: format!("{}-{theme}", size.0) };
            if touch {
                phone(&album, &canvas).await?
            } else {
                wide(&album, &canvas).await?
            }
            drop(browser.quit().await?);
        }
        let prefs: Value = json!({ "webkit": { "webprefs": { "default_font_size": 32 } } });
        let browser =
            world.browser_with(Options { size: (1440, 1040), prefs, ..Options::default() }).await?;
        let canvas = browser.open_app().await?;
        let album = Album { browser: &browser, name: "1440-large-text".into() };
        album.keep("1-start").await?;
        canvas.click("button", EXAMPLE).await?;
        canvas.find("button", "Show the whole map").await?;
        album.keep("2-example").await?;
        canvas.click("button", "Outline").await?;
        album.keep("3-outline").await?;
        canvas.click("button", "Menu").await?;
        album.keep("4-menu").await?;
        drop(browser.quit().await?);
        Ok(())
    });
}
