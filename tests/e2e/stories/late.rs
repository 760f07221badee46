//! The late part of the program: what comes first works without it, and nothing that was asked for is lost.

use super::everyone::both_themes;
use crate::harness::{Browser, Late, Outcome, World, story};

/// The request by which a page fetches the cold part without waiting for it fails, as on a bad line.
const NOT_BY_ITSELF: &str = "const fetched = window.fetch;
    window.fetch = (what, ...more) => String(what).includes('_cold.')
        ? Promise.reject(new TypeError('Failed to fetch')) : fetched(what, ...more);";

/// Nor does it come when the program stands still for it, until the line is mended.
const NOT_AT_ALL: &str = "const fetched = window.fetch, opened = XMLHttpRequest.prototype.open;
    const gone = (what) => !window.mended && String(what).includes('_cold.');
    window.fetch = (what, ...more) => gone(what)
        ? Promise.reject(new TypeError('Failed to fetch')) : fetched(what, ...more);
    XMLHttpRequest.prototype.open = function (method, what, ...more) {
        return opened.call(this, method, gone(what) ? '/nowhere' : what, ...more);
    };";

/// A card on the canvas, from the start screen on.
async fn write_a_card(browser: &Browser) -> Outcome {
    let canvas = browser.canvas_at(0);
    canvas.is_up().await?;
    canvas.click("button", "New map").await?;
    canvas.click("textbox", "Write a card into Priorities").await?;
    browser.types("Safe stores").await?;
    browser.press("Enter").await?;
    browser.press("Escape").await?;
    canvas.card("Priority: Safe stores").await?;
    Ok(())
}

#[test]
fn the_canvas_works_before_its_late_part_is_there_and_what_waits_for_it_follows() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.canvas_at(0);
        world.site.late_part(Late::Held);
        browser.driver.goto(world.site.app_with_late_part()).await?;
        write_a_card(&browser).await?;
        canvas.says_saved("Saved in this browser").await?;
        canvas.pick("Priority: Safe stores").await?;
        browser.press("i").await?;
        canvas.click("button", "Export as JSON").await?;
        canvas.click("button", "Canvas and outline").await?;
        canvas.says("Loading…").await?;
        assert!(!canvas.has("complementary", "Card").await?, "the panel is late");
        assert!(!canvas.has("region", "Outline of the map").await?, "the outline is late");

        world.site.late_part(Late::Sent);
        canvas.find("complementary", "Card").await?;
        canvas.find("region", "Outline of the map").await?;
        let (_, file) = browser.downloaded().await?;
        assert!(file.contains("Safe stores"), "{file}");
        canvas.titles_become(&["Safe stores"]).await?;
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        browser.quit().await?;

        // It does not come at all: the screen says so, the canvas goes on, and the next use tries again.
        let browser = world.browser().await?;
        let canvas = browser.canvas_at(0);
        world.site.late_part(Late::Refused);
        browser.driver.goto(world.site.app_with_late_part()).await?;
        canvas.is_up().await?;
        canvas.says("A part of this program could not be loaded").await?;
        write_a_card(&browser).await?;
        canvas.says_saved("Saved in this browser").await?;
        world.site.late_part(Late::Sent);
        canvas.click("button", "Menu").await?;
        canvas.find("dialog", "Menu").await?;
        browser.press("Escape").await?;
        canvas.titles_become(&["Safe stores"]).await?;
        // Only now does the page forbid itself every connection.
        browser
            .promised("document.querySelector('alignment-canvas').ready.then(() => 1)", vec![])
            .await?;
        let calls: Outcome<_> =
            browser.promised("fetch(location.href).then(() => 'reached')", vec![]).await;
        assert!(calls.is_err(), "a call of the page reached {calls:?}");
        browser.quit().await?;

        // What seldom runs does not come by itself, either: it is fetched at the moment in which it is called.
        let browser = world.browser().await?;
        let canvas = browser.canvas_at(0);
        browser.driver.before_each_page(NOT_BY_ITSELF).await?;
        browser.driver.goto(world.site.app_with_late_part()).await?;
        write_a_card(&browser).await?;
        canvas.click("textbox", "Write a card into Business outcomes").await?;
        browser.types("Fewer accidents").await?;
        browser.press("Enter").await?;
        browser.press("Escape").await?;
        let ring = canvas.handle("Outcome: Fewer accidents").await?;
        browser.drag(ring, canvas.card("Priority: Safe stores").await?.middle()).await?;
        canvas.find("group", "Selected link").await?;
        browser.press("Delete").await?;
        canvas.is_gone("group", "Selected link").await?;
        let script = "return performance.getEntriesByType('resource').filter((it) => it.name.includes('_cold.')
            && it.initiatorType === 'xmlhttprequest' && it.responseStatus === 200).length";
        assert_eq!(browser.read(script, vec![]).await?, 1, "the page waited for it once");
        canvas.says_saved("Saved in this browser").await?;
        drop(browser.quit().await?);
        Ok(())
    });
}

#[test]
fn a_canvas_whose_program_comes_only_in_part_waits_for_the_rest_with_all_that_was_written() {
    story(async |world: World| {
        let browser = world.browser().await?;
        let canvas = browser.canvas_at(0);
        browser.driver.before_each_page(NOT_AT_ALL).await?;
        browser.driver.goto(world.site.app_with_late_part()).await?;
        browser.read("window.mended = true", vec![]).await?;
        write_a_card(&browser).await?;
        canvas.click("textbox", "Write a card into Business outcomes").await?;
        browser.types("Fewer accidents").await?;
        browser.press("Enter").await?;
        browser.press("Escape").await?;
        canvas.says_saved("Saved in this browser").await?;

        // Another time only its first part comes, which cannot even say so without the rest.
        browser.driver.refresh().await?;
        canvas
            .says("A part of Alignment Canvas could not be loaded. What was saved is safe")
            .await?;
        both_themes(&browser, "a program that has come in part").await?;

        // The line is back: so is the canvas, by itself.
        browser.read("window.mended = true", vec![]).await?;
        canvas.card("Priority: Safe stores").await?;
        let ring = canvas.handle("Outcome: Fewer accidents").await?;
        browser.drag(ring, canvas.card("Priority: Safe stores").await?.middle()).await?;
        canvas.find("group", "Selected link").await?;
        canvas.titles_become(&["Fewer accidents", "Safe stores"]).await?;
        drop(browser.quit().await?);
        Ok(())
    });
}
