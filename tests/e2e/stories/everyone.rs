//! Everybody can take part: axe finds nothing to object to on any screen, in both themes.

use serde_json::{Value, json};

use crate::harness::{Browser, Canvas, Options, Outcome, World, story};

/// Runs axe-core over the page and gives what it objects to, one line each.
async fn objections(browser: &Browser) -> Outcome<Vec<String>> {
    let axe = std::env::var("AXE")
        .map_err(|_| "AXE names no file: `cargo xtask test` brings axe-core")?;
    if browser.read("return typeof axe", vec![]).await? != json!("object") {
        browser.read(&std::fs::read_to_string(axe)?, vec![]).await?;
    }
    // What is in order need not be told in full.
    let run = "(await axe.run(document, { resultTypes: ['violations'] })).violations";
    let found = browser.promised(run, vec![]).await?;
    let line = |rule: &Value| {
        let nodes = rule["nodes"].as_array().into_iter().flatten();
        let places: Vec<_> = nodes.take(3).map(|node| node["html"].to_string()).collect();
        format!("{}: {} {}", rule["id"], rule["help"], places.join(" "))
    };
    Ok(found.as_array().into_iter().flatten().map(line).collect())
}

pub(crate) async fn fine(browser: &Browser, screen: &str) -> Outcome {
    assert_eq!(objections(browser).await?, Vec::<String>::new(), "{screen}");
    Ok(())
}

async fn theme(browser: &Browser, theme: &str) -> Outcome {
    let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
    browser.devtools("Emulation.setEmulatedMedia", media).await?;
    Ok(())
}

pub(super) async fn both_themes(browser: &Browser, screen: &str) -> Outcome {
    for name in ["light", "dark"] {
        theme(browser, name).await?;
        fine(browser, &format!("{screen}, {name}")).await?;
    }
    Ok(())
}

async fn on_the_map(browser: &Browser, canvas: &Canvas<'_>) -> Outcome {
    canvas.click("button", "Retailer safety videos").await?;
    canvas.find("button", "Show the whole map").await?;
    both_themes(browser, "an example").await?;
    let card = "Outcome: Decrease safety incidents";
    canvas.pick(card).await?;
    canvas.click("button", "Details").await?;
    both_themes(browser, "the details of a card").await?;
    canvas.fill("Your name", "Ana").await?;
    browser.press("Enter").await?;
    canvas.find("button", "Not after all: Ana").await?;
    people(browser, canvas, "Who would help", "Decrease safety incidents").await?;
    canvas.pick(card).await?;
    browser.press("Enter").await?;
    canvas.find("textbox", "Title").await?;
    both_themes(browser, "a card being written").await?;
    browser.press("Escape").await?;
    browser.press("l").await?;
    canvas.find("combobox", "Write what comes next, or find a card").await?;
    both_themes(browser, "so that").await?;
    browser.press("Escape").await?;
    browser.press("Control+f").await?;
    canvas.find("combobox", "Words on the card").await?;
    browser.types("safe").await?;
    both_themes(browser, "the search").await?;
    browser.press("Escape").await?;
    let behind = "On the job: Staff handle each season’s risks safely";
    canvas.draw_link("Barrier: All videos in one sitting", behind).await?;
    canvas.find("group", "Selected link").await?;
    both_themes(browser, "the tools of a link").await?;
    browser.press("Escape").await?;
    browser.press("?").await?;
    canvas.find("dialog", "Keys and gestures").await?;
    both_themes(browser, "the keys").await?;
    browser.press("Escape").await?;
    canvas.click("button", "Menu").await?;
    canvas.find("dialog", "Menu").await?;
    both_themes(browser, "the menu").await?;
    browser.press("Escape").await?;
    canvas.click("button", "Share as a link").await?;
    canvas.find("textbox", "Link to this map").await?;
    both_themes(browser, "sharing").await?;
    browser.press("Escape").await?;
    canvas.click("button", "Canvas and outline").await?;
    canvas.find("region", "Outline of the map").await?;
    both_themes(browser, "canvas and outline").await?;
    canvas.click("button", "All maps").await?;
    canvas.says("Kept in this browser").await?;
    both_themes(browser, "the start with a map that is kept").await?;
    canvas.click("button", "Sixty stores").await?;
    canvas.find("button", "Show the whole map").await?;
    people(browser, canvas, "Who influences whom", "Influences").await
}

/// A page about the people of the map, which says this.
async fn people(browser: &Browser, canvas: &Canvas<'_>, page: &str, words: &str) -> Outcome {
    canvas.click("button", "People").await?;
    let people = canvas.within("dialog", "People");
    people.click("button", page).await?;
    people.within("region", page).says(words).await?;
    both_themes(browser, page).await?;
    browser.press("Escape").await
}

#[test]
fn axe_objects_to_nothing_on_any_screen_in_light_and_dark() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.open_app().await?;
        both_themes(&browser, "the start").await?;
        on_the_map(&browser, &canvas).await?;
        browser.quit().await?;
        let phone = Options::phone();
        let browser = world.browser_with(phone).await?;
        let canvas = browser.open_app().await?;
        both_themes(&browser, "the start on a phone").await?;
        canvas.click("button", "Retailer safety videos").await?;
        canvas.find("region", "Outline of the map").await?;
        both_themes(&browser, "the outline on a phone").await?;
        canvas.click("button", "Menu").await?;
        canvas.click("button", "Share as a link").await?;
        let link = canvas.find("textbox", "Link to this map").await?.value.unwrap_or_default();
        browser.read("location.hash = arguments[0].split('#')[1]", vec![json!(link)]).await?;
        canvas.find("region", "Shared map").await?;
        both_themes(&browser, "a map from a link on a phone").await?;
        browser.quit().await?;
        Ok(())
    });
}
