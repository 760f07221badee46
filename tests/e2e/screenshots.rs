//! Pictures of every screen, for a person to look at: `cargo xtask screenshots`.

use std::path::PathBuf;

use serde_json::{Value, json};

use thirtyfour::WindowHandle;

use crate::harness::{Browser, Canvas, Options, Outcome, World, story, wait_for};
use crate::stories::room::{join, link_for};

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
    canvas.click("button", "Questions").await?;
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
    canvas.click("button", "Cards from the room").await?;
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
    canvas.click("button", "Canvas").await?;
    album.keep("3-canvas").await?;
    canvas.click("button", "Menu").await?;
    album.keep("4-menu").await?;
    canvas.click("button", "Questions").await?;
    canvas.find("region", "No sponsor").await?;
    album.keep("5-questions").await?;
    canvas.click("button", "Cards from the room").await?;
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

/// What an executive sees of an example: the questions, what supports the priorities, who influences whom, the report.
async fn at_a_glance(album: &Album<'_>, canvas: &Canvas<'_>, example: &str) -> Outcome {
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
    canvas.within("dialog", "Page").starting("article", "").await?;
    album.keep(&format!("{name}-report")).await?;
    album.browser.press("Escape").await?;
    canvas.click("button", "Menu").await?;
    canvas.click("button", "People").await?;
    let people = canvas.within("dialog", "People");
    people.click("button", "Who influences whom").await?;
    album.keep(&format!("{name}-influence")).await?;
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
            for example in ["Structured shadowing", EXAMPLE, "Sixty stores"] {
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
                at_a_glance(&album, &canvas, example).await?;
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

/// One stage of a workshop on three screens: of whoever leads, on the wall, and on a participant's phone.
async fn one_stage(
    desk: &Album<'_>,
    hand: &Album<'_>,
    wall: [&WindowHandle; 2],
    n: usize,
) -> Outcome {
    desk.keep(&format!("stage-{n}-leads")).await?;
    let [projector, here] = wall;
    desk.browser.driver.switch_to_window(projector.clone()).await?;
    desk.keep(&format!("stage-{n}-wall")).await?;
    desk.browser.driver.switch_to_window(here.clone()).await?;
    hand.keep(&format!("stage-{n}-phone")).await
}

/// A workshop of 45 minutes with one participant, stage by stage, and what is said at its end.
async fn workshop(desk: &Album<'_>, hand: &Album<'_>, page: &str) -> Outcome {
    let browser = desk.browser;
    browser.driver.goto(page).await?;
    let canvas = browser.canvas();
    canvas.is_up().await?;
    canvas.click("button", EXAMPLE).await?;
    canvas.find("button", "Show the whole map").await?;
    canvas.click("button", "Menu").await?;
    canvas.click("button", "Prepare a workshop").await?;
    let prepare = canvas.within("dialog", "Prepare a workshop");
    let ask = "What do its leaders put first this year?";
    prepare.fill(&format!("Answer: {ask}"), "Every shop safe and fully staffed by summer").await?;
    prepare.fill(&format!("Source: {ask}"), "Annual report 2026, page 4").await?;
    browser.press("Tab").await?;
    browser.press("Enter").await?;
    desk.keep("prepare-1-strategy").await?;
    for (n, begins) in
        ["A department", "What we know", "Starters", "Drafts", "Before"].into_iter().enumerate()
    {
        let parts = prepare.within("group", "What to prepare");
        let found = parts.starting("button", begins).await?;
        let name = found.first().ok_or("no such part")?.name.clone();
        parts.click("button", &name).await?;
        desk.keep(&format!("prepare-{}-{}", n + 2, begins.to_lowercase().replace(' ', "-")))
            .await?;
    }
    browser.press("Escape").await?;
    canvas.click("button", "Menu").await?;
    canvas.click("button", "Work together live").await?;
    canvas.click("button", "Open a room").await?;
    let link = link_for(&canvas, "change the map").await?;
    browser.press("Escape").await?;
    let phone = join(hand.browser, &link, "Bo").await?;
    phone.find("region", "Outline of the map").await?;
    canvas.click("button", "Menu").await?;
    canvas.click("button", "Lead a workshop").await?;
    desk.keep("stage-0-plans").await?;
    canvas.within("dialog", "Lead a workshop").click("button", "Begin").await?;
    let bar = canvas.within("region", "Workshop");
    let here = browser.driver.window().await?;
    bar.click("button", "Projector window").await?;
    let wall = wait_for("the wall", async || {
        Ok(browser.driver.windows().await?.into_iter().find(|window| *window != here))
    })
    .await?;
    browser.driver.switch_to_window(here.clone()).await?;
    phone.find("region", "Workshop").await?;
    for n in 1..=6 {
        one_stage(desk, hand, [&wall, &here], n).await?;
        if n == 2 {
            bar.click("button", "1 draft to put right").await?;
            desk.keep("stage-2-drafts").await?;
            browser.press("Escape").await?;
        }
        if n == 3 {
            bar.click("button", "Ask the room").await?;
            canvas.within("dialog", "Cards from the room").click("button", "Ask the room").await?;
            canvas.find("textbox", "Link to write").await?;
            one_stage(desk, hand, [&wall, &here], 30).await?;
            phone.click("button", "Write").await?;
            phone.find("textbox", "Your thought").await?;
            hand.keep("stage-31-phone-writes").await?;
            hand.browser.types("Fewer accidents").await?;
            hand.browser.press("Enter").await?;
            phone.click("button", "Hand in 1 card").await?;
            hand.keep("stage-32-phone-handed-in").await?;
            hand.browser.driver.goto(&link).await?;
            phone.find("region", "Workshop").await?;
            canvas.click("button", "Put 1 card on the map").await?;
            browser.press("Escape").await?;
        }
        if n < 6 {
            let next = bar.starting("button", "Next: ").await?;
            let next = next.first().ok_or("no next stage")?.name.clone();
            bar.click("button", &next).await?;
            if n == 1 {
                desk.keep("stage-1-leaving").await?;
            }
            bar.click("button", "On without it").await?;
            bar.is_gone("textbox", "Say back what you heard").await?;
        }
    }
    bar.click("button", "Closing words").await?;
    canvas.find("dialog", "Closing words").await?;
    desk.keep("stage-7-closing").await?;
    browser.press("Escape").await?;
    bar.click("button", "Recap").await?;
    canvas.find("dialog", "Recap").await?;
    desk.keep("stage-8-recap").await
}

/// Another plan with one participant, stage by stage: of whoever leads, and of a participant's phone.
async fn plan(desk: &Album<'_>, hand: &Album<'_>, page: &str, name: &str) -> Outcome {
    let browser = desk.browser;
    browser.driver.goto(page).await?;
    let canvas = browser.canvas();
    canvas.is_up().await?;
    canvas.click("button", EXAMPLE).await?;
    canvas.click("button", "Menu").await?;
    canvas.click("button", "Work together live").await?;
    canvas.click("button", "Open a room").await?;
    let link = link_for(&canvas, "change the map").await?;
    browser.press("Escape").await?;
    let phone = join(hand.browser, &link, "Bo").await?;
    phone.find("region", "Outline of the map").await?;
    canvas.click("button", "Menu").await?;
    canvas.click("button", "Lead a workshop").await?;
    let plans = canvas.within("dialog", "Lead a workshop");
    let radio = plans.starting("radio", name).await?;
    plans.click("radio", &radio.first().ok_or("no such plan")?.name).await?;
    plans.click("button", "Begin").await?;
    let bar = canvas.within("region", "Workshop");
    phone.find("region", "Workshop").await?;
    let short = name.to_lowercase().replace([' ', ','], "-");
    for n in 1.. {
        desk.keep(&format!("{short}-stage-{n}-leads")).await?;
        hand.keep(&format!("{short}-stage-{n}-phone")).await?;
        let next = bar.starting("button", "Next: ").await?;
        let Some(next) = next.first() else { break };
        bar.click("button", &next.name).await?;
        bar.click("button", "On without it").await?;
        bar.is_gone("textbox", "Say back what you heard").await?;
    }
    Ok(())
}

/// Whoever leads, and somebody with a phone, who see it light, dark, or with text of twice the size.
async fn pair(world: &World, look: &str) -> Outcome<(Browser, Browser)> {
    let large = json!({ "webkit": { "webprefs": { "default_font_size": 32 } } });
    let prefs = if look == "large-text" { large } else { json!({}) };
    let desk = Options { size: (1440, 1040), prefs: prefs.clone(), ..Options::default() };
    let desk = world.browser_with(desk).await?;
    let hand = world.browser_with(Options { prefs, ..Options::phone() }).await?;
    for browser in [&desk, &hand] {
        dressed(browser, if look == "dark" { "dark" } else { "light" }).await?;
    }
    Ok((desk, hand))
}

#[test]
#[ignore = "pictures to look at: `cargo xtask screenshots`"]
fn screenshots_of_the_other_plans() {
    story(async |world: World| {
        let relay = world.relay()?;
        let page = world.site.app_with_relay(relay.port);
        for (name, look) in
            [("90 minutes", "dark"), ("Half a day", "light"), ("Check-in", "large-text")]
        {
            let (desk, hand) = pair(&world, look).await?;
            let of = |browser, size: &str| Album { browser, name: format!("{size}-{look}") };
            plan(&of(&desk, "1440"), &of(&hand, "390"), &page, name).await?;
            drop(hand.quit().await?);
            drop(desk.quit().await?);
        }
        Ok(())
    });
}

#[test]
#[ignore = "pictures to look at: `cargo xtask screenshots`"]
fn screenshots_of_a_workshop_stage_by_stage() {
    story(async |world: World| {
        let relay = world.relay()?;
        let page = world.site.app_with_relay(relay.port);
        for look in ["light", "dark", "large-text"] {
            let (desk, hand) = pair(&world, look).await?;
            let of = |browser, size: &str| Album { browser, name: format!("{size}-{look}") };
            workshop(&of(&desk, "1440"), &of(&hand, "390"), &page).await?;
            drop(hand.quit().await?);
            drop(desk.quit().await?);
        }
        Ok(())
    });
}
